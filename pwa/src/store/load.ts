/** From disk to memory: at start, and again when another tab has changed something. */
import { unseal, unsealText } from './codec.ts';
import { transact } from './db.ts';
import { blockKey, memory, SMALL, type UserBlob } from './memory.ts';
import type { KeptRow, OverlayOp } from './overlay.ts';
import type { Feed, KayoiDb, Side, StoredBlock, StoredOp, StoredRow, StoreFacts } from './schema.ts';
import { changed, identity, phase } from './state.ts';
import type { OpBody } from './wire.ts';

/** Where a blob lies; the codec binds it to this. */
export const about = {
  op: (op: { writer_no: number; seq: number }) => `op/${op.writer_no}.${op.seq}`,
  row: (row: { scope: string; id: string }) => `row/${row.scope}/${row.id}`,
  block: (block: { scope: string; bucket: number }) => `block/${block.scope}/${block.bucket}`,
  user: (staff: string) => `user/${staff}`,
  writer: (writer_no: number) => `writer/${writer_no}`,
  draft: (id: string) => `draft/${id}`,
  read: (writer_no: number, n: number) => `read/${writer_no}/${n}`,
};

export async function readFacts(tables: KayoiDb): Promise<{ feed: Feed | null; facts: StoreFacts | null }> {
  const feed = await tables.meta.get('feed');
  const facts = await tables.meta.get('store');
  return {
    feed: feed?.key === 'feed' ? feed.value : null,
    facts: facts?.key === 'store' ? facts.value : null,
  };
}

/** Read everything that lives in memory. Safe to call at any time; draws follow through `changed`. */
export async function loadAll(): Promise<void> {
  const read = await transact('r', async (tables) => {
    const { feed, facts } = await readFacts(tables);
    const side: Side = feed?.shown ?? 0;
    const users = await tables.users.toArray();
    const ops = await unshownOps(tables);
    const leaving = await tables.leaving.toArray();
    // With nobody signed in nothing is decoded.
    const blocks = facts?.user ? await tables.blocks.where('side').equals(side).toArray() : [];
    const keys = facts?.user ? [...SMALL].map((kind) => [side, kind]) : [];
    const small = await tables.rows.where('[side+kind]').anyOf(keys).toArray();
    return { feed, facts, users, ops, leaving, blocks, small };
  });
  if (!read.feed || !read.facts) throw new Error('the store has no facts');
  const users = await Promise.all(read.users.map((u) => unseal<UserBlob>(u.blob, about.user(u.staff))));
  const blocks = await Promise.all(read.blocks.map(openBlock));
  const small = await Promise.all(read.small.map(openRow));
  memory.feed = read.feed;
  memory.facts = read.facts;
  memory.setLeaving(read.leaving);
  memory.users = new Map(users.map((user) => [user.identity.staff.id, user.identity]));
  memory.identity = memory.users.get(read.facts.user ?? '') ?? null;
  memory.blocks = new Map(
    read.blocks.map((block, i) => [blockKey(block.scope, block.bucket), blocks[i] ?? new Map()]),
  );
  memory.small = new Map();
  for (const row of small) putSmall(row);
  memory.setOps(await openOps(read.ops));
  publish(read.users.find((user) => user.staff === read.facts?.user)?.complete ?? false);
}

/** Tell the screens who is signed in and whether the register is whole. */
export function publish(complete: boolean): void {
  identity.value = memory.identity;
  if (!memory.identity) phase.value = 'signed-out';
  else phase.value = complete || memory.identity.writer_no === null ? 'ready' : 'receiving';
  changed.value += 1;
}

export function putSmall(row: KeptRow): void {
  const rows = memory.small.get(row.id) ?? new Map<string, KeptRow>();
  memory.small.set(row.id, rows.set(row.scope, row));
}

export async function unshownOps(tables: KayoiDb): Promise<StoredOp[]> {
  return tables.outbox.where('state').anyOf('sent', 'arrived').sortBy('n');
}

/** Read the outbox again: after a save or a push in this or another tab. */
export async function loadOps(): Promise<void> {
  memory.setOps(await openOps(await transact('r', unshownOps)));
}

/** Ops as the overlay wants them. An unreadable one is left out here and reported at the next push. */
export async function openOps(stored: StoredOp[]): Promise<OverlayOp[]> {
  const opened = await Promise.all(stored.map((op) => openOp(op).catch(() => null)));
  return opened.filter((op) => op !== null);
}

async function openOp(op: StoredOp): Promise<OverlayOp | null> {
  if (!op.blob) return null;
  const body = JSON.parse(await unsealText(op.blob, about.op(op))) as OpBody;
  return overlayOp(op, body);
}

export function overlayOp(op: Omit<StoredOp, 'blob'>, body: OpBody): OverlayOp {
  const user = memory.users.get(op.staff);
  const resetting = memory.feed.shown !== memory.feed.side;
  const arrivedGen = resetting ? op.old_gen : op.arrived_gen;
  return {
    op: `${op.writer_no}.${op.seq}`,
    n: op.n,
    body: op.made_as ? readdressed(body, op.made_as, op.writer_no) : body,
    sent: op.state === 'sent',
    staff: op.staff,
    by: { name: user?.staff.name ?? '', at: op.made_at, device: memory.facts.device?.label ?? '' },
    ...(op.held ? { held: op.reason ?? '' } : {}),
    ...(arrivedGen === undefined ? {} : { arrivedGen }),
  };
}

/** A moved op names its own earlier ops by their old number; here they go by the new one. */
function readdressed(body: OpBody, made_as: string, to: number): OpBody {
  const [from, first] = made_as.split('.').map(Number);
  const now = (op: string) => {
    const [writer, seq] = op.split('.').map(Number);
    return writer === from && (seq ?? 0) >= (first ?? 0) ? `${to}.${seq}` : op;
  };
  const edits = Object.entries(body.edits ?? {}).map(([field, { saw, now: value }]) => {
    return [field, { saw: saw.map(now), now: value }] as const;
  });
  return body.edits ? { ...body, edits: Object.fromEntries(edits) } : body;
}

export async function openBlock(block: StoredBlock): Promise<Map<string, KeptRow>> {
  const rows = await unseal<KeptRow[]>(block.blob, about.block(block));
  return new Map(rows.map((row) => [row.id, row]));
}

export async function openRow(row: StoredRow): Promise<KeptRow> {
  return unseal<KeptRow>(row.blob, about.row(row));
}
