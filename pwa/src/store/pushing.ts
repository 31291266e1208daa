/** What is owed to the server, in batches, and what it said about each op. */
import { unseal, unsealText } from './codec.ts';
import { recount, setFlying } from './counting.ts';
import { transact } from './db.ts';
import { about, loadOps, readFacts } from './load.ts';
import { macOf, nowText, opText } from './making.ts';
import { memory, type WriterKeys } from './memory.ts';
import type { Ranges } from './ranges.ts';
import { feedReset } from './reset.ts';
import { signingKey } from './saving.ts';
import type { KayoiDb, StoredOp } from './schema.ts';
import { changed } from './state.ts';
import { tell } from './tabs.ts';
import type { PushBody, PushReply, Received, VerdictRange } from './wire.ts';

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
    const ops = await range
      .filter((op) => isOwed(op, held))
      .limit(limit)
      .toArray();
    const first = ops[0];
    if (!first) return null;
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

/** Note that a batch is about to leave: from now on a reply may be lost. */
export async function leaves(batch: Batch): Promise<void> {
  await transact('rw', (tables) =>
    tables.outbox
      .where('n')
      .anyOf(batch.numbers)
      .modify((op) => {
        op.tries += 1;
      }),
  );
  await setFlying(batch.numbers);
}

/** The batch met no server: nothing has changed. */
export async function stays(): Promise<void> {
  await setFlying([]);
}

/** Take in the server's answer. A new epoch makes everything unsent again; it is pushed once more. */
export async function applyPush(batch: Batch, reply: PushReply): Promise<void> {
  if (memory.feed.epoch !== '' && reply.epoch !== memory.feed.epoch) {
    await feedReset(reply.epoch);
    return setFlying([]);
  }
  const at = nowText();
  await transact('rw', async (tables) => {
    const { feed } = await readFacts(tables);
    if (feed && feed.epoch === '')
      await tables.meta.put({ key: 'feed', value: { ...feed, epoch: reply.epoch } });
    await tables.outbox
      .where('n')
      .anyOf(batch.numbers)
      .modify((op) => judge(op, reply.verdicts, feed?.gen ?? 0, at));
    await putReceipts(tables, reply.received, reply.backed_up);
  });
  await setFlying([]);
  await loadOps();
  changed.value += 1;
  tell('outbox');
}

/** An op after its verdict. Only the first push that carried it can know that it was applied as sent. */
function judge(op: StoredOp, verdicts: VerdictRange[], gen: number, at: string): void {
  const said = verdicts.find((range) => range.from <= op.seq && op.seq <= range.to);
  if (!said) return;
  const held = said.verdict === 'quarantined' || said.verdict === 'waits';
  const news = op.state === 'sent' || op.held !== held;
  const sure = said.verdict === 'applied' || said.verdict === 'merged' || said.verdict === 'conflict';
  Object.assign(op, { verdict: said.verdict, held, holdable: op.tries === 1 && sure && op.state === 'sent' });
  if (held) op.reason = op.lost ? 'refused' : (said.reason ?? said.verdict);
  else delete op.reason;
  if (!news) return;
  if (op.state === 'sent') op.arrived_at = at;
  Object.assign(op, { state: 'arrived', since: [] });
  if (held) delete op.arrived_gen;
  else op.arrived_gen = gen;
}

/** What the server holds and what its backups hold; a shown op inside a backup needs no copy here any more. */
export async function putReceipts(tables: KayoiDb, received: Received, backed_up: Received): Promise<void> {
  for (const [writer, ranges] of Object.entries(received)) {
    const writer_no = Number(writer);
    const saved: Ranges = backed_up[writer] ?? [];
    await tables.receipts.put({ writer_no, received: ranges, backed_up: saved });
    for (const [first, last] of saved) {
      await tables.outbox
        .where('[writer_no+seq]')
        .between([writer_no, first], [writer_no, last], true, true)
        .filter((op) => op.state === 'shown' && op.blob !== null)
        .modify({ blob: null });
    }
  }
}

/** One op the server refuses even alone: it is kept here as 保留, and its number is accounted for there. */
export async function refusedAlone(batch: Batch): Promise<void> {
  const [n] = batch.numbers;
  const [first] = batch.body.ops;
  if (n === undefined || !first) return;
  const writer = await transact('r', (tables) => tables.writers.get(batch.body.writer_no));
  if (!writer) return;
  const { mac_key } = await unseal<WriterKeys>(writer.blob, about.writer(writer.writer_no));
  const text = opText({ seq: first[0], lost: 'refused' });
  const mac = await macOf(await signingKey(mac_key), text);
  await transact('rw', (tables) => tables.outbox.update(n, { lost: { text, mac } }));
  await recount();
}
