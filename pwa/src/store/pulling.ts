/** What the next pull asks for, and taking in one page of it. */
import { noteHeld, sinceOf, withHeads } from './arrivals.ts';
import { eachInTurn } from './breathe.ts';
import { type ClearOp, clearOps, recount } from './counting.ts';
import { cursorText, readCursor, within } from './cursor.ts';
import { Stale, transact, untilFresh } from './db.ts';
import { indexRecords, rebuildIndex } from './indexing.ts';
import { loadAll, loadOps, publish, readFacts } from './load.ts';
import { memory } from './memory.ts';
import { type KeptRow, withOps } from './overlay.ts';
import { type Prepared, prepare, putPrepared, recounted, rowsAt, showPrepared } from './preparing.ts';
import { countProgress } from './progress.ts';
import { putReceipts } from './pushing.ts';
import { holdingText } from './ranges.ts';
import { clearSide } from './reset.ts';
import type { Feed, KayoiDb, Side } from './schema.ts';
import { grown } from './settle.ts';
import { changed } from './state.ts';
import { settleOps, sweep } from './sweeping.ts';
import { tell } from './tabs.ts';
import type { PageReply } from './wire.ts';

/** The parameters of a pull for who is signed in. */
export async function pullQuery(limit: number): Promise<URLSearchParams> {
  const { epoch, cursor, head, coming } = memory.feed;
  const query = new URLSearchParams({ limit: String(limit) });
  if (epoch === '') return query;
  query.set('cursor', cursorText({ epoch, scopes: within(cursor, memory.scopes) }));
  query.set('head', cursorText({ epoch, scopes: within(head, memory.scopes) }));
  const held = holdingText(holdable());
  if (held) query.set('holding', held);
  if (coming) query.set('coming', String(coming));
  return query;
}

/** Ops whose values lie over the replica here, exactly as the server applied them; in the order made. */
function holdable(): ClearOp[] {
  const found = [...clearOps()].filter((op) => op.state === 'arrived' && op.holdable && !op.held);
  return found.filter((op) => memory.ops.has(`${op.writer_no}.${op.seq}`)).sort((a, b) => a.n - b.n);
}

/** Apply one pulled page: rows, cursor, receipts and the overlay move together, or nothing does. */
export async function applyPage(page: PageReply): Promise<void> {
  await untilFresh(async () => {
    const { gen, side, shown } = memory.feed;
    const prepared = await prepare(await rowsOf(page, side, gen + 1), side);
    const gone = page.withdrawn.map(([scope, id]): [string, string] => [scope, id]);
    const digest = await recounted(memory.feed.digest ?? {}, prepared.rows, gone, side);
    const done = await transact('rw', (tables) => put(tables, page, prepared, { gen, digest }));
    memory.feed = done.feed;
    if (done.feed.shown === shown && side === shown) showPrepared(prepared);
    if (done.feed.shown !== shown) await loadAll();
    await loadOps();
    await sweep();
    await afterPage(prepared, done.complete, done.feed.shown !== shown);
  }, loadAll);
}

/** What the page brings, with the rows it left out because only our own ops changed them. */
async function rowsOf(page: PageReply, side: Side, gen: number): Promise<KeptRow[]> {
  const whole = [...page.form_versions, ...page.rows].map((row) => ({ ...row, gen }));
  return [...whole, ...(await fused(page, side, gen))];
}

/** Echo saving: rows the server left out because only our own ops changed them; they move into the replica here. */
async function fused(page: PageReply, side: Side, gen: number): Promise<KeptRow[]> {
  if (page.kept.length === 0) return [];
  const own = new Map<string, ClearOp[]>();
  for (const op of holdable()) own.set(op.record, [...(own.get(op.record) ?? []), op]);
  const bases = await rowsAt(side, page.kept);
  const made = await eachInTurn(page.kept, ([scope, id, seq], i) =>
    fusedRow(bases[i], own.get(id) ?? [], { scope, id, seq, gen }),
  );
  return made.filter((row) => row !== null);
}

type Kept = Pick<KeptRow, 'scope' | 'id' | 'seq' | 'gen'>;

async function fusedRow(base: KeptRow | undefined, own: ClearOp[], kept: Kept): Promise<KeptRow | null> {
  const { scope } = kept;
  // An op that a head of this scope has already brought is in the row; laying it over again could undo a later edit.
  const lacks = (op: ClearOp) =>
    !sinceOf(op, memory.feed).includes(scope) && !(base && base.gen > (op.arrived_gen ?? Infinity));
  const fresh = own.filter(lacks).flatMap((op) => memory.ops.get(`${op.writer_no}.${op.seq}`) ?? []);
  const row = withOps(base, fresh);
  return row ? { ...row, ...kept } : null;
}

/** The one transaction of a page. */
async function put(
  tables: KayoiDb,
  page: PageReply,
  prepared: Prepared,
  { gen, digest }: Pick<Required<Feed>, 'gen' | 'digest'>,
): Promise<{ feed: Feed; complete: boolean }> {
  const { feed, facts } = await readFacts(tables);
  if (!feed || !facts || feed.gen !== gen) throw new Stale();
  await putPrepared(tables, prepared);
  await tables.leaving.bulkPut(page.withdrawn.map(([scope, id]) => ({ scope, id, since: [] })));
  await noteHeads(tables, page.head);
  await noteHeld(tables, page, gen + 1);
  await putReceipts(tables, page.received, page.backed_up);
  const next = { ...withHeads(advanced(feed, page), page.head, gen + 1), digest };
  const whole = page.scopes.every((scope) => scope in next.head);
  const old = next.shown;
  // Heads of earlier pages do not count here: rows of such a scope may have come since, and be shown by the old side only.
  if (next.shown !== next.side && page.scopes.every((scope) => page.head.includes(scope))) {
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
    told: { ...without(feed.told ?? {}, page.scopes), ...page.digest },
    coming: comingAfter(page, feed.coming ?? 0),
  };
}

function without<T>(map: Record<string, T>, keys: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

/** Rows on their way out have now seen these heads. */
async function noteHeads(tables: KayoiDb, heads: string[]): Promise<void> {
  if (heads.length === 0) return;
  const leaving = await tables.leaving.toArray();
  await tables.leaving.bulkPut(leaving.map((mark) => ({ ...mark, since: grown(mark.since, heads) })));
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

/** Rows still to come when this page has been taken in; counted down when the server leaves the counting to us. */
function comingAfter(page: PageReply, before: number): number {
  const here = page.rows.length + page.form_versions.length + page.kept.length + page.withdrawn.length;
  const all = page.total ? Object.values(page.total).reduce((sum, rows) => sum + rows, 0) : before;
  return page.more ? Math.max(all - here, 1) : 0;
}
