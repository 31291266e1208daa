/** What a member of staff signs her ops with, while her keys are here. */
import { about } from './access.ts';
import { unseal } from './codec.ts';
import { transact } from './db.ts';
import { KeysGone, pensNow } from './keyring.ts';
import { importMacKey } from './making.ts';
import type { WriterKeys } from './memory.ts';
import type { StoredWriter } from './schema.ts';

/** Throws KeysGone for a colleague's: only she signs for herself. */
export async function penOf(writer: StoredWriter): Promise<CryptoKey> {
  const pens = pensNow();
  const known = pens?.get(writer.writer_no);
  if (known) return known;
  const pen = await importMacKey((await keysOfWriter(writer)).mac_key);
  if (!pens || pens !== pensNow()) throw new KeysGone('not at work any more');
  pens.set(writer.writer_no, pen);
  return pen;
}

export async function penNumbered(writer_no: number): Promise<CryptoKey> {
  const pen = pensNow()?.get(writer_no);
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
  pensNow()?.clear();
}
