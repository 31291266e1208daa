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
  /** Whether a row of the record stays in any scope (rows about to leave do not count). */
  present: (record: string) => boolean;
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
  const shown = ops.filter((op) => isShown(op, ops, facts));
  const done = new Set(shown);
  const naming = new Set(ops.filter((op) => !done.has(op)).flatMap((op) => op.names));
  const free = (row: LeavingMark) => !naming.has(row.id) && !facts.drafted.has(row.id);
  const gone = leaving.filter((row) => !facts.resetting && free(row) && covers(row.since, facts.held));
  return { shown, gone };
}

function isShown(op: OpMark, ops: OpMark[], facts: SettleFacts): boolean {
  if (op.state !== 'arrived' || op.held || facts.resetting) return false;
  const scopes = facts.scopesOf(op.staff);
  if (scopes.length === 0 || !covers(op.since, scopes)) return false;
  return facts.present(op.record) || !retained(op, ops, facts);
}

/** No scope has the row any more, but another op or a draft still names it: it goes on showing what she entered. */
function retained(op: OpMark, ops: OpMark[], facts: SettleFacts): boolean {
  if (facts.drafted.has(op.record)) return true;
  return ops.some(
    (other) => other.n !== op.n && other.names.includes(op.record) && (other.state === 'sent' || other.held),
  );
}
