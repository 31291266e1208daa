/** When an op counts as shown, and when a withdrawn row may go. Pure: rules of design 4.4, proved by its model. */

/** The clear part of an outbox op that the rules need. */
export interface OpMark {
  n: number;
  /** The record it writes and the person or session that record hangs from. */
  names: string[];
  record: string;
  staff: string;
  state: 'sent' | 'arrived';
  held: boolean;
  /** Scopes in which a pull begun after its arrival has reached the head. */
  since: string[];
}

/** A replica row withdrawn from a scope, still on screen until every held scope was at head. */
export interface LeavingMark {
  scope: string;
  id: string;
  since: string[];
}

export interface SettleFacts {
  /** Scopes each member of staff on this tablet holds. */
  scopesOf: (staff: string) => string[];
  /** Scopes of who is signed in. */
  held: string[];
  /** True while an old replica stays on screen after a feed reset. */
  resetting: boolean;
  /** The scopes in which a row of the record stays (rows about to leave do not count). */
  stays: (record: string) => string[];
  /** Persons that a draft names. */
  drafted: ReadonlySet<string>;
}

const covers = (all: string[], some: string[]): boolean => some.every((scope) => all.includes(scope));

/** The scopes added, without repeats. */
export function grown(since: string[], heads: string[]): string[] {
  return [...new Set([...since, ...heads])];
}

/** The ops that become shown and the rows that go, after a page (or a push) has been taken in. */
export function settle(
  ops: OpMark[],
  leaving: LeavingMark[],
  facts: SettleFacts,
): { shown: OpMark[]; gone: LeavingMark[] } {
  if (facts.resetting) return { shown: [], gone: [] };
  const ready = new Set(ops.filter((op) => isReady(op, facts)));
  const going = new Map(leaving.map((row) => [row.id, false]));
  for (const { id, since } of leaving) going.set(id, going.get(id) || !covers(since, facts.held));
  const shown = [...ready].filter((op) => isShown(op, ops, ready, going, facts));
  const done = new Set(shown);
  const naming = new Set(ops.filter((op) => !done.has(op)).flatMap((op) => op.names));
  const free = (row: LeavingMark) => !naming.has(row.id) && !facts.drafted.has(row.id);
  return { shown, gone: leaving.filter((row) => free(row) && covers(row.since, facts.held)) };
}

/** It has arrived, and every scope its writer holds was at head since. */
function isReady(op: OpMark, facts: SettleFacts): boolean {
  const scopes = facts.scopesOf(op.staff);
  return op.state === 'arrived' && !op.held && scopes.length > 0 && covers(op.since, scopes);
}

/**
 * Every row of its record has it in, or goes together with it. A row of a scope that only a colleague here holds may
 * lack it until she receives; one that another op or a draft keeps here goes on showing what was entered.
 */
function isShown(
  op: OpMark,
  ops: OpMark[],
  ready: ReadonlySet<OpMark>,
  going: ReadonlyMap<string, boolean>,
  facts: SettleFacts,
): boolean {
  const stays = facts.stays(op.record);
  if (stays.length > 0) return covers(op.since, stays);
  if (going.get(op.record) || facts.drafted.has(op.record)) return false;
  return ops.every((other) => ready.has(other) || !other.names.includes(op.record));
}
