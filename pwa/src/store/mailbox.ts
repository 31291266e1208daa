/**
 * Keys for a colleague whose slot is shut: sealed to the public half of a pair whose private half only her passphrase
 * opens. So when somebody here loses an area, the others find its new key in their slots, also without a signal.
 */
import type { Blob } from './codec.ts';
import { bytesOf } from './making.ts';

const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const KEY = { name: 'AES-GCM', length: 256 };

/** A slot's pair: the private half under the slot's own key. */
export interface Box {
  open: Blob;
  iv: Blob;
  shut: Blob;
}
/** One key in the box, with the public half of the pair that was made for it alone. */
export interface Mailed {
  scope: string;
  generation: number;
  from: Blob;
  iv: Blob;
  wrapped: Blob;
}

export async function newBox(slot: CryptoKey, about: string): Promise<Box> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ['deriveKey']);
  const shut = await crypto.subtle.exportKey('pkcs8', pair.privateKey);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const params = { name: 'AES-GCM', iv, additionalData: bytes(`box|${about}`) };
  return {
    open: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
    iv,
    shut: new Uint8Array(await crypto.subtle.encrypt(params, slot, shut)),
  };
}

/** Lay a key into a colleague's box. */
export async function mail(
  box: Box,
  about: string,
  { scope, generation, key }: { scope: string; generation: number; key: string },
): Promise<Mailed> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['deriveKey']);
  const theirs = await crypto.subtle.importKey('raw', box.open, CURVE, false, []);
  const from = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const shared = await shareOf(pair.privateKey, theirs, from);
  const params = { name: 'AES-GCM', iv, additionalData: bytes(`mail|${about}|${scope}|${generation}`) };
  const wrapped = new Uint8Array(await crypto.subtle.encrypt(params, shared, bytesOf(key)));
  return { scope, generation, from, iv, wrapped };
}

/** What lies in her box; a letter that cannot be opened is none. */
export async function openBox(
  box: Box,
  letters: Mailed[],
  slot: CryptoKey,
  about: string,
): Promise<[Mailed, CryptoKey][]> {
  if (letters.length === 0) return [];
  const params = { name: 'AES-GCM', iv: box.iv, additionalData: bytes(`box|${about}`) };
  const own = await crypto.subtle.unwrapKey('pkcs8', box.shut, slot, params, CURVE, false, ['deriveKey']);
  const opened = await Promise.all(letters.map((one) => openOne(own, one, about).catch(() => null)));
  return letters.flatMap((one, i): [Mailed, CryptoKey][] => {
    const key = opened[i];
    return key ? [[one, key]] : [];
  });
}

async function openOne(
  own: CryptoKey,
  { scope, generation, from, iv, wrapped }: Mailed,
  about: string,
): Promise<CryptoKey> {
  const theirs = await crypto.subtle.importKey('raw', from, CURVE, false, []);
  const shared = await shareOf(own, theirs, from);
  const params = { name: 'AES-GCM', iv, additionalData: bytes(`mail|${about}|${scope}|${generation}`) };
  return crypto.subtle.unwrapKey('raw', wrapped, shared, params, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

async function shareOf(own: CryptoKey, theirs: CryptoKey, from: Blob): Promise<CryptoKey> {
  const agreed = { name: 'ECDH', public: theirs };
  const secret = await crypto.subtle.deriveKey(agreed, own, { name: 'HKDF' }, false, ['deriveKey']);
  const params = { name: 'HKDF', hash: 'SHA-256', salt: from, info: bytes('kayoi-mailbox') };
  return crypto.subtle.deriveKey(params, secret, KEY, false, ['encrypt', 'unwrapKey']);
}

const bytes = (text: string): Blob => new TextEncoder().encode(text);
