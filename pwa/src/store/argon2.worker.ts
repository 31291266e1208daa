/**
 * Argon2id in a worker of its own, so that typing and drawing go on. WebCrypto has no Argon2id and PBKDF2 costs a
 * thief far less for the same wait; hash-wasm is one dependency-free WebAssembly file (docs/adr/0008). Only this
 * file needs `wasm-unsafe-eval`, and only its own answer of the server allows it.
 */
import { argon2id } from 'hash-wasm';
import type { KdfAsked } from './kdf.ts';

addEventListener('message', ({ data }: MessageEvent<KdfAsked>) => void answer(data));

async function answer({ passphrase, kdf, info }: KdfAsked): Promise<void> {
  const reply = postMessage as (key: CryptoKey | null) => void;
  try {
    const raw = await argon2id({
      password: passphrase,
      salt: kdf.salt,
      memorySize: kdf.m,
      iterations: kdf.t,
      parallelism: kdf.p,
      hashLength: 32,
      outputType: 'binary',
    });
    reply(await slotKeyOf(new Uint8Array(raw), info));
  } catch {
    reply(null);
  }
}

async function slotKeyOf(raw: Uint8Array<ArrayBuffer>, info: string): Promise<CryptoKey> {
  const secret = await crypto.subtle.importKey('raw', raw, 'HKDF', false, ['deriveKey']);
  raw.fill(0);
  const params = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(0),
    info: new TextEncoder().encode(info),
  };
  return crypto.subtle.deriveKey(params, secret, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
    'unwrapKey',
  ]);
}
