/** What a member of staff signs her ops with, while her keys are here. */
import { about } from './access.ts';
import { unseal } from './codec.ts';
import { transact } from './db.ts';
import { KeysGone, keysOf } from './keyring.ts';
import { importMacKey } from './making.ts';
import type { WriterKeys } from './memory.ts';
import type { StoredWriter } from './schema.ts';

const known = { staff: '', pens: new Map<number, CryptoKey>() };

/** Throws KeysGone for a colleague's: only she signs for herself. */
export async function penOf(writer: StoredWriter): Promise<CryptoKey> {
  return knownPen(writer.writer_no) ?? keep(writer.writer_no, (await keysOfWriter(writer)).mac_key);
}

export async function penNumbered(writer_no: number): Promise<CryptoKey> {
  const pen = knownPen(writer_no);
  if (pen) return pen;
  const writer = await transact('r', (tables) => tables.writers.get(writer_no));
  if (!writer) throw new KeysGone('no such writer here');
  return penOf(writer);
}

/** What lies under her key of a writer; older versions kept her certificate there, too. */
export function keysOfWriter(writer: StoredWriter): Promise<WriterKeys> {
  return unseal<WriterKeys>(writer.blob, about.writer(writer));
}

/** She may have been given another key since. */
export function forgetPens(): void {
  known.pens.clear();
}

function knownPen(writer_no: number): CryptoKey | undefined {
  return known.staff === keysOf() ? known.pens.get(writer_no) : undefined;
}

/** Never longer than the keys it came from. */
async function keep(writer_no: number, mac_key: string): Promise<CryptoKey> {
  const pen = await importMacKey(mac_key);
  const staff = keysOf();
  if (staff === null) throw new KeysGone('not at work any more');
  if (known.staff !== staff) {
    known.staff = staff;
    known.pens.clear();
  }
  known.pens.set(writer_no, pen);
  return pen;
}
