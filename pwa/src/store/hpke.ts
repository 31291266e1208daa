/** The one HPKE context of an unlock (RFC 9180, base mode). Fetched apart: nothing on the first screen needs it. */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { bytesOf } from './making.ts';
import type { SealingKey } from './wire.ts';

/** A fresh key, and what opens it at the server: enc (65 bytes) and the key as HPKE seals it (48). */
export async function newContext(
  tenant: string,
  { id, key }: SealingKey,
): Promise<{ head: Uint8Array<ArrayBuffer>; key: CryptoKey }> {
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
  const recipientPublicKey = await suite.kem.importKey('raw', bytesOf(key).buffer, true);
  const info = new TextEncoder().encode(`kayoi-seal|${tenant}|${id}`);
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const { enc, ct } = await suite.seal({ recipientPublicKey, info }, raw);
  const made = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt']);
  raw.fill(0);
  const head = new Uint8Array(enc.byteLength + ct.byteLength);
  head.set(new Uint8Array(enc));
  head.set(new Uint8Array(ct), enc.byteLength);
  return { head, key: made };
}
