/** From disk to memory: at start, and again when another tab has changed something. */
import { about, mayOpen } from './access.ts';
import { eachInTurn } from './breathe.ts';
import { unseal, unsealText } from './codec.ts';
import { setLedger } from './counting.ts';
import { transact } from './db.ts';
import { hereOf } from './here.ts';
import { helpsAt, keysOf } from './keyring.ts';
import { blockKey, memory, SMALL, type UserBlob } from './memory.ts';
import type { KeptRow, OverlayOp } from './overlay.ts';
import type {
  Feed,
  KayoiDb,
  Side,
  StoredBlock,
  StoredOp,
  StoredRow,
  StoredUser,
  StoreFacts,
} from './schema.ts';
import { sealTo } from './sealing.ts';
import { answering, atResident, changed, helping, identity, phase, screenLocked } from './state.ts';
import type { Identity } from './types.ts';
import type { OpBody } from './wire.ts';

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
  for (;;) {
    const { edition } = memory;
    const read = await transact('r', everything);
    if (!read.feed || !read.facts) throw new Error('the store has no facts');
    const identity = await whoIs(read);
    const blocks = await eachInTurn(read.blocks, openBlock);
    const small = await openRows(read.small);
    const bodies = await openBodies(read.open ? read.ops.unshown : []);
    // Something was saved or judged while all this was opened: what was read is old.
    if (edition !== memory.edition) continue;
    memory.feed = read.feed;
    memory.facts = read.facts;
    memory.setLeaving(read.leaving);
    memory.users = new Map(read.users.map((user) => [user.staff, hereOf(user)]));
    memory.identity = identity;
    memory.setBlocks(
      new Map(read.blocks.map((block, i) => [blockKey(block.scope, block.bucket), blocks[i] ?? new Map()])),
    );
    memory.closed = new Map(read.closed.map((one) => [blockKey(one.scope, one.bucket), new Set(one.ids)]));
    memory.small = new Map();
    for (const row of small) putSmall(row);
    setLedger(read.ops.counted);
    memory.setOps(drawnOps(read.ops.unshown, bodies));
    publish(read.users.find((user) => user.staff === read.facts?.user)?.complete ?? false);
    return;
  }
}

/** Who is at work: signed in, and her keys are here. What she signs with is the newest of her writers. */
async function whoIs(read: Awaited<ReturnType<typeof everything>>): Promise<Identity | null> {
  const user = read.users.find(({ staff }) => staff === read.facts?.user);
  if (user?.office) return user.office;
  if (!user || !read.open) return null;
  const mine = await unseal<UserBlob>(user.blob, about.user(user.staff)).catch(() => null);
  if (!mine) return null;
  const { identity, sealing } = mine;
  sealTo(identity.tenant.uid, sealing);
  const pens = read.writers.filter((one) => one.staff === user.staff && one.active);
  const writer_no = pens.length > 0 ? Math.max(...pens.map((one) => one.writer_no)) : null;
  return { ...identity, writer_no, ...asHelper(user.staff) };
}

/** By the number of the day she is a supporter of that session, whatever else she may be here. */
function asHelper(staff: string): Partial<Identity> {
  const helps = helpsAt();
  if (helps === undefined) return {};
  const scopes = [`roster:${helps}`, `staff:${staff}`];
  return { helps, scopes, roles: ['supporter'], grants: [], areas: [] };
}

async function everything(tables: KayoiDb) {
  const { feed, facts } = await readFacts(tables);
  const side: Side = feed?.shown ?? 0;
  const users: StoredUser[] = await tables.users.toArray();
  const writers = await tables.writers.toArray();
  const ops = await openedOps(tables);
  const leaving = await tables.leaving.toArray();
  // With nobody at work nothing is decoded.
  const open = facts?.user != null && facts.user === keysOf();
  const blocks = open ? await tables.blocks.where('side').equals(side).toArray() : [];
  const keys = open ? [...SMALL].map((kind) => [side, kind]) : [];
  const small = await tables.rows.where('[side+kind]').anyOf(keys).toArray();
  const [mine, closed] = [blocks.filter(mayOpen), blocks.filter((block) => !mayOpen(block))];
  return { feed, facts, users, writers, ops, leaving, open, blocks: mine, closed, small };
}

/** Tell the screens who is signed in and whether the register is whole. */
export function publish(complete: boolean): void {
  identity.value = memory.identity;
  helping.value = memory.facts.helping ?? null;
  atResident.value = memory.facts.resident ?? null;
  if (!atResident.value || !memory.identity) answering.value = false;
  // What another window has handed over, this one does not show either.
  if (atResident.value && memory.identity && !answering.value) screenLocked.value = true;
  if (!memory.identity) phase.value = memory.facts.user ? 'locked' : 'signed-out';
  else phase.value = complete || memory.identity.writer_no === null ? 'ready' : 'receiving';
  changed.value += 1;
}

export function putSmall(row: KeptRow): void {
  const rows = memory.small.get(row.id) ?? new Map<string, KeptRow>();
  memory.small.set(row.id, rows.set(row.scope, row));
}

