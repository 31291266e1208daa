/** A batch on its way, and what the server said about each op. */

import type { Batch } from './batches.ts';
import { unseal } from './codec.ts';
import { recount, setFlying } from './counting.ts';
import { transact } from './db.ts';
import { about, loadOps, readFacts } from './load.ts';
import { macOf, nowText, opText } from './making.ts';
import { memory, type WriterKeys } from './memory.ts';
import { applyMove } from './moving.ts';
import type { Ranges } from './ranges.ts';
import { feedReset } from './reset.ts';
import { signingKey } from './saving.ts';
import type { KayoiDb, StoredOp } from './schema.ts';
import { changed } from './state.ts';
import { tell } from './tabs.ts';
import type { PushReply, Received, VerdictRange } from './wire.ts';

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
  if (reply.moved) await applyMove(reply.moved);
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
