/**
 * What is not sent yet is also sealed to the server itself, so that whoever is on line with this tablet can send it and
 * nobody here can read it. One HPKE context an unlock: its key seals everything until the next lock, in any order.
 * A piece carries the context's head itself, so that no damaged piece costs another one.
 */
import type { Blob, Place } from './codec.ts';
import { keysOf, storeOfKeys, unlockNow } from './keyring.ts';
import { base64url } from './making.ts';
import type { SealedWire, SealingKey } from './wire.ts';

/** A sealed piece as it is kept: head of the context, IV, what AES-GCM gives. */
export interface Sealed {
  key_id: number;
  bytes: Blob;
}
interface Context {
  unlock: object;
  staff: string;
  tenant: string;
  to: SealingKey;
  made: Promise<{ head: Uint8Array; key: CryptoKey } | null>;
}

const IV = 12;
let context: Context | null = null;

/** From now on what she files is sealed to this key of the server; to none, as long as that is not known. */
export function sealTo(tenant: string, to: SealingKey | null | undefined): void {
  const [unlock, staff] = [unlockNow(), keysOf()];
  if (!unlock || staff === null) return;
  if (context?.unlock === unlock && context.to.id === to?.id) return;
  if (!to) {
    context = null;
    return;
  }
  const made = import('./hpke.ts').then(({ newContext }) => newContext(tenant, to)).catch(() => null);
  context = { unlock, staff, tenant, to, made };
}

export function isSealingTo(key_id: number | undefined): boolean {
  return key_id === undefined || (context?.staff === keysOf() && context.to.id === key_id);
}

/** Whether what is filed now can be sealed. */
export async function maySeal(): Promise<boolean> {
  return (await present()) !== null;
}

/** The context of this unlock. Her passphrase at the curtain is an unlock, too. */
async function present() {
  if (context && context.staff === keysOf()) sealTo(context.tenant, context.to);
  if (!context || context.unlock !== unlockNow()) return null;
  const { to, made } = context;
  const whole = await made;
  return whole && { key_id: to.id, ...whole };
}

/** A text for the server; undefined while its key is not known here: then it is sealed later (resealing.ts). */
export async function sealedText(text: string, { about }: Place): Promise<Sealed | undefined> {
  const now = await present();
  if (!now) return undefined;
  const iv = crypto.getRandomValues(new Uint8Array(IV));
  const encoder = new TextEncoder();
  const additionalData = encoder.encode(`${storeOfKeys()}|${about}|${now.key_id}`);
  const params = { name: 'AES-GCM', iv, additionalData };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(params, now.key, encoder.encode(text)));
  const bytes = new Uint8Array(now.head.length + IV + sealed.length);
  bytes.set(now.head);
  bytes.set(iv, now.head.length);
  bytes.set(sealed, now.head.length + IV);
  return { key_id: now.key_id, bytes };
}

export function onWire({ key_id, bytes }: Sealed): SealedWire {
  return { seal_key_id: key_id, sealed: base64url(bytes) };
}
