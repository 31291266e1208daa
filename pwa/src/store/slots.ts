/**
 * A slot a member of staff: the keys she holds on this tablet, wrapped with what her passphrase gives. Opening one
 * needs no signal. Misses are counted on disk before a guess is looked at, and reloading shortens no wait.
 */
import type { Blob } from './codec.ts';
import { isQuota, transact } from './db.ts';
import { type Kdf, newKdf, slotKey } from './kdf.ts';
import { addKey, holdKeys, holdsKey, keysOf, type ScopeKey, slotKeyOf } from './keyring.ts';
import { type Box, type Mailed, mail, newBox, openBox } from './mailbox.ts';
import { bytesOf } from './making.ts';
import type { KayoiDb } from './schema.ts';

export interface WrappedKey {
  scope: string;
  generation: number;
  iv: Blob;
  wrapped: Blob;
}
export interface StoredSlot {
  /** Whose it is; one that the number of the day opens says of which session, too (`slotId`). */
  staff: string;
  kdf: Kdf;
  keys: WrappedKey[];
  box: Box;
  mailed: Mailed[];
  misses: number;
  /** Until when no guess is looked at, in milliseconds. */
  wait_until: number;
}

const FREE = 5;
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 15 * 60_000;

export type Opened =
  | { opened: true }
  | { opened: false; why: 'no-slot' | 'wait' | 'wrong'; wait_s: number; tries_left: number };

/** One by her passphrase, and one more for each session she helps at. */
export const slotId = (staff: string, helps?: string): string => (helps ? `${staff}@${helps}` : staff);

/** Try a passphrase on somebody's slot, or a number of the day; when it fits, her keys are in memory. */
export async function openSlot(
  staff: string,
  passphrase: string,
  store_id: string,
  helps?: string,
): Promise<Opened> {
  const id = slotId(staff, helps);
  const slot = await transact('r', (tables) => tables.slots.get(id));
  if (!slot?.keys.length) return { opened: false, why: 'no-slot', wait_s: 0, tries_left: 0 };
  const guess = await onFullStorage(countGuess(id), slot);
  if (!guess) return { opened: false, why: 'wait', wait_s: waitOf(slot), tries_left: 0 };
  const key = await slotKey(passphrase, slot.kdf, infoOf(id, store_id));
  const keys = await unwrapAll(slot, key, store_id).catch(() => null);
  if (!keys) {
    const wait_s = waitOf(guess);
    return { opened: false, why: wait_s > 0 ? 'wait' : 'wrong', wait_s, tries_left: FREE - guess.misses };
  }
  await onFullStorage(forgetMisses(id), undefined);
  holdKeys(staff, key, store_id, helps);
  for (const [{ scope, generation }, opened] of keys) addKey(staff, scope, generation, opened);
  if (!helps) await takeMail(slot, key, store_id);
  return { opened: true };
}

/** One guess more, on disk before it is looked at: another window, or a reload, has it counted already. */
async function countGuess(staff: string): Promise<StoredSlot | null> {
  return transact('rw', async (tables) => {
    const slot = await tables.slots.get(staff);
    if (!slot || waitOf(slot) > 0) return null;
    const misses = slot.misses + 1;
    const wait = misses < FREE ? 0 : Math.min(FIRST_WAIT_MS * 2 ** (misses - FREE), LONGEST_WAIT_MS);
    const counted = { ...slot, misses, wait_until: wait === 0 ? 0 : Date.now() + wait };
    await tables.slots.put(counted);
    return counted;
  });
}

async function forgetMisses(staff: string): Promise<void> {
  await transact('rw', (tables) => tables.slots.update(staff, { misses: 0, wait_until: 0 }));
}

/** A full storage must not shut her out of what she has not sent: then a guess is not counted. */
async function onFullStorage<T>(work: Promise<T>, instead: T): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isQuota(error)) throw error;
    return instead;
  }
}

/** Seconds still to wait; a clock that was turned back makes it no longer than the longest wait. */
function waitOf({ wait_until }: StoredSlot): number {
  const left = Math.min(wait_until - Date.now(), LONGEST_WAIT_MS);
  return left > 0 ? Math.ceil(left / 1000) : 0;
}

async function takeMail(slot: StoredSlot, key: CryptoKey, store_id: string): Promise<void> {
  const fresh = slot.mailed.filter(({ scope, generation }) => !holdsKey(scope, generation));
  const letters = await openBox(slot.box, fresh, key, infoOf(slot.staff, store_id)).catch(() => []);
  for (const [{ scope, generation }, opened] of letters) addKey(slot.staff, scope, generation, opened);
}

export type NewSlot = Pick<StoredSlot, 'kdf' | 'box'>;

/** Make the slot for a passphrase that the server has taken; what it opened before under another one is gone. */
export async function makeSlot(staff: string, passphrase: string, store_id: string): Promise<NewSlot> {
  const kdf = newKdf();
  const info = infoOf(staff, store_id);
  const key = await slotKey(passphrase, kdf, info);
  holdKeys(staff, key, store_id);
  return { kdf, box: await newBox(key, info) };
}

