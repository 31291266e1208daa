/** From a passphrase to the key of a slot: Argon2id in a worker, then HKDF. The page itself never sees the bytes. */
import type { Blob } from './codec.ts';

/** Kept with the slot, so that they can be raised later. */
export interface Kdf {
  name: 'argon2id';
  /** KiB. */
  m: number;
  t: number;
  p: number;
  salt: Blob;
}
export interface KdfAsked {
  passphrase: string;
  kdf: Kdf;
  /** What the key is for. */
  info: string;
}

type Derive = (asked: KdfAsked) => Promise<CryptoKey>;

let derive: Derive = inWorker;
let worker: Worker | null = null;

export function newKdf(): Kdf {
  return { name: 'argon2id', m: 19 * 1024, t: 2, p: 1, salt: crypto.getRandomValues(new Uint8Array(16)) };
}

/** One form for what different keyboards type, as the server has it. */
export function slotKey(passphrase: string, kdf: Kdf, info: string): Promise<CryptoKey> {
  return derive({ passphrase: passphrase.normalize('NFKC'), kdf, info });
}

/** Tests bring their own: a test process has no workers of a browser. */
export function useDerive(other: Derive): void {
  derive = other;
}

/** Called when somebody is about to type: the worker is there by the time she has done so. */
export function prepareKdf(): void {
  if (typeof Worker === 'undefined') return;
  worker ??= new Worker(new URL('./argon2.worker.ts', import.meta.url), { type: 'module', name: 'argon2' });
}

function inWorker(asked: KdfAsked): Promise<CryptoKey> {
  prepareKdf();
  const running = worker;
  if (!running) return Promise.reject(new Error('no worker'));
  worker = null;
  return new Promise<CryptoKey>((resolve, reject) => {
    running.onmessage = ({ data }: MessageEvent<CryptoKey | null>) =>
      data ? resolve(data) : reject(new Error('argon2id failed'));
    running.onerror = () => reject(new Error('the argon2id worker did not start'));
    running.postMessage(asked);
  }).finally(() => running.terminate());
}
