/** The rules of settle.ts on what is stored: ops become shown, withdrawn rows go. */
import { seal } from './codec.ts';
import { Stale, transact } from './db.ts';
import { indexRecords } from './find.ts';
import { about, loadOps, readFacts, unshownOps } from './load.ts';
import { blockKey, bucketOf, memory } from './memory.ts';
import type { KeptRow } from './overlay.ts';
import type { Feed, KayoiDb, StoredBlock, StoredOp } from './schema.ts';
import { type LeavingMark, type OpMark, type SettleFacts, settle } from './settle.ts';

/** Mark the ops that this page has shown. Inside the page's transaction. */
export async function settleOps(tables: KayoiDb, feed: Feed, coming: KeptRow[]): Promise<void> {
  const { shown } = await settled(tables, feed, coming);
  const numbers = shown.map((op) => op.n);
  if (numbers.length > 0) await tables.outbox.where('n').anyOf(numbers).modify({ state: 'shown' });
}

/** Remove the withdrawn rows that nothing names any more, once every held scope was at head. */
export async function sweep(): Promise<void> {
  const gone = await transact('r', async (tables) => {
    const { feed } = await readFacts(tables);
    const leaving = await tables.leaving.toArray();
    memory.setLeaving(leaving);
    return feed && leaving.length > 0 ? (await settled(tables, feed, [])).gone : [];
  });
  if (gone.length === 0) return;
  const blocks = await Promise.all(blocksWithout(gone));
  await transact('rw', async (tables) => {
    const { feed } = await readFacts(tables);
    if (!feed || feed.gen !== memory.feed.gen || feed.side !== feed.shown) throw new Stale();
    const now = new Set((await settled(tables, feed, [])).gone.map((mark) => mark.id));
    if (gone.some((mark) => !now.has(mark.id))) throw new Stale();
    await tables.blocks.bulkPut(blocks.map(({ stored }) => stored));
    await tables.rows.bulkDelete(gone.map(({ scope, id }) => [feed.side, scope, id]));
    await tables.leaving.bulkDelete(gone.map(({ scope, id }) => [scope, id]));
  });
  forget(gone, blocks);
  memory.setLeaving(await transact('r', (tables) => tables.leaving.toArray()));
  indexRecords(gone.map(({ id }) => id));
  await loadOps();
}

function forget(gone: LeavingMark[], blocks: { key: string; persons: Map<string, KeptRow> }[]): void {
  for (const { key, persons } of blocks) memory.blocks.set(key, persons);
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
    return { key, persons, stored: { side: memory.feed.shown, scope, bucket, blob } };
  });
}

async function settled(
  tables: KayoiDb,
  feed: Feed,
  coming: KeptRow[],
): Promise<{ shown: OpMark[]; gone: LeavingMark[] }> {
  const ops = (await unshownOps(tables)).map(markOf);
  const leaving = await tables.leaving.toArray();
  const users = new Map((await tables.users.toArray()).map((user) => [user.staff, user.scopes]));
  const drafted = new Set((await tables.drafts.toArray()).map((draft) => draft.person));
  const facts: SettleFacts = {
    scopesOf: (staff) => users.get(staff) ?? [],
    held: memory.scopes,
    resetting: feed.side !== feed.shown,
    present: await presence(tables, feed, ops, leaving, coming),
    drafted,
  };
  return settle(ops, leaving, facts);
}

/** Which records of arrived ops have a row that stays. Read inside the transaction, answered without waiting. */
async function presence(
  tables: KayoiDb,
  feed: Feed,
  ops: OpMark[],
  leaving: LeavingMark[],
  coming: KeptRow[],
): Promise<(record: string) => boolean> {
  const going = new Set(leaving.map(({ scope, id }) => `${scope}|${id}`));
  const there = new Set(coming.map((row) => row.id));
  const asked = [
    ...new Set(
      ops.filter((op) => op.state === 'arrived').map((op) => [feed.side, op.record] as [number, string]),
    ),
  ];
  for (const [, scope, id] of await tables.rows.where('[side+id]').anyOf(asked).primaryKeys())
    if (!going.has(`${scope}|${id}`)) there.add(id);
  for (const [, record] of asked)
    for (const [key, block] of memory.blocks)
      if (block.has(record) && !going.has(`${key.slice(0, key.lastIndexOf('|'))}|${record}`))
        there.add(record);
  return (record) => there.has(record);
}

function markOf(op: StoredOp): OpMark {
  const { n, record, staff, held, since, person, session } = op;
  const names = [record, ...(person ? [person] : []), ...(session ? [session] : [])];
  return { n, names, record, staff, state: op.state === 'sent' ? 'sent' : 'arrived', held, since };
}
