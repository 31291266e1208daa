/** Who works on this tablet: each member of staff keeps her identity, her writer and her unsent work. */
import { about } from './access.ts';
import { type Blob, seal } from './codec.ts';
import { recount } from './counting.ts';
import { transact } from './db.ts';
import { rebuildIndex } from './indexing.ts';
import { dropKeys, heldKeys, keysOf, type ScopeKey } from './keyring.ts';
import { loadAll, readFacts } from './load.ts';
import { memory, type UserBlob, type WriterKeys } from './memory.ts';
import { forgetPens } from './pens.ts';
import { forgetPin, loadPin } from './pin.ts';
import { countProgress } from './progress.ts';
import { feedReset } from './reset.ts';
import { takenBack } from './resident.ts';
import type { KayoiDb, StoredUser, StoredWriter, StoreFacts } from './schema.ts';
import { dropScopes } from './scopes.ts';
import { isSealingTo } from './sealing.ts';
import {
  deliver,
  mailFor,
  makeSlot,
  type NewSlot,
  type Opened,
  openSlot,
  putSlot,
  takeKeys,
  type WrappedKey,
} from './slots.ts';
import { tell } from './tabs.ts';
import { named, noteTown } from './town.ts';
import type { Identity } from './types.ts';
import type { SessionReply, WriterGrant } from './wire.ts';

const DEVICE_ID = 'kayoi-device';
const FIELD_ROLES = ['nurse', 'supporter'];

/** What a sign-in tells the server about this tablet. */
export function enrolment(): { store_id: string; device_id: string | null } {
  return {
    store_id: memory.facts.store_id,
    device_id: memory.facts.device?.id ?? localStorage.getItem(named(DEVICE_ID)),
  };
}

/** This store is for this town, from before its first sign-in on. */
export async function belongsTo(town: { uid: string; name: string }): Promise<void> {
  noteTown(town);
  await updateFacts({ tenant: town.uid });
}

/** How she signed in: with what, and for which name. */
export interface Typed {
  login: string;
  passphrase: string;
  /** It has opened her slot just now. */
  opens?: boolean;
}

/** Take in a successful sign-in, or newer rights and keys of who is at work (`writer` and `typed` absent then). */
export async function signedIn(reply: SessionReply, typed?: Typed): Promise<Identity> {
  if (!typed && isKnown(reply)) return memory.identity as Identity;
  const staff = reply.staff.id;
  const login = typed?.login ?? memory.users.get(staff)?.login ?? '';
  const field = reply.roles.some((role) => FIELD_ROLES.includes(role));
  const writer = field ? (reply.writer ?? null) : null;
  const keeps = field && (reply.keys ?? []).length > 0;
  const identity = identityOf(reply, login, writer?.writer_no ?? memory.identity?.writer_no ?? null);
  const sealing = reply.sealing ?? null;
  const slot = keeps ? await slotFor(staff, reply.keys ?? [], typed) : null;
  if (!keeps) dropKeys();
  const changes: Changes = {
    user: {
      door: { login, name: reply.staff.name, job: reply.staff.job },
      ...(keeps ? {} : { office: { ...identity, writer_no: null } }),
      blob: keeps
        ? await seal({ identity, sealing } satisfies UserBlob, about.user(staff))
        : new Uint8Array(0),
    },
    slot,
    writer,
    keys: writer && (await seal(keysFor(writer), about.writer({ ...writer, staff }))),
  };
  if (typed) await takenBack();
  const before = memory.feed.epoch;
  await transact('rw', (tables) => keep(tables, reply, identity, changes));
  forgetPens();
  if (reply.device) localStorage.setItem(named(DEVICE_ID), reply.device.id);
  memory.facts = (await transact('r', readFacts)).facts ?? memory.facts;
  if (keeps) await sealOld();
  if (before !== '' && before !== reply.epoch) await feedReset(reply.epoch);
  await reloaded();
  if (keeps) resealLater();
  return memory.identity ?? identity;
}

