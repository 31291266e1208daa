/** A copied or rolled-back store: the server went on under another number, and so does this tablet. */

import { about } from './access.ts';
import { seal, unsealText } from './codec.ts';
import { Stale, transact, untilFresh } from './db.ts';
import { KeysGone } from './keyring.ts';
import { loadAll } from './load.ts';
import { importMacKey, macOf } from './making.ts';
import type { WriterKeys } from './memory.ts';
import { forgetPens } from './pens.ts';
import { sealedTwice } from './saving.ts';
import type { StoredOp, StoredWriter } from './schema.ts';
import type { Moved } from './wire.ts';

/**
 * Take over everything from `first_seq` on under the new number: bytes stay as they were made, MACs are made anew
 * with the new key, and `made_as` tells what the bytes mean by their own old number. False when its owner is not here.
 */
export async function applyMove(moved: Moved): Promise<boolean> {
  try {
    await untilFresh(() => attempt(moved), loadAll);
  } catch (error) {
    // A colleague is at work here: what is sealed anew under the new number must be under its owner's key.
    if (error instanceof KeysGone) return false;
    throw error;
  }
  forgetPens();
  await loadAll();
  return true;
}

async function attempt(moved: Moved): Promise<void> {
  const { from, to, first_seq } = moved;
  const found = await transact('r', async (tables) => {
    const span = tables.outbox.where('[writer_no+seq]').between([from, first_seq], [from, Infinity]);
    return { ops: await span.toArray(), old: await tables.writers.get(from) };
  });
  const { old } = found;
  if (!old?.active) return;
  const key = await importMacKey(moved.mac_key);
  const ops = await Promise.all(found.ops.map((op) => readdressed(op, moved, key)));
  const keys: WriterKeys = { mac_key: moved.mac_key, certificate: moved.certificate };
  const { certificate } = moved;
  const blob = await seal(keys, about.writer({ writer_no: to, staff: old.staff }));
  const heirs = { blob, certificate };
  await transact('rw', async (tables) => {
    const now = await tables.writers.get(from);
    if (now?.next_seq !== old.next_seq) throw new Stale();
    const heir: StoredWriter = { ...old, writer_no: to, next_read: 1, active: true, ...heirs };
    await tables.writers.bulkPut([{ ...old, active: false }, heir]);
    await tables.outbox.bulkPut(ops);
  });
}

async function readdressed(op: StoredOp, { from, to, first_seq }: Moved, key: CryptoKey): Promise<StoredOp> {
  const next = { ...op, writer_no: to, made_as: op.made_as ?? `${from}.${first_seq}` };
  if (op.lost) next.lost = { text: op.lost.text, mac: await macOf(key, op.lost.text) };
  if (!op.blob) return next;
  const text = await unsealText(op.blob, about.op(op)).catch(orKeysGone);
  // What cannot be read stays as it is, and is told so at the next push.
  if (text === null) return next;
  const { sealed: _old, ...rest } = next;
  return { ...rest, mac: await macOf(key, text), ...(await sealedTwice(text, about.op(next))) };
}

function orKeysGone(error: unknown): null {
  if (error instanceof KeysGone) throw error;
  return null;
}
