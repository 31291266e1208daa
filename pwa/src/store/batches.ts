/** What is owed to the server, in batches whose bytes were made at save. */

import { about } from './access.ts';
import { eachInTurn } from './breathe.ts';
import { unsealText } from './codec.ts';
import { openSaves } from './counting.ts';
import { transact } from './db.ts';
import { APP } from './facts.ts';
import { KeysGone } from './keyring.ts';
import { macOf, opText } from './making.ts';
import { memory } from './memory.ts';
import { keysOfWriter, penOf } from './pens.ts';
import type { KayoiDb, StoredOp, StoredWriter } from './schema.ts';
import { onWire } from './sealing.ts';
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
  return { ops: other < 0 ? owed : owed.slice(0, other), writer, drafts: await tables.drafts.count() };
}

const isAfter = (op: StoredOp, writer_no: number, after: number): boolean =>
  op.writer_no === writer_no && op.seq > after;

/**
 * The next push of a writer after a seq: at most `limit` ops, in order; null when there is none. What can neither be
 * opened nor sent sealed waits for her who can; it is not unreadable, and what comes after it goes.
 */
export async function nextBatch(
  writer_no: number,
  after: number,
  limit: number,
  held: boolean,
): Promise<Batch | null> {
  for (let from = after; ; ) {
    const found = await transact('r', (tables) => find(tables, writer_no, from, limit, held));
    if (!found) return null;
    const pen = await whatSheSends(found.writer);
    const stored = withinBytes(found.ops);
    const sendables = await eachInTurn(stored, (op) => sendable(op, pen.key));
    const going = sendables.filter((one) => one !== null);
    if (going.length > 0) return batchOf(found, pen.certificate, going);
    from = stored.at(-1)?.seq ?? LAST;
  }
}

async function batchOf({ writer, drafts }: Found, certificate: string, going: Sendable[]): Promise<Batch> {
  const { writer_no } = writer;
  const [first] = going;
  const numbers = going.map(({ stored }) => stored.n);
  const before = await transact('r', (tables) =>
    tables.outbox
      .where('[writer_no+seq]')
      .equals([writer_no, (first?.stored.seq ?? 0) - 1])
      .first(),
  );
  const body: PushBody = {
    protocol: 1,
    store_id: memory.facts.store_id,
    writer_no,
    writer_cert: certificate,
    made_seq: writer.next_seq - 1,
    drafts_open: drafts,
    saves_open: openSaves(writer_no, numbers),
    ...(first?.stored.made_as ? { made_as: first.stored.made_as } : {}),
    prev_hash: before ? (before.lost?.mac ?? before.mac) : '',
    ops: going.map(({ op }) => op),
  };
  const unreadable = going.flatMap(({ stored, lost }) => (lost ? [[stored.n, lost] as const] : []));
  return { body, numbers, tried: writer.tried ?? 0, unreadable: new Map(unreadable) };
}

/** Her certificate goes with whoever sends; her key is here only while she is, or in a store of an older version. */
async function whatSheSends(writer: StoredWriter): Promise<{ certificate: string; key: CryptoKey | null }> {
  const { certificate = '' } = writer;
  try {
    const hers = certificate ? { certificate } : await keysOfWriter(writer);
    return { certificate: hers.certificate, key: await penOf(writer) };
  } catch {
    return { certificate, key: null };
  }
}

/** As many as fit one push, always one: a text may grow by half when its quotes are escaped. */
function withinBytes(ops: StoredOp[]): StoredOp[] {
  let size = 0;
  const end = ops.findIndex((op) => {
    size += (op.sealed?.bytes.length ?? op.blob?.length ?? 0) * 1.5 + 60;
    return size > BYTES;
  });
  return end < 0 ? ops : ops.slice(0, Math.max(end, 1));
}

interface Sendable {
  stored: StoredOp;
  op: PushBody['ops'][number];
  lost?: NonNullable<StoredOp['lost']>;
}

/**
 * The bytes made at save with their MAC. What cannot be opened here goes as it was sealed to the server. Of what is
 * left only its writer can say that it cannot be read: for others it waits, null. What was refused stays so for this
 * version of the app only: the next one tries again.
 */
async function sendable(stored: StoredOp, key: CryptoKey | null): Promise<Sendable | null> {
  const { seq, mac, sealed } = stored;
  if (stored.lost && stored.lost.app === APP) return { stored, op: [seq, stored.lost.mac, stored.lost.text] };
  try {
    if (!stored.blob) throw new Error('no bytes');
    return { stored, op: [seq, mac, await unsealText(stored.blob, about.op(stored))] };
  } catch (error) {
    if (sealed) return { stored, op: [seq, mac, onWire(sealed)] };
    if (error instanceof KeysGone || !key) return null;
    const text = opText({ seq, lost: 'unreadable' });
    const lost = { text, mac: await macOf(key, text) };
    return { stored, op: [seq, lost.mac, text], lost };
  }
}
