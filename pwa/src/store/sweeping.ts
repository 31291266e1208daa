/** The rules of settle.ts on what is stored: ops become shown, withdrawn rows go. */

import { about } from './access.ts';
import { sinceOf } from './arrivals.ts';
import { breathe } from './breathe.ts';
import { seal } from './codec.ts';
import { type ClearOp, clearOps } from './counting.ts';
import { putMany, Stale, transact } from './db.ts';
import { indexRecords } from './indexing.ts';
import { loadOps, readFacts, unshownOps } from './load.ts';
import { blockKey, bucketOf, memory } from './memory.ts';
import type { KeptRow } from './overlay.ts';
import type { Feed, KayoiDb, StoredBlock, StoredOp } from './schema.ts';
import { type LeavingMark, type OpMark, type SettleFacts, settle } from './settle.ts';
import { left } from './state.ts';

const FEW = 50;

/** Mark the ops that this page has shown, the first of very many. Inside the page's transaction. */
export async function settleOps(tables: KayoiDb, feed: Feed, coming: KeptRow[]): Promise<void> {
  if (anyShown(feed)) await markShown(tables, feed, coming);
}

/** False while no op here can become shown, which is so at nearly every page of a long pull. */
function anyShown(feed: Feed): boolean {
  const scopesOf = new Map([...memory.users].map(([staff, { scopes }]) => [staff, scopes]));
  const arrived = [...clearOps()].filter((op) => op.state === 'arrived');
  return (
    candidates(
      arrived.map((op) => markOf(op, feed)),
      scopesOf,
    ).length > 0
  );
}

const AT_ONCE = 200;

/**
 * After a long time without signal thousands of ops become shown at once. The page waits for the first of them only;
 * the others lie over rows that have them in already, which changes nothing on screen, and are marked here, in pieces.
 */
export async function settleRest(): Promise<void> {
  let marked = 0;
  for (let more = AT_ONCE; more === AT_ONCE; marked += more) {
    if (marked > 0) await breathe();
    more = await transact('rw', async (tables) => {
      const { feed } = await readFacts(tables);
      return feed ? markShown(tables, feed, []) : 0;
    });
  }
  if (marked > 0) await loadOps();
}

/** Those whose row goes with them are left to the sweep. */
async function markShown(tables: KayoiDb, feed: Feed, coming: KeptRow[]): Promise<number> {
  const { shown, gone, stored } = await settled(tables, feed, coming);
  const leaving = new Set(gone.map(({ id }) => id));
  return putShown(tables, stored, shown.filter((op) => !leaving.has(op.record)).slice(0, AT_ONCE));
}

async function putShown(tables: KayoiDb, stored: StoredOp[], shown: OpMark[]): Promise<number> {
  const numbers = new Set(shown.map((op) => op.n));
  const done = stored.filter((op) => numbers.has(op.n));
  await putMany(
    tables.outbox,
    done.map((op) => ({ ...op, state: 'shown' as const, since: [] })),
  );
  return done.length;
}

/** Remove the withdrawn rows that nothing names any more, once every held scope was at head, and their ops. */
export async function sweep(): Promise<void> {
  const gone = await transact('r', async (tables) => {
    const { feed } = await readFacts(tables);
    const leaving = await tables.leaving.toArray();
    memory.setLeaving(leaving);
    return feed && leaving.length > 0 ? (await settled(tables, feed, [])).gone.filter(isRemovable) : [];
  });
  if (gone.length === 0) return;
  const blocks = await Promise.all(blocksWithout(gone));
  await transact('rw', async (tables) => {
    const { feed } = await readFacts(tables);
    if (!feed || feed.gen !== memory.feed.gen || feed.side !== feed.shown) throw new Stale();
    const now = await settled(tables, feed, []);
    const ids = new Set(now.gone.map((mark) => mark.id));
    if (gone.some((mark) => !ids.has(mark.id))) throw new Stale();
    await putShown(
      tables,
      now.stored,
      now.shown.filter((op) => ids.has(op.record)),
    );
    await tables.blocks.bulkPut(blocks.map(({ stored }) => stored));
    await tables.rows.bulkDelete(gone.map(({ scope, id }) => [feed.side, scope, id]));
    await tables.leaving.bulkDelete(gone.map(({ scope, id }) => [scope, id]));
  });
  forget(gone, blocks);
  await countLeft(gone);
  memory.setLeaving(await transact('r', (tables) => tables.leaving.toArray()));
  indexRecords(gone.map(({ id }) => id));
  await loadOps();
}

/** A person in a block that is closed to who is at work waits for a colleague who can open it. */
function isRemovable({ scope, id }: LeavingMark): boolean {
  return !memory.closed.get(blockKey(scope, bucketOf(id)))?.has(id);
}

