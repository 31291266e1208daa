/** Rows on their way into the replica: sealed before any transaction opens, counted, and put in memory after it. */

import { about, mayOpen } from './access.ts';
import { seal } from './codec.ts';
import { putMany, transact } from './db.ts';
import { type Digest, EMPTY, withoutRow, withRow } from './digest.ts';
import { openBlock, openRows, putSmall } from './load.ts';
import { blockKey, bucketOf, memory, refOf, SMALL } from './memory.ts';
import type { KeptRow } from './overlay.ts';
import type { KayoiDb, Side, StoredBlock, StoredRow } from './schema.ts';

type Key = [side: Side, scope: string, id: string];

export interface Prepared {
  rows: KeptRow[];
  /** Persons of every block that changes. */
  blocks: { scope: string; bucket: number; persons: Map<string, KeptRow> }[];
  storedBlocks: StoredBlock[];
  storedRows: StoredRow[];
}

/** Everything that needs the codec, before the transaction: awaiting WebCrypto inside would commit it. */
export async function prepare(rows: KeptRow[], side: Side): Promise<Prepared> {
  const persons = rows.filter((row) => row.kind === 'person');
  const keys = [...new Set(persons.map((row) => blockKey(row.scope, bucketOf(row.id))))];
  const blocks = await Promise.all(keys.map((key) => changedBlock(key, persons, side)));
  const seals = blocks.map(async ({ scope, bucket, persons: all }) => {
    const blob = await seal([...all.values()], about.block({ scope, bucket }));
    return { side, scope, bucket, ids: [...all.keys()], blob };
  });
  const others = rows.filter((row) => row.kind !== 'person').map((row) => stored(row, side));
  return { rows, blocks, storedBlocks: await Promise.all(seals), storedRows: await Promise.all(others) };
}

/** Inside the transaction: the rows are there and no longer on their way out. */
export async function putPrepared(tables: KayoiDb, prepared: Prepared): Promise<void> {
  await tables.blocks.bulkPut(prepared.storedBlocks);
  await putMany(tables.rows, prepared.storedRows);
  const come = new Set(prepared.rows.map((row) => `${row.scope}|${row.id}`));
  const back = (await tables.leaving.toArray()).filter(({ scope, id }) => come.has(`${scope}|${id}`));
  await tables.leaving.bulkDelete(back.map(({ scope, id }) => [scope, id]));
}

/** The rows in memory, where the side they went to is on screen. */
export function showPrepared(prepared: Prepared): void {
  for (const { scope, bucket, persons } of prepared.blocks) memory.setBlock(blockKey(scope, bucket), persons);
  for (const row of prepared.rows) if (SMALL.has(row.kind)) putSmall(row);
}

/**
 * The running digests after these rows have come and those have left. What is on its way out is not counted; a
 * row that cannot be read counts as what it was, so the sum no longer fits and the rows are looked at.
 */
export async function recounted(
  digests: Record<string, Digest>,
  come: KeptRow[],
  gone: [scope: string, id: string][],
  side: Side,
): Promise<Record<string, Digest>> {
  const next = { ...digests };
  const ids: [string, string][] = [...come.map((row): [string, string] => [row.scope, row.id]), ...gone];
  const before = await counted(side, ids);
  for (const [scope, id] of ids) {
    const old = before.get(`${scope}|${id}`);
    if (old !== undefined) next[scope] = withoutRow(next[scope] ?? EMPTY, id, old);
  }
  for (const { scope, id, seq } of come) next[scope] = withRow(next[scope] ?? EMPTY, id, seq);
  return next;
}

/** scope|id → seq of those that the replica has and that are not on their way out. */
async function counted(side: Side, ids: [scope: string, id: string][]): Promise<Map<string, number>> {
  const keys = ids.map(([scope, id]): Key => [side, scope, id]);
  const found = await transact('r', async (tables) => {
    return { leaving: await tables.leaving.toArray(), rows: await storedAt(tables, keys) };
  });
  const seqs = new Map<string, number>();
  for (const { scope, id, seq } of await openRows(found.rows)) seqs.set(`${scope}|${id}`, seq);
  const blocks = new Map<string, Map<string, KeptRow>>();
  for (const [scope, id] of ids) {
    const key = blockKey(scope, bucketOf(id));
    const block = blocks.get(key) ?? (await blockOf(side, scope, bucketOf(id)));
    const person = blocks.set(key, block).get(key)?.get(id);
    if (person) seqs.set(`${scope}|${id}`, person.seq);
  }
  for (const mark of found.leaving) seqs.delete(`${mark.scope}|${mark.id}`);
  return seqs;
}

type Place = readonly [scope: string, id: string, ...unknown[]];

/** The rows of the replica at these places, whatever their kind. */
export async function rowsAt(side: Side, places: readonly Place[]): Promise<(KeptRow | undefined)[]> {
  const keys = places.map(([scope, id]): Key => [side, scope, id]);
  const stored = await openRows(await transact('r', (tables) => storedAt(tables, keys)));
  const found = new Map(stored.map((row) => [`${row.scope}|${row.id}`, row]));
  return Promise.all(
    places.map(async ([scope, id]) => {
      return (await blockOf(side, scope, bucketOf(id))).get(id) ?? found.get(`${scope}|${id}`);
    }),
  );
}

const FEW = 50;

/** Those of the rows that are there. Of many most are new: one look at the keys saves asking for each. */
async function storedAt(tables: KayoiDb, keys: Key[]): Promise<StoredRow[]> {
  let there = keys;
  if (keys.length > FEW) {
    const known = new Set<string>();
    for (const [side, scope] of new Map(keys.map((key) => [key[1], key])).values()) {
      const span = tables.rows.where('[side+scope+id]').between([side, scope, ''], [side, scope, '\uffff']);
      for (const key of await span.primaryKeys()) known.add(key.join());
    }
    there = keys.filter((key) => known.has(key.join()));
  }
  return (await tables.rows.bulkGet(there)).filter((row) => row !== undefined);
}

async function changedBlock(
  key: string,
  persons: KeptRow[],
  side: Side,
): Promise<Prepared['blocks'][number]> {
  const cut = key.lastIndexOf('|');
  const [scope, bucket] = [key.slice(0, cut), Number(key.slice(cut + 1))];
  const now = new Map(await blockOf(side, scope, bucket));
  for (const row of persons) if (row.scope === scope && bucketOf(row.id) === bucket) now.set(row.id, row);
  return { scope, bucket, persons: now };
}

async function blockOf(side: Side, scope: string, bucket: number): Promise<Map<string, KeptRow>> {
  if (side === memory.feed.shown) return memory.blocks.get(blockKey(scope, bucket)) ?? new Map();
  const block = await transact('r', (tables) => tables.blocks.get([side, scope, bucket]));
  return block && mayOpen(block) ? openBlock(block) : new Map();
}

async function stored(row: KeptRow, side: Side): Promise<StoredRow> {
  const person = refOf(row.fields.person);
  const session = refOf(row.fields.session);
  const place = { side, scope: row.scope, id: row.id, kind: row.kind };
  const refs = { ...(person ? { person } : {}), ...(session ? { session } : {}) };
  return { ...place, ...refs, blob: await seal(row, about.row(row)) };
}
