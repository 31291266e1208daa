/** Copies of shown ops go once every backup a restore may use holds them. */
import { transact } from './db.ts';
import { readFacts } from './load.ts';
import type { KayoiDb, StoredOp } from './schema.ts';

const AT_ONCE = 2_000;

/**
 * Remove copies that no restore can ask for any more, a few thousand at a time. The last of each run stays without
 * its bytes: the next push names its MAC. The present round stays whole, because it is counted.
 */
export async function dropCopies(): Promise<void> {
  await transact('rw', async (tables) => {
    const { facts } = await readFacts(tables);
    const counted = new Set(
      await tables.outbox
        .where('round')
        .equals(facts?.round ?? 0)
        .primaryKeys(),
    );
    let room = AT_ONCE;
    for (const { writer_no, backed_up } of await tables.receipts.toArray())
      for (const [first, last] of backed_up)
        if (room > 0) room -= await dropRun(tables, [writer_no, first, last], counted, room);
  });
}

type Run = [writer_no: number, first: number, last: number];

async function dropRun(
  tables: KayoiDb,
  [writer_no, first, last]: Run,
  counted: ReadonlySet<number>,
  room: number,
): Promise<number> {
  const shown = tables.outbox
    .where('[state+writer_no+seq]')
    .between(['shown', writer_no, first], ['shown', writer_no, last], true, true)
    .limit(room);
  const [keys, all] = [await shown.keys(), await shown.primaryKeys()];
  const numbers = new Map<number, number>();
  for (const [i, key] of (keys as unknown as [string, number, number][]).entries()) {
    const n = all[i];
    if (n !== undefined && !counted.has(n)) numbers.set(key[2], n);
  }
  const isLast = (seq: number) => !numbers.has(seq + 1);
  const gone = [...numbers].filter(([seq]) => !isLast(seq)).map(([, n]) => n);
  const bare = [...numbers].filter(([seq]) => isLast(seq)).map(([, n]) => n);
  await tables.outbox.bulkDelete(gone);
  for (const op of await tables.outbox.bulkGet(bare)) if (op?.blob) await tables.outbox.put(withoutBytes(op));
  return gone.length;
}

function withoutBytes({ sealed: _sealed, ...op }: StoredOp): StoredOp {
  return { ...op, blob: null };
}
