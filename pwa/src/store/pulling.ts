/** What the next pull asks for, and taking in one page of it. */
import { seal } from './codec.ts';
import { recount } from './counting.ts';
import { cursorText, readCursor, within } from './cursor.ts';
import { Stale, transact, untilFresh } from './db.ts';
import { indexRecords, rebuildIndex } from './find.ts';
import {
  about,
  loadAll,
  loadOps,
  openBlock,
  openOps,
  openRow,
  publish,
  putSmall,
  readFacts,
} from './load.ts';
import { blockKey, bucketOf, memory, refOf, SMALL } from './memory.ts';
import { type KeptRow, withOps } from './overlay.ts';
import { countProgress } from './progress.ts';
import { putReceipts } from './pushing.ts';
import { holdingText } from './ranges.ts';
import { clearSide } from './reset.ts';
import type { Feed, KayoiDb, Side, StoredBlock, StoredOp, StoredRow } from './schema.ts';
import { grown } from './settle.ts';
import { changed } from './state.ts';
import { settleOps, sweep } from './sweeping.ts';
import { tell } from './tabs.ts';
import type { PageReply } from './wire.ts';

/** The parameters of a pull for who is signed in. */
export async function pullQuery(limit: number): Promise<URLSearchParams> {
  const { epoch, cursor, head } = memory.feed;
  const query = new URLSearchParams({ limit: String(limit) });
  if (epoch === '') return query;
  query.set('cursor', cursorText({ epoch, scopes: within(cursor, memory.scopes) }));
  query.set('head', cursorText({ epoch, scopes: within(head, memory.scopes) }));
  const held = holdingText(await transact('r', holdable));
  if (held) query.set('holding', held);
  return query;
}

/** Ops whose values lie over the replica here, exactly as the server applied them. */
async function holdable(tables: KayoiDb): Promise<StoredOp[]> {
  const arrived = await tables.outbox.where('state').equals('arrived').sortBy('n');
  return arrived.filter((op) => op.holdable && !op.held);
}

interface Prepared {
  rows: KeptRow[];
  /** Persons of every block that changes. */
  blocks: { scope: string; bucket: number; persons: Map<string, KeptRow> }[];
  storedBlocks: StoredBlock[];
  storedRows: StoredRow[];
}

/** Apply one pulled page: rows, cursor, receipts and the overlay move together, or nothing does. */
export async function applyPage(page: PageReply): Promise<void> {
  await untilFresh(async () => {
    const { gen, side, shown } = memory.feed;
    const prepared = await prepare(page, side, gen + 1);
    const done = await transact('rw', (tables) => put(tables, page, prepared, gen));
    memory.feed = done.feed;
    if (done.feed.shown === shown && side === shown) showPage(prepared);
    if (done.feed.shown !== shown) await loadAll();
    await loadOps();
    await sweep();
    await afterPage(prepared, done.complete, done.feed.shown !== shown);
  }, loadAll);
}

/** Everything that needs the codec, before the transaction: awaiting WebCrypto inside would commit it. */
async function prepare(page: PageReply, side: Side, gen: number): Promise<Prepared> {
  const whole = [...page.form_versions, ...page.rows].map((row) => ({ ...row, gen }));
  const rows = [...whole, ...(await fused(page, side, gen))];
  const persons = rows.filter((row) => row.kind === 'person');
  const keys = [...new Set(persons.map((row) => blockKey(row.scope, bucketOf(row.id))))];
  const blocks = await Promise.all(keys.map((key) => changedBlock(key, persons, side)));
  const seals = blocks.map(async ({ scope, bucket, persons: all }) => {
    return { side, scope, bucket, blob: await seal([...all.values()], about.block({ scope, bucket })) };
  });
  const others = rows.filter((row) => row.kind !== 'person').map((row) => stored(row, side));
  return { rows, blocks, storedBlocks: await Promise.all(seals), storedRows: await Promise.all(others) };
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
  return block ? openBlock(block) : new Map();
}

async function stored(row: KeptRow, side: Side): Promise<StoredRow> {
  const person = refOf(row.fields.person);
  const session = refOf(row.fields.session);
  const place = { side, scope: row.scope, id: row.id, kind: row.kind };
  const refs = { ...(person ? { person } : {}), ...(session ? { session } : {}) };
  return { ...place, ...refs, blob: await seal(row, about.row(row)) };
}

/** Echo saving: rows the server left out because only our own ops changed them; they move into the replica here. */
async function fused(page: PageReply, side: Side, gen: number): Promise<KeptRow[]> {
  if (page.kept.length === 0) return [];
  const own = await transact('r', holdable);
  const made = await Promise.all(
    page.kept.map(([scope, id, seq]) => fusedRow(scope, id, seq, { own, side, gen })),
  );
  return made.filter((row) => row !== null);
}