/** Take keys of the server into memory, and wrap those that the slot lacks. */
export async function takeKeys(staff: string, given: ScopeKey[], store_id: string): Promise<WrappedKey[]> {
  const fresh = given.filter(({ scope, generation }) => !holdsKey(scope, generation));
  return Promise.all(
    fresh.map(async (one) => {
      const wrapped = await wrapKey(slotKeyOf(staff), staff, store_id, one);
      addKey(staff, one.scope, one.generation, await openKey(one));
      return wrapped;
    }),
  );
}

/** A key of the server under the key of a slot. */
export async function wrapKey(
  slot: CryptoKey,
  id: string,
  store_id: string,
  { scope, generation, key }: ScopeKey,
): Promise<WrappedKey> {
  const raw = bytesOf(key);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const params = { name: 'AES-GCM', iv, additionalData: bound(id, store_id, scope, generation) };
  const wrapped = new Uint8Array(await crypto.subtle.encrypt(params, slot, raw));
  raw.fill(0);
  return { scope, generation, iv, wrapped };
}

export function openKey({ key }: ScopeKey): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytesOf(key), 'AES-GCM', false, USES);
}

/** Inside a transaction: the slot with these keys more. `kdf`: a new slot. `keeps`: scopes whose keys stay in it. */
export async function putSlot(
  tables: KayoiDb,
  staff: string,
  fresh: WrappedKey[],
  keeps: ReadonlySet<string>,
  made: NewSlot | null,
): Promise<void> {
  const known = await tables.slots.get(staff);
  const base = made ? { ...made, keys: [], mailed: [] } : known;
  if (!base) return;
  const { kdf, box } = base;
  const stays = ({ scope }: { scope: string }) => keeps.has(scope);
  const keys = [...base.keys.filter(stays), ...fresh];
  await tables.slots.put({
    staff,
    kdf,
    box,
    keys,
    mailed: base.mailed.filter(stays),
    misses: 0,
    wait_until: 0,
  });
}

/** Letters for the colleagues here who may have these keys and lack them. */
export async function mailFor(
  staff: string,
  given: ScopeKey[],
  store_id: string,
): Promise<Map<string, Mailed[]>> {
  const slots = await transact('r', (tables) => tables.slots.toArray());
  const post = new Map<string, Mailed[]>();
  for (const slot of slots.filter((one) => one.staff !== staff)) {
    const may = given.filter((key) => key.staff?.includes(slot.staff) && lacks(slot, key));
    const about = infoOf(slot.staff, store_id);
    if (may.length > 0) post.set(slot.staff, await Promise.all(may.map((key) => mail(slot.box, about, key))));
  }
  return post;
}

/** Inside a transaction. */
export async function deliver(tables: KayoiDb, post: ReadonlyMap<string, Mailed[]>): Promise<void> {
  for (const [staff, letters] of post) {
    const slot = await tables.slots.get(staff);
    const fresh = slot ? letters.filter((letter) => lacks(slot, letter)) : [];
    if (slot && fresh.length > 0) await tables.slots.update(staff, { mailed: [...slot.mailed, ...fresh] });
  }
}

function lacks(
  { keys, mailed }: StoredSlot,
  { scope, generation }: { scope: string; generation: number },
): boolean {
  return ![...keys, ...mailed].some((one) => one.scope === scope && one.generation === generation);
}

/** Another window of this tablet has been given keys: they are in the slot, which is open here, too. */
export async function refreshKeys(store_id: string): Promise<void> {
  const staff = keysOf();
  const slot = staff ? await transact('r', (tables) => tables.slots.get(staff)) : undefined;
  if (!slot || keysOf() !== staff) return;
  const lacking = slot.keys.filter(({ scope, generation }) => !holdsKey(scope, generation));
  const key = slotKeyOf(slot.staff);
  const opened = await unwrapAll({ ...slot, keys: lacking }, key, store_id).catch(() => []);
  for (const [{ scope, generation }, one] of opened) addKey(slot.staff, scope, generation, one);
  await takeMail(slot, key, store_id);
}

const USES: KeyUsage[] = ['encrypt', 'decrypt'];

/** All or nothing: a passphrase that does not fit opens none. */
async function unwrapAll(
  { staff, keys }: StoredSlot,
  slot: CryptoKey,
  store_id: string,
): Promise<[WrappedKey, CryptoKey][]> {
  return Promise.all(
    keys.map(async (one): Promise<[WrappedKey, CryptoKey]> => {
      const { scope, generation, iv, wrapped } = one;
      const params = { name: 'AES-GCM', iv, additionalData: bound(staff, store_id, scope, generation) };
      return [one, await crypto.subtle.unwrapKey('raw', wrapped, slot, params, 'AES-GCM', false, USES)];
    }),
  );
}

export const infoOf = (staff: string, store_id: string): string => `kayoi-slot|${store_id}|${staff}`;

function bound(staff: string, store_id: string, scope: string, generation: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`slot|${store_id}|${staff}|${scope}|${generation}`);
}
