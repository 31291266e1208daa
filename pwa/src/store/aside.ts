/**
 * What somebody in the office has under way when her tab is loaded anew: one paper sheet, sealed under a key that cannot
 * leave this browser. The office keeps no register, so it has no keys of the server's; she who signs out takes it away.
 */
import type { Blob } from './codec.ts';
import { inSmallDb } from './small-db.ts';

interface Kept {
  iv: Blob;
  box: ArrayBuffer;
}

const DB = { name: 'kayoi-office', store: 'aside' };
const KEY = 'key';
const AES = { name: 'AES-GCM', length: 256 };

/** Writes follow each other: the last word is what is kept. */
let last: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const now = last.then(work, work);
  last = now.catch(() => null);
  return now;
}

async function key(): Promise<CryptoKey> {
  const known = (await inSmallDb(DB, 'readonly', (store) => store.get(KEY))) as CryptoKey | undefined;
  if (known) return known;
  const made = await crypto.subtle.generateKey(AES, false, ['encrypt', 'decrypt']);
  await inSmallDb(DB, 'readwrite', (store) => store.put(made, KEY));
  return made;
}

const sealing = (staff: string, iv: Blob) => ({
  name: AES.name,
  iv,
  additionalData: new TextEncoder().encode(staff),
});

/** Keep it for her in place of what was kept before. */
export function keepAside(staff: string, value: unknown): Promise<unknown> {
  return inTurn(async () => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    const box = await crypto.subtle.encrypt(sealing(staff, iv), await key(), text);
    await inSmallDb(DB, 'readwrite', (store) => store.put({ iv, box } satisfies Kept, staff));
  });
}

/** What was kept for her, null when nothing was or when it cannot be opened any more. */
export function keptAside(staff: string): Promise<unknown> {
  return inTurn(async () => {
    const kept = (await inSmallDb(DB, 'readonly', (store) => store.get(staff))) as Kept | undefined;
    if (!kept) return null;
    const text = await crypto.subtle
      .decrypt(sealing(staff, kept.iv), await key(), kept.box)
      .catch(() => null);
    return text && JSON.parse(new TextDecoder().decode(text));
  });
}

/** Nothing is kept for her any more; without a name for nobody. */
export function dropAside(staff?: string): Promise<unknown> {
  const drop = (store: IDBObjectStore) => (staff === undefined ? store.clear() : store.delete(staff));
  return inTurn(() => inSmallDb<undefined>(DB, 'readwrite', drop));
}
