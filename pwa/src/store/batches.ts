/** What is owed to the server, in batches whose bytes were made at save. */
import { unseal, unsealText } from './codec.ts';
import { transact } from './db.ts';
import { about } from './load.ts';
import { macOf, opText } from './making.ts';
import { memory, type WriterKeys } from './memory.ts';
import { signingKey } from './saving.ts';
import type { StoredOp } from './schema.ts';
import type { PushBody } from './wire.ts';

export interface Batch {
  body: PushBody;
  /** Local numbers of the ops, in the order of `body.ops`. */
  numbers: number[];
}

const BYTES = 4_000_000;

/** Writers on this tablet (of all its staff) with something to push. `held`: ask again about held ops too. */
export async function owing(held: boolean): Promise<number[]> {
  const ops = await transact('r', (tables) =>
    tables.outbox.where('state').anyOf('sent', 'arrived').toArray(),
  );
  return [...new Set(ops.filter((op) => isOwed(op, held)).map((op) => op.writer_no))].sort((a, b) => a - b);
}

const isOwed = (op: StoredOp, held: boolean): boolean => op.state === 'sent' || (held && op.held);

/** The next push of a writer after a seq: at most `limit` ops, in order; null when there is none. */
export async function nextBatch(
  writer_no: number,
  after: number,
  limit: number,
  held: boolean,
): Promise<Batch | null> {
  const found = await transact('r', async (tables) => {
    const range = tables.outbox
      .where('[writer_no+seq]')
      .between([writer_no, after + 1], [writer_no, Infinity]);
    const owed = await range
      .filter((op) => isOwed(op, held))
      .limit(limit)
      .toArray();
    const first = owed[0];
    if (!first) return null;
    const other = owed.findIndex((op) => op.made_as !== first.made_as);
    const ops = other < 0 ? owed : owed.slice(0, other);
    const before = await tables.outbox
      .where('[writer_no+seq]')
      .equals([writer_no, first.seq - 1])
      .first();
    const writer = await tables.writers.get(writer_no);
    return writer && { ops, before, writer, drafts: await tables.drafts.count() };
  });
  if (!found) return null;
  const { certificate, mac_key } = await unseal<WriterKeys>(found.writer.blob, about.writer(writer_no));
  const key = await signingKey(mac_key);
  const ops: PushBody['ops'] = [];
  for (let size = 0; ops.length < found.ops.length && size < BYTES; ) {
    const op = await sendable(found.ops[ops.length] as StoredOp, key);
    size += op[2].length * 2;
    ops.push(op);
  }
  const body: PushBody = {
    protocol: 1,
    store_id: memory.facts.store_id,
    writer_no,
    writer_cert: certificate,
    made_seq: found.writer.next_seq - 1,
    drafts_open: found.drafts,
    ...(found.ops[0]?.made_as ? { made_as: found.ops[0].made_as } : {}),
    prev_hash: found.before ? (found.before.lost?.mac ?? found.before.mac) : '',
    ops,
  };
  return { body, numbers: found.ops.slice(0, ops.length).map((op) => op.n) };
}

/** The bytes made at save with their MAC; a row that cannot be read says so in its place. */
async function sendable(op: StoredOp, key: CryptoKey): Promise<PushBody['ops'][number]> {
  if (op.lost) return [op.seq, op.lost.mac, op.lost.text];
  try {
    if (!op.blob) throw new Error('no bytes');
    return [op.seq, op.mac, await unsealText(op.blob, about.op(op))];
  } catch {
    const text = opText({ seq: op.seq, lost: 'unreadable' });
    return [op.seq, await macOf(key, text), text];
  }
}