/** Everything unsettled and the present round: what is drawn and counted. */
async function openedOps(tables: KayoiDb): Promise<{ unshown: StoredOp[]; counted: StoredOp[] }> {
  const { facts } = await readFacts(tables);
  const unshown = await unshownOps(tables);
  const read = new Set(unshown.map((op) => op.n));
  const ofRound = tables.outbox.where('round').equals(facts?.round ?? 0);
  const others = (await ofRound.primaryKeys()).some((n) => !read.has(n)) ? await ofRound.toArray() : [];
  return { unshown, counted: [...unshown, ...others] };
}

export async function unshownOps(tables: KayoiDb): Promise<StoredOp[]> {
  return tables.outbox.where('state').anyOf('sent', 'arrived').sortBy('n');
}

/** Read the outbox again: after a page, or after news from another tab. What is open already is not opened twice. */
export async function loadOps(): Promise<void> {
  const bodies = new Map<string, OpBody>();
  for (;;) {
    const { edition } = memory;
    const { unshown, counted } = await transact('r', openedOps);
    for (const [id, { body }] of memory.ops) bodies.set(id, body);
    const fresh = memory.identity ? unshown.filter((op) => !bodies.has(opId(op))) : [];
    for (const [id, body] of await openBodies(fresh)) bodies.set(id, body);
    if (edition !== memory.edition) continue;
    setLedger(counted);
    memory.setOps(drawnOps(unshown, bodies));
    return;
  }
}

/** Ops as the overlay wants them. An unreadable one is left out here and reported at the next push. */
export async function openOps(stored: StoredOp[]): Promise<OverlayOp[]> {
  return drawnOps(stored, await openBodies(stored));
}

const opId = (op: { writer_no: number; seq: number }): string => `${op.writer_no}.${op.seq}`;

/** What the bytes of each op say, by its id, its own ids as they are now; those that can be read. */
async function openBodies(stored: StoredOp[]): Promise<Map<string, OpBody>> {
  const opened = await eachInTurn(stored, (op) => openBody(op).catch(() => null));
  const found = new Map<string, OpBody>();
  for (const [i, op] of stored.entries()) {
    const body = opened[i];
    if (body) found.set(opId(op), body);
  }
  return found;
}

async function openBody(op: StoredOp): Promise<OpBody | null> {
  if (!op.blob) return null;
  const body = JSON.parse(await unsealText(op.blob, about.op(op))) as OpBody;
  return op.made_as ? readdressed(body, op.made_as, op.writer_no) : body;
}

/** In the order made, with their present standing; one that another stands in for is not drawn. */
function drawnOps(stored: StoredOp[], bodies: ReadonlyMap<string, OpBody>): OverlayOp[] {
  return stored.flatMap((op) => {
    const body = bodies.get(opId(op));
    return body && !op.replaced_by ? [overlayOp(op, body)] : [];
  });
}

/** `body`: with its own ids as they are now. */
export function overlayOp(op: Omit<StoredOp, 'blob'>, body: OpBody): OverlayOp {
  const name = memory.users.get(op.staff)?.staff.name ?? '';
  const by = { name, at: op.made_at, device: memory.facts.device?.label ?? '' };
  return { op: opId(op), n: op.n, body, staff: op.staff, by, ...standing(op) };
}

type Standing = Pick<OverlayOp, 'sent' | 'held' | 'arrivedGen'>;

/** How far it has come: made, arrived, held. */
export function standing(op: Omit<StoredOp, 'blob'>): Standing {
  const resetting = memory.feed.shown !== memory.feed.side;
  const arrivedGen = resetting ? op.old_gen : op.arrived_gen;
  return {
    sent: op.state === 'sent',
    ...(op.held ? { held: op.reason ?? '' } : {}),
    ...(arrivedGen === undefined ? {} : { arrivedGen }),
  };
}

/** A moved op names its own earlier ops by their old number; here they go by the new one. Later ones are another's. */
function readdressed(body: OpBody, made_as: string, to: number): OpBody {
  const [from, first] = made_as.split('.').map(Number);
  const now = (op: string) => {
    const [writer, seq] = op.split('.').map(Number);
    const own = writer === from && (seq ?? 0) >= (first ?? 0) && (seq ?? 0) < body.seq;
    return own ? `${to}.${seq}` : op;
  };
  const edits = Object.entries(body.edits ?? {}).map(([field, { saw, now: value }]) => {
    return [field, { saw: saw.map(now), now: value }] as const;
  });
  return body.edits ? { ...body, edits: Object.fromEntries(edits) } : body;
}

/** The persons of a block. One that cannot be read holds nobody: the next comparison with the server brings them. */
export async function openBlock(block: StoredBlock): Promise<Map<string, KeptRow>> {
  try {
    const rows = await unseal<KeptRow[]>(block.blob, about.block(block));
    return new Map(rows.map((row) => [row.id, row]));
  } catch {
    memory.audited = Number.NEGATIVE_INFINITY;
    return new Map();
  }
}

/**
 * The rows that can be read. Those of a colleague's scope are not for her; of others that cannot be read the next
 * comparison with the server brings a new copy.
 */
export async function openRows(all: StoredRow[]): Promise<KeptRow[]> {
  const stored = all.filter(mayOpen);
  const rows = await eachInTurn(stored, (row) => openRow(row).catch(() => null));
  if (rows.includes(null)) memory.audited = Number.NEGATIVE_INFINITY;
  return rows.filter((row) => row !== null);
}

async function openRow(row: StoredRow): Promise<KeptRow> {
  return unseal<KeptRow>(row.blob, about.row(row));
}
