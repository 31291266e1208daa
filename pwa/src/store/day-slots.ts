/** What a nurse's tablet makes for each supporter of a session: a slot for the number of the day, a pen. */
import { about } from './access.ts';
import { type Blob, seal } from './codec.ts';
import { transact } from './db.ts';
import { newKdf, slotKey } from './kdf.ts';
import { addKey, holdsKey, removeKeys, type ScopeKey } from './keyring.ts';
import { newBox } from './mailbox.ts';
import { memory, type UserBlob } from './memory.ts';
import type { StoredUser } from './schema.ts';
import { infoOf, openKey, type StoredSlot, slotId, wrapKey } from './slots.ts';
import type { Identity, Staff } from './types.ts';
import { keysFor } from './users.ts';
import type { ReadyReply, WriterGrant } from './wire.ts';

const DIGITS = 6;
const MOST = 10 ** DIGITS;
/** The highest multiple of MOST that a random word reaches: above it some numbers would come more often. */
const FAIR = Math.floor(2 ** 32 / MOST) * MOST;

/** The number of the day. */
export function newNumber(): string {
  for (;;) {
    const [word = FAIR] = crypto.getRandomValues(new Uint32Array(1));
    if (word < FAIR) return String(word % MOST).padStart(DIGITS, '0');
  }
}

/** Her slot of this session, where the number has made it and it lacks no key. */
export async function goodSlot(
  staff: string,
  session: string,
  keys: ScopeKey[],
): Promise<StoredSlot | undefined> {
  const slot = await transact('r', (tables) => tables.slots.get(slotId(staff, session)));
  const has = (key: ScopeKey) =>
    slot?.keys.some((one) => one.scope === key.scope && one.generation === key.generation);
  return keys.every(has) ? slot : undefined;
}

export async function daySlot(
  staff: string,
  session: string,
  keys: ScopeKey[],
  number: string,
): Promise<StoredSlot> {
  const { store_id } = memory.facts;
  const id = slotId(staff, session);
  const kdf = newKdf();
  const slot = await slotKey(number, kdf, infoOf(id, store_id));
  const wrapped = await Promise.all(keys.map((key) => wrapKey(slot, id, store_id, key)));
  const box = await newBox(slot, infoOf(id, store_id));
  return { staff: id, kdf, box, keys: wrapped, mailed: [], misses: 0, wait_until: 0 };
}

/** What is sealed for somebody else takes her keys, for as long as it takes. */
export async function withKeys<T>(mine: string, keys: ScopeKey[], work: () => Promise<T>): Promise<T> {
  const lent = keys.filter(({ scope }) => !holdsKey(scope));
  for (const one of lent) addKey(mine, one.scope, one.generation, await openKey(one));
  try {
    return await work();
  } finally {
    for (const { scope } of lent) removeKeys(scope);
  }
}

export interface Pen {
  user: StoredUser;
  writer: WriterGrant;
  blob: Blob;
}

/** A supporter as this tablet knows her: by name, with a pen, and no name to sign in under. */
export async function penOf(
  staff: Staff,
  writer: WriterGrant,
  reply: ReadyReply,
  me: Identity,
): Promise<Pen> {
  const { tenant, device } = me;
  const none = { grants: [], areas: [], scopes: [], vapid_key: null, login: '' };
  const identity: Identity = {
    staff,
    tenant,
    device,
    roles: ['supporter'],
    writer_no: writer.writer_no,
    ...none,
  };
  const user: StoredUser = {
    staff: staff.id,
    complete: true,
    // Her work counts as shown when whoever holds the area has received it.
    scopes: [`area:${reply.session.area}`],
    door: { login: '', name: staff.name, job: staff.job },
    blob: await seal({ identity, sealing: reply.sealing ?? null } satisfies UserBlob, about.user(staff.id)),
    pin: null,
  };
  return {
    user,
    writer,
    blob: await seal(keysFor(writer), about.writer({ writer_no: writer.writer_no, staff: staff.id })),
  };
}
