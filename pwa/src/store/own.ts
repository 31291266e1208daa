/** The tablet's own key: made here, non-extractable, in a database of its own that outlives the register's. */
import { base64url } from './making.ts';
import { inSmallDb } from './small-db.ts';

/** Enrolled when `id` is set; before that the key of an enrolment under way, so that it may be asked for again. */
export interface Own {
  id: string;
  label: string;
  key: CryptoKey;
  public_key: string;
}

const NAME = 'kayoi-device';
const STORE = 'own';
const KEY = 'key';
const P256 = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

const inStore = <T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>) =>
  inSmallDb({ name: NAME, store: STORE }, mode, work);

/** What this tablet is enrolled as, or null. */
export async function ownDevice(): Promise<Own | null> {
  const own = await held();
  return own?.id ? own : null;
}

async function held(): Promise<Own | null> {
  if (typeof indexedDB === 'undefined') return null;
  return ((await inStore('readonly', (store) => store.get(KEY))) as Own | undefined) ?? null;
}

/** The key to enrol with: that of an enrolment whose reply was lost, otherwise a new one. Kept before it is used. */
export async function keyToEnrol(): Promise<Own> {
  const known = await held();
  if (known && !known.id) return known;
  const pair = await crypto.subtle.generateKey(P256, false, ['sign', 'verify']);
  const point = await crypto.subtle.exportKey('raw', pair.publicKey);
  const own = { id: '', label: '', key: pair.privateKey, public_key: base64url(new Uint8Array(point)) };
  await inStore('readwrite', (store) => store.put(own, KEY));
  return own;
}

/** The server has enrolled this key as a device. */
export async function enrolledAs(own: Own, device: { id: string; label: string }): Promise<void> {
  await inStore('readwrite', (store) => store.put({ ...own, id: device.id, label: device.label }, KEY));
}

/** Sign a text with the tablet's key. */
export async function signed(own: Own, text: string): Promise<string> {
  const raw = await crypto.subtle.sign(SIGNING, own.key, new TextEncoder().encode(text));
  return base64url(new Uint8Array(raw));
}

/** Forget the key: the tablet has to be enrolled anew. */
export async function forgetOwn(): Promise<void> {
  if (typeof indexedDB !== 'undefined') await inStore('readwrite', (store) => store.clear());
}
