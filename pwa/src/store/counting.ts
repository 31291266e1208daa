/** 「24件中21件 届きました」: counts from what is on disk, so every tab says the same. */
import { transact } from './db.ts';
import { countsOf, items } from './grouping.ts';
import { memory } from './memory.ts';
import type { KayoiDb, StoredOp } from './schema.ts';
import { counts } from './state.ts';
import type { OutboxItem } from './types.ts';

/** Numbers of the ops on their way to the server from this tab. */
const flying = new Set<number>();

export async function setFlying(ops: number[]): Promise<void> {
  flying.clear();
  for (const n of ops) flying.add(n);
  await recount();
}

export async function recount(): Promise<void> {
  const ops = await transact('r', counted);
  const nameOf = (staff: string) => memory.users.get(staff)?.staff.name ?? '';
  counts.value = countsOf(ops, memory.identity?.staff.id ?? null, memory.facts.round, flying, nameOf);
}

/** Her own saves of the present round and everything not yet settled, newest first. */
export async function outbox(): Promise<OutboxItem[]> {
  const staff = memory.identity?.staff.id;
  const own = (await transact('r', counted)).filter((op) => op.staff === staff);
  return items(own, flying)
    .map(({ staff: _staff, ...item }) => item)
    .toReversed();
}

/** Staff who have used this tablet, with the 件 they have not sent: for the sign-in screen. */
export function usersHere(): { login: string; name: string; job: string; unsent: number }[] {
  const { others, unsent, sending } = counts.value;
  return [...memory.users.values()].map(({ staff, login }) => {
    const own = staff.id === memory.identity?.staff.id;
    return {
      login,
      name: staff.name,
      job: staff.job,
      unsent: own ? unsent + sending : (others[staff.name] ?? 0),
    };
  });
}

async function counted(tables: KayoiDb): Promise<StoredOp[]> {
  const meta = await tables.meta.get('store');
  const round = meta?.key === 'store' ? meta.value.round : 0;
  const open = await tables.outbox.where('state').anyOf('sent', 'arrived').toArray();
  const ofRound = await tables.outbox.where('round').equals(round).toArray();
  const all = new Map([...open, ...ofRound].map((op) => [op.n, op]));
  return [...all.values()].filter((op) => op.round === round || op.state === 'sent' || op.held);
}
