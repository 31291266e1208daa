import type { Value } from '../../store/index.ts';
import type { Held } from './types.ts';

/** An op's own text, as far as these screens read it. */
export interface RawOp {
  new?: Record<string, Value>;
  edits?: Record<string, { saw: string[]; now: Value }>;
  form_version?: string;
  reason?: string;
}

/** What the op says; null when it cannot be read. */
export function rawOf(held: Held): RawOp | null {
  try {
    const op = JSON.parse(held.raw) as RawOp;
    const readable =
      typeof op.new === 'object' ? op.new !== null : !!op.edits && typeof op.edits === 'object';
    return readable ? op : null;
  } catch {
    return null;
  }
}

/** What the op holds, field by field; an op that cannot be read has none. */
export function contentsOf(held: Held): [field: string, value: Value][] {
  const op = rawOf(held);
  if (op?.new) return Object.entries(op.new);
  return Object.entries(op?.edits ?? {}).map(([field, edit]) => [field, edit?.now ?? null]);
}
