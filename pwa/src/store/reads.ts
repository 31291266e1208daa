/** The read log: opening a person or a sheet and searching are noted, also without signal, and sent later. */

import { about } from './access.ts';
import { unseal } from './codec.ts';
import { transact } from './db.ts';
import { nowText } from './making.ts';
import { memory } from './memory.ts';
import { sealedTwice } from './saving.ts';
import type { StoredRead } from './schema.ts';
import { onWire } from './sealing.ts';
import type { SealedWire } from './wire.ts';

export type ReadEntry = [
  n: number,
  kind: 'person' | 'submission' | 'search' | 'print',
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
  const { identity } = memory;
  const writer_no = identity?.writer_no;
  if (!identity || writer_no === null || writer_no === undefined) return;
  const staff = identity.staff.id;
  const n = await nextNumber(writer_no);
  if (n === 0) return;
  const entry: ReadEntry = count === undefined ? [n, kind, id, at] : [n, kind, id, at, count];
  const place = { writer_no, n, staff };
  const blobs = await sealedTwice(JSON.stringify(entry), about.read(place));
  await transact('rw', (tables) => tables.reads.put({ ...place, ...blobs }));
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
  reads: (ReadEntry | [n: number, sealed: SealedWire])[];
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
  const found = await Promise.all(stored.map(sendable));
  const reads = found.filter((entry) => entry !== null);
  // Notes that can be neither read nor sent here keep nobody else's waiting.
  if (reads.length === 0) return nextReads(limit, writer_no);
  return { store_id: memory.facts.store_id, writer_no, reads };
}

/** A colleague's goes as it was sealed to the server. */
async function sendable(note: StoredRead): Promise<ReadBatch['reads'][number] | null> {
  const { n, sealed } = note;
  const opened = await unseal<ReadEntry>(note.blob, about.read(note)).catch(() => null);
  return opened ?? (sealed ? [n, onWire(sealed)] : null);
}

/** The server has these notes. */
export async function readsArrived(batch: ReadBatch): Promise<void> {
  const keys = batch.reads.map(([n]) => [batch.writer_no, n] as [number, number]);
  await transact('rw', (tables) => tables.reads.bulkDelete(keys));
}
