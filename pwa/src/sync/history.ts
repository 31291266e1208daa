import type { Value } from '../store/index.ts';
import { ask } from './http.ts';

/** One value a field was given, as the server's log has it. */
export interface HistoryEntry {
  op: string;
  field: string;
  value: Value;
  /** Ids of the ops whose values were on screen when it was entered. */
  saw: string[];
  staff: string;
  device: string;
  made_at: string;
  in_use: boolean;
  stands?: boolean;
  /** Why it corrects what was filed, as its author says. */
  why: string | null;
}

/** Every value of a field the server knows, oldest first; null without a connection. */
export async function fetchHistory(record: string, field: string): Promise<HistoryEntry[] | null> {
  const path = `/records/${record}/history?field=${encodeURIComponent(field)}`;
  const outcome = await ask<HistoryEntry[]>(path, { timeout_ms: 10_000 });
  return outcome.met === 'ok' && Array.isArray(outcome.value) ? outcome.value : null;
}
