/** The read log: opening a person or a sheet and searching are noted, also without signal, and sent later. */

import { about } from './access.ts';
import { seal, unseal } from './codec.ts';
import { transact } from './db.ts';
import { nowText } from './making.ts';
import { memory } from './memory.ts';

export type ReadEntry = [
  n: number,
  kind: 'person' | 'submission' | 'search',
  record: string,
  at: string,
  count?: number,
];

/** Note a read of who is signed in; a search notes its number of hits, never its words. */
export function noteRead(kind: ReadEntry[1], id: string, count?: number): void {
  // Reading must not wait for the log; a note that cannot be kept is lost with the tablet's storage anyway.
  void keep(kind, id, nowText(), count).catch(() => undefined);
}

async function keep(kind: ReadEntry[1], id: string, at: string, count?: number): Promise<void> {
  const writer_no = memory.identity?.writer_no;
  if (writer_no === null || writer_no === undefined) return;
  const n = await nextNumber(writer_no);
  if (n === 0) return;
  const entry: ReadEntry = count === undefined ? [n, kind, id, at] : [n, kind, id, at, count];
  const blob = await seal(entry, about.read(writer_no, n));
  await transact('rw', (tables) => tables.reads.put({ writer_no, n, blob }));
}

async function nextNumber(writer_no: number): Promise<number> {
  return transact('rw', async (tables) => {
    const writer = await tables.writers.get(writer_no);
    if (!writer) return 0;
    await tables.writers.update(writer_no, { next_read: writer.next_read + 1 });
    return writer.next_read;
  });
}

export interface ReadBatch {
  store_id: string;
  writer_no: number;
  reads: ReadEntry[];
}

/** The oldest notes of the next writer that the server has not confirmed; null when there are none. */
export async function nextReads(limit: number, after: number): Promise<ReadBatch | null> {
  const first = await transact('r', (tables) =>
    tables.reads.where('[writer_no+n]').above([after, Infinity]).first(),
  );
  if (!first) return null;
  const { writer_no } = first;
  const range = [
    [writer_no, 0],
    [writer_no, Infinity],
  ] as const;
  const stored = await transact('r', (tables) =>
    tables.reads
      .where('[writer_no+n]')
      .between(...range)
      .limit(limit)
      .toArray(),
  );
  const opened = await Promise.all(
    stored.map((one) => unseal<ReadEntry>(one.blob, about.read(writer_no, one.n)).catch(() => null)),
  );
  const reads = opened.filter((entry) => entry !== null);
  // Notes that cannot be read here, and those under a key she does not have yet, keep nobody else's waiting.
  if (reads.length === 0) return nextReads(limit, writer_no);
  return { store_id: memory.facts.store_id, writer_no, reads };
}

/** The server has these notes. */
export async function readsArrived(batch: ReadBatch): Promise<void> {
  const keys = batch.reads.map(([n]) => [batch.writer_no, n] as [number, number]);
  await transact('rw', (tables) => tables.reads.bulkDelete(keys));
}