/** Those that no scope has any more; who moved between two areas of hers has not left. */
async function countLeft(gone: LeavingMark[]): Promise<void> {
  const ids = [...new Set(gone.map(({ id }) => id))];
  const keys = ids.map((id) => [memory.feed.shown, id]);
  const rows = await transact('r', (tables) => tables.rows.where('[side+id]').anyOf(keys).primaryKeys());
  const there = new Set(rows.map(([, , id]) => id));
  left.value += ids.filter((id) => !there.has(id) && !memory.hasPerson(id)).length;
}

function forget(gone: LeavingMark[], blocks: { key: string; persons: Map<string, KeptRow> }[]): void {
  for (const { key, persons } of blocks) memory.setBlock(key, persons);
  for (const { scope, id } of gone) memory.small.get(id)?.delete(scope);
}

function blocksWithout(
  gone: LeavingMark[],
): Promise<{ key: string; persons: Map<string, KeptRow>; stored: StoredBlock }>[] {
  const keys = new Set(gone.map(({ scope, id }) => blockKey(scope, bucketOf(id))));
  const touched = [...keys].filter((key) => memory.blocks.has(key));
  return touched.map(async (key) => {
    const cut = key.lastIndexOf('|');
    const [scope, bucket] = [key.slice(0, cut), Number(key.slice(cut + 1))];
    const ids = new Set(gone.filter((mark) => mark.scope === scope).map((mark) => mark.id));
    const persons = new Map([...(memory.blocks.get(key) ?? [])].filter(([id]) => !ids.has(id)));
    const blob = await seal([...persons.values()], about.block({ scope, bucket }));
    return {
      key,
      persons,
      stored: { side: memory.feed.shown, scope, bucket, ids: [...persons.keys()], blob },
    };
  });
}

async function settled(
  tables: KayoiDb,
  feed: Feed,
  coming: KeptRow[],
): Promise<{ shown: OpMark[]; gone: LeavingMark[]; stored: StoredOp[] }> {
  const stored = await unshownOps(tables);
  const ops = stored.map((op) => markOf(op, feed));
  const leaving = await tables.leaving.toArray();
  const users = new Map((await tables.users.toArray()).map((user) => [user.staff, user.scopes]));
  const drafted = new Set((await tables.drafts.toArray()).map((draft) => draft.person));
  const facts: SettleFacts = {
    scopesOf: (staff) => users.get(staff) ?? [],
    held: memory.scopes,
    resetting: feed.side !== feed.shown,
    stays: await staying(tables, feed, candidates(ops, users), leaving, coming),
    drafted,
  };
  return { ...settle(ops, leaving, facts), stored };
}

/** In which scopes records of arrived ops have a row that stays. Read in the transaction, answered at once. */
async function staying(
  tables: KayoiDb,
  feed: Feed,
  ops: OpMark[],
  leaving: LeavingMark[],
  coming: KeptRow[],
): Promise<(record: string) => string[]> {
  const asked = new Set(ops.map((op) => op.record));
  const going = new Set(leaving.map(({ scope, id }) => `${scope}|${id}`));
  const found = new Map([...asked].map((record) => [record, new Set<string>()]));
  const note = (scope: string, id: string) => {
    if (!going.has(`${scope}|${id}`)) found.get(id)?.add(scope);
  };
  for (const row of coming) found.get(row.id)?.add(row.scope);
  for (const [, scope, id] of await keysOf(tables, feed.side, asked)) note(scope, id);
  for (const record of asked)
    for (const [key, block] of [...memory.blocks, ...memory.closed])
      if (block.has(record)) note(key.slice(0, key.lastIndexOf('|')), record);
  return (record) => [...(found.get(record) ?? [])];
}

/** Keys of the rows of these records; of many records the keys of the whole replica, which is one question. */
async function keysOf(
  tables: KayoiDb,
  side: Feed['side'],
  records: ReadonlySet<string>,
): Promise<[number, string, string][]> {
  if (records.size === 0) return [];
  if (records.size > FEW)
    return tables.rows.where('[side+scope+id]').between([side, ''], [side, '\uffff\uffff']).primaryKeys();
  const asked = [...records].map((record) => [side, record]);
  return tables.rows.where('[side+id]').anyOf(asked).primaryKeys();
}

/** Ops that lack nothing but, perhaps, their row. */
function candidates(ops: OpMark[], scopesOf: ReadonlyMap<string, string[]>): OpMark[] {
  return ops.filter(({ state, held, since, staff }) => {
    const scopes = scopesOf.get(staff) ?? [];
    return state === 'arrived' && !held && scopes.every((scope) => since.includes(scope));
  });
}

function markOf(op: ClearOp, feed: Feed): OpMark {
  const { n, record, staff, held, person, session } = op;
  const since = sinceOf(op, feed);
  const names = [record, ...(person ? [person] : []), ...(session ? [session] : [])];
  return { n, names, record, staff, state: op.state === 'sent' ? 'sent' : 'arrived', held, since };
}
