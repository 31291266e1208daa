/** What the server keeps aside (保留), and what she files in its place. */
import { memory } from './memory.ts';
import type { Fields, Kind, OpDraft, RecordView, Value } from './types.ts';
import { same, sawOf } from './view.ts';
import type { OpBody } from './wire.ts';

/** An op on hold as she entered it. */
export interface HeldOp {
  op: string;
  reason: string;
  kind: Kind;
  record: string;
  /** Whom it is about, where it says so itself. */
  person: string | undefined;
  /** True for the creation of a record, false for a correction. */
  creates: boolean;
  /** Every field it carries. */
  fields: Fields;
  form_version: string | undefined;
}

/** One of her own ops on hold; undefined once it is not, or once she has filed another in its place. */
export function heldOp(id: string): HeldOp | undefined {
  const found = memory.ops.get(id);
  if (found?.held === undefined || found.staff !== memory.identity?.staff.id) return undefined;
  const { body } = found;
  const person = body.kind === 'person' ? body.id : body.new?.person;
  return {
    op: id,
    reason: found.held,
    kind: body.kind,
    record: body.id,
    person: typeof person === 'string' ? person : undefined,
    creates: body.new !== undefined,
    fields: valuesOf(body),
    form_version: body.form_version,
  };
}

/**
 * The op that stands in for a held one: every field of it, with what she has changed now. `view` is what she was
 * shown of the record, if anything: a field she changed has been seen as it was drawn, the others as they were then.
 */
export function replacement(id: string, now: Fields, view?: RecordView): OpDraft | null {
  const body = memory.ops.get(id)?.body;
  if (!body) return null;
  const { kind, form_version, reason } = body;
  const common: Omit<OpDraft, 'new' | 'edits'> = {
    kind,
    id: body.id,
    replaces: id,
    ...(form_version ? { form_version } : {}),
    ...(reason ? { reason } : {}),
  };
  const before = valuesOf(body);
  const stays = (field: string) =>
    !Object.hasOwn(now, field) || same(now[field] ?? null, before[field] ?? null);
  const copied = Object.entries(body.copied_from ?? {}).filter(([field]) => stays(field));
  if (copied.length > 0) common.copied_from = Object.fromEntries(copied);
  if (body.new) return { ...common, new: { ...body.new, ...now } };
  const edits: Record<string, { saw: string[]; now: Value }> = {};
  for (const [field, { saw, now: before }] of Object.entries(body.edits ?? {}))
    edits[field] = { saw: [id, ...saw], now: before };
  for (const [field, value] of Object.entries(now)) {
    const drawn = view ? sawOf(view, field) : [];
    edits[field] = { saw: [...new Set([...(edits[field]?.saw ?? []), ...drawn])], now: value };
  }
  return { ...common, edits };
}

function valuesOf(body: OpBody): Fields {
  if (body.new) return body.new;
  return Object.fromEntries(Object.entries(body.edits ?? {}).map(([field, { now }]) => [field, now]));
}
