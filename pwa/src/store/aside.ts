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

/** What is to be kept for whom, null: nothing; `clears`: before that nothing for anybody. */
const wanted = new Map<string, object | null>();
let clears = false;
let writing: Promise<void> | null = null;

/** Keys come faster than a disk writes: only the last word is written, and nothing older after it. */
function written(): Promise<void> {
  writing ??= writeAll().finally(() => {
    writing = null;
  });
  return writing;
}

async function writeAll(): Promise<void> {
  for (;;) {
    const [next] = wanted;
    if (clears) {
      clears = false;
      await inSmallDb(DB, 'readwrite', (store) => store.clear());
    } else if (next) {
      const [staff, value] = next;
      wanted.delete(staff);
      if (value) await seal(staff, value);
      else await inSmallDb(DB, 'readwrite', (store) => store.delete(staff));
    } else {
      return;
    }
  }
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

async function seal(staff: string, value: object): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(value));
  const box = await crypto.subtle.encrypt(sealing(staff, iv), await key(), text);
  await inSmallDb(DB, 'readwrite', (store) => store.put({ iv, box } satisfies Kept, staff));
}

/** Keep it for her in place of what was kept before; known when it, or something newer, is on disk. */
export function keepAside(staff: string, value: object): Promise<void> {
  wanted.set(staff, value);
  return written();
}

/** What was kept for her, null when nothing was or when it cannot be opened any more. */
export async function keptAside(staff: string): Promise<unknown> {
  await writing;
  const kept = (await inSmallDb(DB, 'readonly', (store) => store.get(staff))) as Kept | undefined;
  if (!kept) return null;
  const text = await crypto.subtle.decrypt(sealing(staff, kept.iv), await key(), kept.box).catch(() => null);
  return text && JSON.parse(new TextDecoder().decode(text));
}

/** Nothing is kept for her any more; without a name for nobody. */
export function dropAside(staff?: string): Promise<void> {
  if (staff === undefined) {
    clears = true;
    wanted.clear();
  } else {
    wanted.set(staff, null);
  }
  return written();
}