async function fusedRow(
  scope: string,
  id: string,
  seq: number,
  { own, side, gen }: { own: StoredOp[]; side: Side; gen: number },
): Promise<KeptRow | null> {
  const base = await rowOf(side, scope, id);
  // An op that a head of this scope has already brought is in the row; laying it over again could undo a later edit.
  const lacks = (op: StoredOp) =>
    !op.since.includes(scope) && !(base && base.gen > (op.arrived_gen ?? Infinity));
  const fresh = own.filter((op) => op.record === id && lacks(op));
  const row = withOps(base, await openOps(fresh));
  if (!row) return null;
  return { ...row, scope, seq, gen };
}

async function rowOf(side: Side, scope: string, id: string): Promise<KeptRow | undefined> {
  const person = (await blockOf(side, scope, bucketOf(id))).get(id);
  if (person) return person;
  const row = await transact('r', (tables) => tables.rows.get([side, scope, id]));
  return row && openRow(row);
}

/** The one transaction of a page. */
async function put(
  tables: KayoiDb,
  page: PageReply,
  prepared: Prepared,
  gen: number,
): Promise<{ feed: Feed; complete: boolean }> {
  const { feed, facts } = await readFacts(tables);
  if (!feed || !facts || feed.gen !== gen) throw new Stale();
  await tables.blocks.bulkPut(prepared.storedBlocks);
  await tables.rows.bulkPut(prepared.storedRows);
  await tables.leaving.bulkDelete(prepared.rows.map((row) => [row.scope, row.id]));
  await tables.leaving.bulkPut(page.withdrawn.map(([scope, id]) => ({ scope, id, since: [] })));
  await noteHeads(tables, page.head);
  await noteHeld(tables, page, gen + 1);
  await putReceipts(tables, page.received, page.backed_up);
  const next = advanced(feed, page);
  const whole = page.scopes.every((scope) => scope in next.head);
  const old = next.shown;
  if (whole && next.shown !== next.side) {
    next.shown = next.side;
    await clearSide(tables, old);
  }
  await settleOps(tables, next, prepared.rows);
  const user = facts.user ? await tables.users.get(facts.user) : undefined;
  if (user && whole) await tables.users.update(user.staff, { complete: true });
  await tables.meta.put({ key: 'feed', value: next });
  return { feed: next, complete: whole || (user?.complete ?? false) };
}

function advanced(feed: Feed, page: PageReply): Feed {
  const { scopes } = readCursor(page.cursor);
  const cursor = { ...feed.cursor, ...scopes };
  const heads = page.head.map((scope) => [scope, cursor[scope] ?? 0] as const);
  return {
    ...feed,
    epoch: page.epoch,
    gen: feed.gen + 1,
    cursor,
    head: { ...feed.head, ...Object.fromEntries(heads) },
    coming: comingAfter(page),
  };
}

/** Ops that had arrived before this page was asked for, and rows on their way out, have now seen these heads. */
async function noteHeads(tables: KayoiDb, heads: string[]): Promise<void> {
  if (heads.length === 0) return;
  const grow = (mark: { since: string[] }) => {
    mark.since = grown(mark.since, heads);
  };
  await tables.outbox.where('state').equals('arrived').modify(grow);
  await tables.leaving.toCollection().modify(grow);
}

/** Ops released since (or held only now): their writers' present quarantine comes with every page. */
async function noteHeld(tables: KayoiDb, page: PageReply, gen: number): Promise<void> {
  const held = new Map(page.held);
  const named = new Set(Object.keys(page.received).map(Number));
  await tables.outbox
    .where('state')
    .equals('arrived')
    .filter((op) => named.has(op.writer_no) && op.held !== held.has(`${op.writer_no}.${op.seq}`))
    .modify((op) => {
      const reason = held.get(`${op.writer_no}.${op.seq}`);
      Object.assign(op, { held: reason !== undefined, since: [], holdable: false });
      if (reason === undefined) {
        op.arrived_gen = gen;
        delete op.reason;
      } else {
        delete op.arrived_gen;
        op.reason = op.lost ? 'refused' : reason;
      }
    });
}

/** The page in memory, where it is on screen. */
function showPage(prepared: Prepared): void {
  for (const { scope, bucket, persons } of prepared.blocks)
    memory.blocks.set(blockKey(scope, bucket), persons);
  for (const row of prepared.rows) if (SMALL.has(row.kind)) putSmall(row);
}

async function afterPage(prepared: Prepared, complete: boolean, flipped: boolean): Promise<void> {
  if (flipped) rebuildIndex();
  else indexRecords(prepared.rows.filter((row) => row.kind === 'person').map((row) => row.id));
  publish(complete);
  await countProgress();
  await recount();
  changed.value += 1;
  tell('replica');
}

/** Rows still to come when this page has been taken in. */
function comingAfter(page: PageReply): number {
  const here = page.rows.length + page.form_versions.length + page.kept.length + page.withdrawn.length;
  const all = Object.values(page.total ?? {}).reduce((sum, rows) => sum + rows, 0);
  return Math.max(all - here, page.more ? 1 : 0);
}
