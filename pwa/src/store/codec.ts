/**
 * The one way anything becomes a stored blob and back: AES-256-GCM under the key of its place. Sealing is
 * asynchronous and happens before a transaction opens, because awaiting WebCrypto inside one would let it commit on
 * its own. The blob is bound to its store, its place and its key's generation, so none can be put in another's place.
 *
 * A blob: form (1 byte), generation (4), IV (12, random), then what AES-GCM gives.
 */
import { DEVICE, KeysGone, keyFor, newestKey, storeOfKeys } from './keyring.ts';

export type Blob = Uint8Array<ArrayBuffer>;

/** Where a blob lies, and the name of the key that seals it. */
export interface Place {
  key: string;
  about: string;
  /** It lay under everybody's key once: blobs of that time are still opened with it. */
  was?: typeof DEVICE;
}

const OWN = 1;
/** Sealed under the key of everybody here, until somebody comes who holds the right one (see resealing.ts). */
const LENT = 2;
/** Under its own key, in a place that `was` under another. */
const MOVED = 3;
const HEAD = 5;
const IV = 12;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export async function seal(value: unknown, place: Place): Promise<Blob> {
  return sealText(JSON.stringify(value), place);
}

export async function unseal<T>(blob: Blob, place: Place): Promise<T> {
  return JSON.parse(await unsealText(blob, place)) as T;
}

/** Op texts are sealed as they are: the bytes made at save are the bytes sent. */
export async function sealText(text: string, place: Place): Promise<Blob> {
  return sealBytes(encoder.encode(text), place, place.key);
}

export async function unsealText(blob: Blob, place: Place): Promise<string> {
  return decoder.decode(await unsealBytes(blob, place));
}

/** Seal under the key of the place, or under everybody's where that key is not here and `lend` allows it. */
export async function sealBytes(bytes: Uint8Array<ArrayBuffer>, place: Place, key: string): Promise<Blob> {
  const newest = newestKey(key);
  if (!newest) throw new KeysGone(place.key);
  const { generation } = newest;
  const form = key !== place.key ? LENT : place.was ? MOVED : OWN;
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const params = { name: 'AES-GCM', iv, additionalData: bound(place, generation, form) };
  const sealed = await crypto.subtle.encrypt(params, newest.key, bytes);
  const blob = new Uint8Array(HEAD + IV + sealed.byteLength);
  blob[0] = form;
  new DataView(blob.buffer).setUint32(1, generation);
  blob.set(iv, HEAD);
  blob.set(new Uint8Array(sealed), HEAD + IV);
  return blob;
}

export async function unsealBytes(blob: Blob, place: Place): Promise<Blob> {
  const head = headOf(blob);
  if (!head) throw new Error('not a sealed blob');
  const { form, generation } = head;
  const key = keyFor(keyNameOf(form, place), generation);
  const iv = blob.subarray(HEAD, HEAD + IV);
  const params = { name: 'AES-GCM', iv, additionalData: bound(place, generation, form) };
  return new Uint8Array(await crypto.subtle.decrypt(params, key, blob.subarray(HEAD + IV)));
}

/** How a blob is sealed; null for one of the time before keys. */
export function headOf(blob: Blob): { form: number; generation: number } | null {
  const [form = 0] = blob;
  if (form < OWN || form > MOVED || blob.length < HEAD + IV) return null;
  return { form, generation: new DataView(blob.buffer, blob.byteOffset).getUint32(1) };
}

/** True for a blob under everybody's key in a place that has a key of its own. */
export function isLent(blob: Blob, place: Place): boolean {
  const head = headOf(blob);
  return head !== null && place.key !== DEVICE && keyNameOf(head.form, place) === DEVICE;
}

function keyNameOf(form: number, { key, was }: Place): string {
  return form === LENT || (form === OWN && was) ? DEVICE : key;
}

function bound({ about }: Place, generation: number, form: number): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${storeOfKeys()}|${about}|${generation}|${form}`);
}
