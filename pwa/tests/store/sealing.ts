/** The server's half of sealing, for tests: its key pair, and what it opens. */
import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { base64url, bytesOf } from '../../src/store/making.ts';
import type { PushBody, SealedWire, SealingKey } from '../../src/store/wire.ts';

const HEAD = 113;
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

export async function newPair(id: number): Promise<{ told: SealingKey; open: CryptoKey }> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const point = await crypto.subtle.exportKey('raw', pair.publicKey);
  return { told: { id, key: base64url(new Uint8Array(point)) }, open: pair.privateKey };
}

/** One tenant's keys. */
export const KEYS = new Map([1, 2].map((id) => [id, newPair(id)]));
export const told = async (id = 1): Promise<SealingKey> => (await pairOf(id)).told;

async function pairOf(id: number) {
  const pair = await KEYS.get(id);
  if (!pair) throw new Error('no such key');
  return pair;
}

export async function opened(
  { seal_key_id, sealed }: SealedWire,
  store_id: string,
  place: string,
  tenant = 't',
  recipientKey?: CryptoKey,
): Promise<string> {
  const key = recipientKey ?? (await pairOf(seal_key_id)).open;
  const raw = bytesOf(sealed);
  const info = new TextEncoder().encode(`kayoi-seal|${tenant}|${seal_key_id}`);
  const [enc, ct] = [raw.slice(0, 65), raw.slice(65, HEAD)];
  const context = await suite.open({ recipientKey: key, enc, info }, ct);
  const aes = await crypto.subtle.importKey('raw', context, 'AES-GCM', false, ['decrypt']);
  const additionalData = new TextEncoder().encode(`${store_id}|${place}|${seal_key_id}`);
  const params = { name: 'AES-GCM', iv: raw.slice(HEAD, HEAD + 12), additionalData };
  return new TextDecoder('utf-8', { fatal: true }).decode(
    await crypto.subtle.decrypt(params, aes, raw.slice(HEAD + 12)),
  );
}

/** A push as if everything in it had come in the clear. */
export type ClearPush = Omit<PushBody, 'ops'> & { ops: [seq: number, mac: string, text: string][] };

export async function inTheClear(body: PushBody): Promise<ClearPush> {
  const ops = body.ops.map(async ([seq, mac, text]): Promise<[number, string, string]> => {
    if (typeof text === 'string') return [seq, mac, text];
    return [seq, mac, await opened(text, body.store_id, `op/${body.writer_no}.${seq}`)];
  });
  return { ...body, ops: await Promise.all(ops) };
}
