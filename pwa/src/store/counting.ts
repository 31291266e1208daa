/** 「24件中21件 届きました」: counts of what is on disk, so every tab says the same. */
import { countsOf, items } from './grouping.ts';
import { memory } from './memory.ts';
import type { StoredOp } from './schema.ts';
import { counts } from './state.ts';
import type { OutboxItem } from './types.ts';

/** An op without its bytes. */
export type ClearOp = Omit<StoredOp, 'blob'>;

/** The open ops and those of the present round, as on disk, without a look at it. */
const ledger = new Map<number, ClearOp>();

export function clearOps(): Iterable<ClearOp> {
  return ledger.values();
}

/** Take in the ops as they were read: everything unsettled, and the present round. */
export function setLedger(ops: StoredOp[]): void {
  ledger.clear();
  for (const op of ops) noteFacts(op);
}

/** One op has been made or has changed. */
export function noteFacts({ blob: _bytes, ...facts }: StoredOp): void {
  ledger.set(facts.n, facts);
}

/** Numbers of the ops on their way to the server from this tab. */
const flying = new Set<number>();

/** These held ops have another in their place now. */
export function noteReplaced(by: ReadonlyMap<string, string>): void {
  for (const op of by.size > 0 ? ledger.values() : []) {
    const heir = by.get(`${op.writer_no}.${op.seq}`);
    if (heir) op.replaced_by = heir;
  }
}

export async function setFlying(ops: number[]): Promise<void> {
  flying.clear();
  for (const n of ops) flying.add(n);
  await recount();
}

export async function recount(): Promise<void> {
  const nameOf = (staff: string) => memory.users.get(staff)?.staff.name ?? '';
  counts.value = countsOf(counted(), memory.identity?.staff.id ?? null, memory.facts.round, flying, nameOf);
}

/** Her own saves of the present round and everything not yet settled, newest first. */
export async function outbox(): Promise<OutboxItem[]> {
  const staff = memory.identity?.staff.id;
  const own = counted().filter((op) => op.staff === staff);
  return items(own, flying)
    .map(({ staff: _staff, ...item }) => item)
    .toReversed();
}

/** Staff who have used this tablet, with the 件 they have not sent: for the sign-in screen. */
export function usersHere(): { login: string; name: string; job: string; unsent: number }[] {
  const { others, unsent, sending } = counts.value;
  // Who used it last comes first: she is chosen already.
  const last = memory.facts.user;
  const everyone = [...memory.users.values()].sort(
    (a, b) => Number(b.staff.id === last) - Number(a.staff.id === last),
  );
  return everyone.map(({ staff, login }) => {
    const own = staff.id === memory.identity?.staff.id;
    return {
      login,
      name: staff.name,
      job: staff.job,
      unsent: own ? unsent + sending : (others[staff.name] ?? 0),
    };
  });
}

/** 件 of a writer that have not arrived, as the strip counts them; `without`: ops counted as there already. */
export function openSaves(writer_no: number, without: readonly number[] = []): number {
  const there = new Set(without);
  const open = [...ledger.values()].filter(
    (op) => op.writer_no === writer_no && op.state === 'sent' && !there.has(op.n),
  );
  return new Set(open.map((op) => op.save)).size;
}

function counted(): ClearOp[] {
  const { round } = memory.facts;
  return [...ledger.values()].filter((op) => op.round === round || op.state === 'sent' || op.held);
}