/** Nothing of it is news: nothing is written, nothing drawn anew. */
function isKnown(reply: SessionReply): boolean {
  const { identity, feed } = memory;
  if (!identity || identity.staff.id !== reply.staff.id || feed.epoch !== reply.epoch) return false;
  const held = heldKeys();
  const fresh = (reply.keys ?? []).some(({ scope, generation }) => (held.get(scope) ?? 0) < generation);
  const same = identityOf(reply, identity.login, identity.writer_no);
  const sealing = isSealingTo(reply.sealing?.id);
  return !fresh && sealing && JSON.stringify(same) === JSON.stringify(identity);
}

interface Slot {
  fresh: WrappedKey[];
  made: NewSlot | null;
  /** For colleagues whose slots are shut. */
  post: Awaited<ReturnType<typeof mailFor>>;
}

/** Her keys in memory and what her slot lacks. A passphrase that does not open the old slot gets a new one. */
async function slotFor(staff: string, given: ScopeKey[], typed: Typed | undefined): Promise<Slot> {
  const { store_id } = memory.facts;
  let made: NewSlot | null = null;
  if (typed && !(typed.opens && keysOf() === staff)) {
    const opened = await openSlot(staff, typed.passphrase, store_id);
    if (!opened.opened) made = await makeSlot(staff, typed.passphrase, store_id);
  }
  const fresh = await takeKeys(staff, given, store_id);
  return { fresh, made, post: await mailFor(staff, given, store_id) };
}

interface Changes {
  user: Pick<StoredUser, 'door' | 'office' | 'blob'>;
  slot: Slot | null;
  writer: WriterGrant | null;
  keys: Blob | null;
}

/** The one transaction of a sign-in. */
async function keep(
  tables: KayoiDb,
  reply: SessionReply,
  identity: Identity,
  { user, slot, writer, keys }: Changes,
): Promise<void> {
  const staff = reply.staff.id;
  const { feed, facts } = await readFacts(tables);
  if (!feed || !facts) throw new Error('the store has no facts');
  if (facts.tenant !== '' && facts.tenant !== reply.tenant.uid) throw new Error('a reply for another town');
  const known = await tables.users.get(staff);
  if (known) await dropScopes(tables, feed, known, identity.scopes);
  if (feed.epoch === '') feed.epoch = reply.epoch;
  const { scopes } = identity;
  const pin = known?.pin === undefined ? {} : { pin: known.pin };
  await tables.users.put({ staff, complete: known?.complete ?? false, scopes, ...user, ...pin });
  if (writer && keys) await putWriter(tables, staff, writer, keys);
  if (slot) {
    const leaving = (await tables.leaving.toArray()).map(({ scope }) => scope);
    const given = (reply.keys ?? []).map(({ scope }) => scope);
    await putSlot(tables, staff, slot.fresh, new Set([...given, ...leaving]), slot.made);
    await deliver(tables, slot.post);
  }
  await tables.meta.put({ key: 'feed', value: feed });
  const device = reply.device ?? facts.device;
  const { uid: tenant, demo } = reply.tenant;
  const now = { tenant, demo, user: staff, session: staff, device, goodbye: false };
  await tables.meta.put({ key: 'store', value: { ...facts, ...now, ...begun(facts) } });
}

/** Keys that come to a store of this time have nothing older under their name. */
function begun({ sealed }: StoreFacts): Pick<StoreFacts, 'sealed'> {
  return sealed ? { sealed: { ...Object.fromEntries(heldKeys()), ...sealed } } : {};
}

/** A store of the time before keys is sealed before anything else. What does that is seldom needed, and fetched then. */
async function sealOld(): Promise<void> {
  if (!memory.facts.sealed) await (await import('./resealing.ts')).resealAll();
}

/** When there is time; at the next unlock, if it cannot be had now. */
function resealLater(): void {
  void import('./resealing.ts').then(
    (resealing) => resealing.resealLater(),
    () => undefined,
  );
}

