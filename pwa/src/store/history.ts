/** What this tablet itself knows of how a field came to its values. */

import { about } from './access.ts';
import { unsealText } from './codec.ts';
import { transact } from './db.ts';
import { memory } from './memory.ts';
import { record } from './reading.ts';
import type { StoredOp } from './schema.ts';
import type { Member, Value } from './types.ts';
import type { OpBody } from './wire.ts';

/** One value a field was given. */
export interface KnownValue {
  op: string;
  value: Value;
  /** Who, when and where; absent for values of others that nobody disputes. */
  by?: { name: string; at: string; device: string };
  /** The value in use; of several that stand, the first. */
  in_use: boolean;
  stands: boolean;
  /** How far an op of this tablet has come. */
  sent?: 'unsent' | 'held' | 'arrived';
}

/** Values of a field, the newest first: those that stand, and every one this tablet gave it itself. */
export async function knownHistory(id: string, field: string): Promise<KnownValue[]> {
  const view = await record(id);
  if (!view) return [];
  const unedited: Member[] = Object.hasOwn(view.fields, field)
    ? [{ op: view.op, value: view.fields[field] ?? null }]
    : [];
  const standing = view.members[field] ?? unedited;
  const found = new Map<string, KnownValue>();
  for (const [place, { op, value, by }] of standing.entries()) {
    const who = by ?? view.by[op];
    found.set(op, { op, value, in_use: place === 0, stands: true, ...(who ? { by: who } : {}) });
  }
  for (const own of await ownValues(id, field))
    found.set(own.op, { ...own, ...standingOf(found.get(own.op)) });
  const made = (one: KnownValue) => one.by?.at ?? '';
  return [...found.values()].sort((a, b) => made(b).localeCompare(made(a)));
}

function standingOf(known: KnownValue | undefined): Pick<KnownValue, 'in_use' | 'stands'> {
  return { in_use: known?.in_use ?? false, stands: known?.stands ?? false };
}

async function ownValues(id: string, field: string): Promise<KnownValue[]> {
  const ops = await transact('r', (tables) => tables.outbox.where('record').equals(id).toArray());
  const values = await Promise.all(ops.map((op) => ownValue(op, field)));
  return values.filter((one) => one !== null);
}

async function ownValue(op: StoredOp, field: string): Promise<KnownValue | null> {
  const body = await bodyOf(op);
  const value = body?.new ? body.new[field] : body?.edits?.[field]?.now;
  if (value === undefined) return null;
  const name = memory.users.get(op.staff)?.staff.name ?? '';
  const by = { name, at: op.made_at, device: memory.facts.device?.label ?? '' };
  const sent = op.state === 'sent' ? 'unsent' : op.held ? 'held' : 'arrived';
  return { op: `${op.writer_no}.${op.seq}`, value, by, in_use: false, stands: false, sent };
}

async function bodyOf(op: StoredOp): Promise<OpBody | null> {
  if (!op.blob) return null;
  try {
    return JSON.parse(await unsealText(op.blob, about.op(op))) as OpBody;
  } catch {
    return null;
  }
}
