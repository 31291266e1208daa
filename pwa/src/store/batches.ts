/** What is owed to the server, in batches whose bytes were made at save. */

import { about } from './access.ts';
import { eachInTurn } from './breathe.ts';
import { unseal, unsealText } from './codec.ts';
import { openSaves } from './counting.ts';
import { transact } from './db.ts';
import { APP } from './facts.ts';
import { KeysGone } from './keyring.ts';
import { macOf, opText } from './making.ts';
import { memory, type WriterKeys } from './memory.ts';
import { signingKey } from './saving.ts';
import type { KayoiDb, StoredOp, StoredWriter } from './schema.ts';
import type { PushBody } from './wire.ts';

export interface Batch {
  body: PushBody;
  /** Local numbers of the ops, in the order of `body.ops`. */
  numbers: number[];
  /** The highest seq any push had carried before this one. */
  tried: number;
  /** Local number → what is sent in the place of an op that cannot be read here. */
  unreadable: Map<number, NonNullable<StoredOp['lost']>>;
}

const BYTES = 7_000_000;
const LAST = Number.MAX_SAFE_INTEGER;

/** Writers on this tablet (of all its staff) with something to push. `held`: ask again about held ops too. */
export async function owing(held: boolean): Promise<number[]> {
  const writers = await transact('r', async (tables) => {
    const keys = await tables.outbox
      .where('[state+writer_no+seq]')
      .between(['sent', 0, 0], ['sent', LAST, LAST])
      .keys();
    const owed = (keys as unknown as [string, number, number][]).map(([, writer_no]) => writer_no);
    return [...owed, ...(held ? (await heldOps(tables)).map((op) => op.writer_no) : [])];
  });
  return [...new Set(writers)].sort((a, b) => a - b);
}

/** Ops the server keeps aside; one that she has filed anew is not asked about. */
async function heldOps(tables: KayoiDb): Promise<StoredOp[]> {
  const arrived = await tables.outbox.where('state').equals('arrived').toArray();
  return arrived.filter((op) => op.held && !op.replaced_by);
}

interface Found {
  ops: StoredOp[];
  before: StoredOp | undefined;
  writer: StoredWriter;
  drafts: number;
}

async function find(
  tables: KayoiDb,
  writer_no: number,
  after: number,
  limit: number,
  held: boolean,
): Promise<Found | null> {
  const writer = await tables.writers.get(writer_no);
  const sent = await tables.outbox
    .where('[state+writer_no+seq]')
    .between(['sent', writer_no, after + 1], ['sent', writer_no, LAST])
    .limit(limit)
    .toArray();
  const asked = held ? (await heldOps(tables)).filter((op) => isAfter(op, writer_no, after)) : [];
  const owed = [...sent, ...asked].sort((a, b) => a.seq - b.seq).slice(0, limit);
  const [first] = owed;
  if (!first || !writer) return null;
  // A push says once how its ops were numbered when they were made.
  const other = owed.findIndex((op) => op.made_as !== first.made_as);
  const before = await tables.outbox
    .where('[writer_no+seq]')
    .equals([writer_no, first.seq - 1])
    .first();
  return {
    ops: other < 0 ? owed : owed.slice(0, other),
    before,
    writer,
    drafts: await tables.drafts.count(),
  };
}

const isAfter = (op: StoredOp, writer_no: number, after: number): boolean =>
  op.writer_no === writer_no && op.seq > after;

/** The next push of a writer after a seq: at most `limit` ops, in order; null when there is none. */
export async function nextBatch(
  writer_no: number,
  after: number,
  limit: number,
  held: boolean,
): Promise<Batch | null> {
  // What is under a key she does not have yet waits; it is not unreadable.
  return makeBatch(writer_no, after, limit, held).catch((error: unknown) => {
    if (error instanceof KeysGone) return null;
    throw error;
  });
}

async function makeBatch(
  writer_no: number,
  after: number,
  limit: number,
  held: boolean,
): Promise<Batch | null> {
  const found = await transact('r', (tables) => find(tables, writer_no, after, limit, held));
  if (!found) return null;
  const { certificate, mac_key } = await unseal<WriterKeys>(found.writer.blob, about.writer(writer_no));
  const key = await signingKey(mac_key);
  const stored = withinBytes(found.ops);
  const sendables = await eachInTurn(stored, (op) => sendable(op, key));
  const unreadable = sendables.flatMap(({ n, lost }) => (lost ? [[n, lost] as const] : []));
  const [first] = stored;
  const body: PushBody = {
    protocol: 1,
    store_id: memory.facts.store_id,
    writer_no,
    writer_cert: certificate,
    made_seq: found.writer.next_seq - 1,
    drafts_open: found.drafts,
    saves_open: openSaves(
      writer_no,
      stored.map(({ n }) => n),
    ),
    ...(first?.made_as ? { made_as: first.made_as } : {}),
    prev_hash: found.before ? (found.before.lost?.mac ?? found.before.mac) : '',
    ops: sendables.map(({ op }) => op),
  };
  const numbers = stored.map((op) => op.n);
  return { body, numbers, tried: found.writer.tried ?? 0, unreadable: new Map(unreadable) };
}

/** As many as fit one push, always one: a text may grow by half when its quotes are escaped. */
function withinBytes(ops: StoredOp[]): StoredOp[] {
  let size = 0;
  const end = ops.findIndex((op) => {
    size += (op.blob?.length ?? 0) * 1.5 + 60;
    return size > BYTES;
  });
  return end < 0 ? ops : ops.slice(0, Math.max(end, 1));
}

interface Sendable {
  n: number;
  op: PushBody['ops'][number];
  lost?: NonNullable<StoredOp['lost']>;
}

/**
 * The bytes made at save with their MAC; a row that cannot be read says so in its place. What was refused stays so for
 * this version of the app only: the next one tries again.
 */
async function sendable(op: StoredOp, key: CryptoKey): Promise<Sendable> {
  const { n, seq } = op;
  if (op.lost && op.lost.app === APP) return { n, op: [seq, op.lost.mac, op.lost.text] };
  try {
    if (!op.blob) throw new Error('no bytes');
    return { n, op: [seq, op.mac, await unsealText(op.blob, about.op(op))] };
  } catch (error) {
    if (error instanceof KeysGone) throw error;
    const text = opText({ seq, lost: 'unreadable' });
    const lost = { text, mac: await macOf(key, text) };
    return { n, op: [seq, lost.mac, text], lost };
  }
}