/** Open what she keeps here with her passphrase, or the number of the day; no signal is needed. */
export async function unlock(staff: string, passphrase: string, helps?: string): Promise<Opened> {
  const came = await openSlot(staff, passphrase, memory.facts.store_id, helps);
  if (!came.opened) return came;
  performance.mark('keys-here');
  if (memory.facts.user !== staff) await updateFacts({ user: staff });
  await takenBack();
  await sealOld();
  await reloaded();
  resealLater();
  return came;
}

/** The keys leave memory, and with them all that was drawn with them. What is on the tablet stays. */
export async function lock(): Promise<void> {
  if (keysOf() === null) return;
  dropKeys();
  forgetPin();
  await reloaded('lock');
}

/** Nobody is signed in. Outbox, drafts and register stay where they are. */
export async function signedOut(heard: boolean): Promise<void> {
  dropKeys();
  forgetPin();
  await updateFacts({ user: null, goodbye: !heard, ...(heard ? { session: null } : {}) });
  await reloaded();
}

/** The server has heard of the sign-out. Who has signed in meanwhile keeps her session. */
export async function goodbyeHeard(): Promise<void> {
  if (memory.facts.goodbye) await updateFacts({ goodbye: false, session: null });
}

/** True when the browser's session at the server is that of who is at work here. */
export function hasOwnSession(): boolean {
  const { session, user, goodbye } = memory.facts;
  return !goodbye && (session === undefined ? user : session) === memory.identity?.staff.id;
}

/** Who of this tablet signs in under this name and has a slot here. */
export async function slotOf(login: string): Promise<string | null> {
  const folded = login.normalize('NFKC').trim().toLowerCase();
  const found = [...memory.users.values()].find(
    (one) => one.login.normalize('NFKC').toLowerCase() === folded,
  );
  if (!found) return null;
  const slot = await transact('r', (tables) => tables.slots.get(found.staff.id));
  return slot ? slot.staff : null;
}

export async function updateFacts(change: Partial<StoreFacts>): Promise<void> {
  const value = await transact('rw', async (tables) => {
    const { facts } = await readFacts(tables);
    if (facts) await tables.meta.put({ key: 'store', value: { ...facts, ...change } });
    return facts;
  });
  memory.facts = { ...(value ?? memory.facts), ...change };
}

export async function reloaded(news: 'user' | 'lock' = 'user'): Promise<void> {
  await loadAll();
  rebuildIndex();
  await recount();
  await countProgress();
  await loadPin();
  if (memory.identity) noteTown(memory.identity.tenant);
  tell(news);
}

function identityOf(reply: SessionReply, login: string, writer_no: number | null): Identity {
  const { staff, tenant, grants, roles, areas, scopes, vapid_key } = reply;
  const contact = reply.contact ? { contact: reply.contact } : {};
  const device = reply.device ?? memory.facts.device ?? { id: '', label: '' };
  return { staff, tenant, ...contact, grants, roles, areas, scopes, device, vapid_key, login, writer_no };
}

export function keysFor({ mac_key, certificate }: WriterGrant): WriterKeys {
  return { mac_key, certificate };
}

/** Keep a writer; numbering goes on after everything this store or the server knows. */
export async function putWriter(
  tables: KayoiDb,
  staff: string,
  grant: WriterGrant,
  blob: StoredWriter['blob'],
): Promise<void> {
  const known = await tables.writers.get(grant.writer_no);
  const highest = Math.max(0, ...(grant.received ?? []).map(([, last]) => last));
  await tables.writers.put({
    writer_no: grant.writer_no,
    staff,
    next_seq: Math.max(known?.next_seq ?? 1, highest + 1),
    next_save: Math.max(known?.next_save ?? 1, (grant.save ?? 0) + 1),
    next_read: known?.next_read ?? 1,
    active: known?.active ?? true,
    blob,
    certificate: grant.certificate,
  });
}
