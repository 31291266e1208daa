/**
 * The keys of who is at work, in memory only: a CryptoKey that no script can read out, gone with the page and at
 * every lock. Nothing here touches storage.
 */

/** A key as the server gives it. */
export interface ScopeKey {
  scope: string;
  generation: number;
  key: string;
  /** Who of this tablet may have it, too. */
  staff?: string[];
}

/** Under this name everybody on the tablet holds a key: what any of them must be able to send. */
export const DEVICE = 'device';
export const ownKey = (staff: string): string => `staff:${staff}`;

/** The keys left memory while something was at work with them: locked, or a colleague has opened hers. */
export class KeysGone extends Error {}

interface Ring {
  staff: string;
  /** What her slot is wrapped with, so that keys that come later can be added to it. */
  slot: CryptoKey;
  keys: Map<string, Map<number, CryptoKey>>;
  /** Opened by the number of the day of this session. */
  helps?: string | undefined;
  /** What she signs with, by writer. */
  pens: Map<number, CryptoKey>;
}

let ring: Ring | null = null;
let store = '';

/** From now on these are the keys, of this member of staff. */
export function holdKeys(staff: string, slot: CryptoKey, store_id: string, helps?: string): void {
  ring = { staff, slot, keys: new Map(), pens: new Map(), helps };
  store = store_id;
}

/** What tells one unlock from the next, also of the same member of staff. */
export function unlockNow(): object | null {
  return ring;
}

/** Gone with her keys. */
export function pensNow(): Map<number, CryptoKey> | null {
  return ring?.pens ?? null;
}

export function dropKeys(): void {
  ring = null;
}

/** Whose keys are in memory. */
export function keysOf(): string | null {
  return ring?.staff ?? null;
}

/** The session whose number of the day has opened them. */
export function helpsAt(): string | undefined {
  return ring?.helps;
}

/** What the slot of this member of staff is wrapped with. Throws KeysGone when she is not at work any more. */
export function slotKeyOf(staff: string): CryptoKey {
  if (ring?.staff !== staff) throw new KeysGone('not at work any more');
  return ring.slot;
}

export function storeOfKeys(): string {
  return store;
}

/** One key more for this member of staff; never for a colleague who has come to work meanwhile. */
export function addKey(staff: string, scope: string, generation: number, key: CryptoKey): void {
  if (ring?.staff !== staff) throw new KeysGone('not at work any more');
  const all = ring.keys.get(scope) ?? new Map<number, CryptoKey>();
  ring.keys.set(scope, all.set(generation, key));
}

export function removeKeys(scope: string): void {
  ring?.keys.delete(scope);
}

export function holdsKey(scope: string, generation?: number): boolean {
  const all = ring?.keys.get(scope);
  return all !== undefined && (generation === undefined || all.has(generation));
}

/** Names of all keys held, with the generation that seals. */
export function heldKeys(): Map<string, number> {
  return new Map([...(ring?.keys ?? [])].map(([scope, all]) => [scope, Math.max(...all.keys())]));
}

export function keyFor(scope: string, generation: number): CryptoKey {
  const key = ring?.keys.get(scope)?.get(generation);
  if (!key) throw new KeysGone(`no key ${generation}`);
  return key;
}

/** The key that seals: of several generations the newest. */
export function newestKey(scope: string): { generation: number; key: CryptoKey } | null {
  const all = ring?.keys.get(scope);
  if (!all) return null;
  const generation = Math.max(...all.keys());
  return { generation, key: all.get(generation) as CryptoKey };
}
