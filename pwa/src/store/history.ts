/** What this tablet itself knows of how a field came to its values. */

import { about } from './access.ts';
import { unsealText } from './codec.ts';
import { transact } from './db.ts';
import { openRows } from './load.ts';
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
  /** The ops whose values were on screen when it was given, as far as known. */
  saw?: string[];
  /** Why it corrects what was filed. */
  reason?: string;
  /** How far an op of this tablet has come. */
  sent?: 'unsent' | 'held' | 'arrived';
}

/**
 * Values of a field, the newest first: those that stand, every one this tablet gave it itself, and what those replaced
 * as far as the replica still has it.
 */
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
  const shown = Object.hasOwn(view.fields, field) || Object.hasOwn(view.members, field);
  for (const { op, value, by } of shown ? await pulledValues(id, field) : [])
    if (!found.has(op)) found.set(op, { op, value, ...(by ? { by } : {}), in_use: false, stands: false });
  for (const own of await ownValues(id, field))
    found.set(own.op, { ...own, ...standingOf(found.get(own.op)) });
  const made = (one: KnownValue) => one.by?.at ?? '';
  return [...found.values()].sort((a, b) => made(b).localeCompare(made(a)));
}

/** The values of the replica, without this tablet's own ops over it. */
async function pulledValues(id: string, field: string): Promise<Member[]> {
  const { shown } = memory.feed;
  const rows = await transact('r', (tables) => tables.rows.where('[side+id]').equals([shown, id]).toArray());
  const row = memory.personRow(id) ?? memory.newest(await openRows(rows));
  if (!row) return [];
  const pairs =
    row.members?.[field] ??
    (Object.hasOwn(row.fields, field) ? [[row.op, row.fields[field] ?? null] as const] : []);
  return pairs.map(([op, value]) => ({ op, value, ...(row.by?.[op] ? { by: row.by[op] } : {}) }));
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
  const saw = body?.edits?.[field]?.saw ?? [];
  const why = body?.reason ? { reason: body.reason } : {};
  return { op: `${op.writer_no}.${op.seq}`, value, by, in_use: false, stands: false, sent, saw, ...why };
}

async function bodyOf(op: StoredOp): Promise<OpBody | null> {
  if (!op.blob) return null;
  try {
    return JSON.parse(await unsealText(op.blob, about.op(op))) as OpBody;
  } catch {
    return null;
  }
}
