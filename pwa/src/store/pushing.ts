/** A batch on its way, and what the server said about each op. */

import type { Batch } from './batches.ts';
import { noteFacts, recount, setFlying } from './counting.ts';
import { putMany, transact } from './db.ts';
import { APP } from './facts.ts';
import { readFacts, standing } from './load.ts';
import { macOf, nowText, opText } from './making.ts';
import { memory } from './memory.ts';
import { penNumbered } from './pens.ts';
import { holds } from './ranges.ts';
import { feedReset } from './reset.ts';
import type { KayoiDb, StoredOp } from './schema.ts';
import { changed } from './state.ts';
import { tell } from './tabs.ts';
import type { Moved, PushReply, Received, SealedWire, VerdictRange } from './wire.ts';

/** Note that a batch is about to leave: from now on a reply may be lost, and what it says in place of an op stands. */
export async function leaves(batch: Batch): Promise<void> {
  const { writer_no, ops } = batch.body;
  const last = ops.at(-1)?.[0] ?? 0;
  await transact('rw', async (tables) => {
    const writer = await tables.writers.get(writer_no);
    if (writer && (writer.tried ?? 0) < last) await tables.writers.update(writer_no, { tried: last });
    for (const [n, lost] of batch.unreadable) await tables.outbox.update(n, { lost });
  });
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
  // First of all: a tablet killed after this sends the same again under the new number, and nothing is filed twice.
  const moved = reply.moved !== undefined && (await move(reply.moved));
  const judged = await transact('rw', (tables) => judgeAll(tables, batch, reply, moved));
  for (const op of judged) {
    memory.markOp(`${op.writer_no}.${op.seq}`, standing(op));
    noteFacts(op);
  }
  await setFlying([]);
  changed.value += 1;
  tell('outbox');
}

/** What is seldom needed is fetched then. False when only its owner can take her new number over. */
async function move(to: Moved): Promise<boolean> {
  return (await import('./moving.ts')).applyMove(to);
}

async function judgeAll(
  tables: KayoiDb,
  batch: Batch,
  reply: PushReply,
  moved: boolean,
): Promise<StoredOp[]> {
  const { feed } = await readFacts(tables);
  if (feed && feed.epoch === '')
    await tables.meta.put({ key: 'feed', value: { ...feed, epoch: reply.epoch } });
  const sent = new Set(batch.numbers);
  const first = Math.min(...batch.numbers);
  const last = Math.max(...batch.numbers);
  const ops = (await tables.outbox.where('n').between(first, last, true, true).toArray()).filter(({ n }) =>
    sent.has(n),
  );
  const trial: Trial = {
    reply,
    tried: batch.tried,
    real: sentForReal(batch),
    elsewhere: !moved && isElsewhere(batch, reply),
    gen: feed?.gen ?? 0,
    at: nowText(),
  };
  const judged = ops.filter((op) => judge(op, trial));
  await putMany(tables.outbox, judged);
  await putReceipts(tables, reply.received, reply.backed_up);
  return judged;
}

interface Trial {
  reply: PushReply;
  /** The highest seq that had been sent before this push. */
  tried: number;
  /** Seqs whose own bytes were sent, not a mark in their place. */
  real: ReadonlySet<number>;
  /** Filed under the number of a copy, which is told to its owner only. */
  elsewhere: boolean;
  gen: number;
  at: string;
}

function isElsewhere({ body }: Batch, { received }: PushReply): boolean {
  return Object.keys(received).some((no) => Number(no) !== body.writer_no);
}

function sentForReal(batch: Batch): Set<number> {
  return new Set(batch.body.ops.filter(([, , text]) => !isMark(text)).map(([seq]) => seq));
}

/**
 * An op after its verdict; false when nothing was said of it. It has arrived only when the server also lists it as
 * received. Only the first push that carried it can know that it was applied as sent.
 */
function judge(op: StoredOp, { reply, tried, real, elsewhere, gen, at }: Trial): boolean {
  const said = reply.verdicts.find((range) => range.from <= op.seq && op.seq <= range.to);
  if (!said || !Object.values(reply.received).some((ranges) => holds(ranges, op.seq))) return false;
  if (real.has(op.seq)) delete op.lost;
  const another = said.verdict === 'duplicate' && isRefused(op); // filed under this number by a copy of the store
  const held = another || said.verdict === 'quarantined' || said.verdict === 'waits';
  const news = op.state === 'sent' || op.held !== held;
  const first = op.tries === 0 && op.seq > tried && op.state === 'sent';
  Object.assign(op, { verdict: said.verdict, held, holdable: first && !elsewhere && isSure(said) });
  if (held) op.reason = heldReason(op, said.reason ?? said.verdict);
  else delete op.reason;
  if (!news) return true;
  if (op.state === 'sent') op.arrived_at = at;
  Object.assign(op, { state: 'arrived', since: [] });
  if (held) delete op.arrived_gen;
  else op.arrived_gen = gen;
  return true;
}

const isSure = ({ verdict }: VerdictRange): boolean =>
  verdict === 'applied' || verdict === 'merged' || verdict === 'conflict';

/** True for what is sent in the place of an op that cannot be sent. */
export function isMark(text: string | SealedWire): boolean {
  return typeof text === 'string' && text.length < 60 && text.includes('"lost":');
}

/** True for an op that only this tablet has: the server never takes its bytes. */
export function isRefused(op: StoredOp): boolean {
  return op.lost?.text.includes('"lost":"refused"') ?? false;
}

/** Why the server keeps an op aside; of a mark in its place only this tablet knows why it was sent. */
export function heldReason(op: StoredOp, reason: string): string {
  if (!op.lost) return reason;
  return isRefused(op) ? 'refused' : 'unreadable-here';
}

/** What the server holds of each writer and what its backups hold. */
export async function putReceipts(tables: KayoiDb, received: Received, backed_up: Received): Promise<void> {
  const receipts = Object.entries(received).map(([writer, ranges]) => {
    return { writer_no: Number(writer), received: ranges, backed_up: backed_up[writer] ?? [] };
  });
  await tables.receipts.bulkPut(receipts);
}

/**
 * One op the server refuses even alone: it is kept here as 保留, and its number is accounted for there. False when only
 * its writer could say so: it waits for her.
 */
export async function refusedAlone(batch: Batch): Promise<boolean> {
  const [n] = batch.numbers;
  const [first] = batch.body.ops;
  if (n === undefined || !first) return false;
  const pen = await penNumbered(batch.body.writer_no).catch(() => null);
  if (!pen) return false;
  const text = opText({ seq: first[0], lost: 'refused' });
  const mac = await macOf(pen, text);
  await transact('rw', (tables) => tables.outbox.update(n, { lost: { text, mac, app: APP } }));
  await recount();
  return true;
}
