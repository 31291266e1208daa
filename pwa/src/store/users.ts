/** Who works on this tablet: each member of staff keeps her identity, her writer and her unsent work. */
import { seal } from './codec.ts';
import { recount } from './counting.ts';
import { transact } from './db.ts';
import { rebuildIndex } from './indexing.ts';
import { about, loadAll, readFacts } from './load.ts';
import { memory, type UserBlob, type WriterKeys } from './memory.ts';
import { feedReset } from './reset.ts';
import type { Feed, KayoiDb, StoredUser, StoredWriter } from './schema.ts';
import type { LeavingMark } from './settle.ts';
import { tell } from './tabs.ts';
import type { Identity } from './types.ts';
import type { SessionReply, WriterGrant } from './wire.ts';

const DEVICE = 'kayoi-device';

/** What a sign-in tells the server about this tablet. */
export function enrolment(): { store_id: string; device_id: string | null } {
  return {
    store_id: memory.facts.store_id,
    device_id: memory.facts.device?.id ?? localStorage.getItem(DEVICE),
  };
}

/** True when the tablet already works for another municipality: its store cannot hold two. */
export function isOtherTenant(reply: SessionReply): boolean {
  return memory.facts.tenant !== '' && memory.facts.tenant !== reply.tenant.uid;
}

/** Take in a successful sign-in, or newer rights of who is signed in (`writer` and `login` absent then). */
export async function signedIn(reply: SessionReply, login?: string): Promise<Identity> {
  const staff = reply.staff.id;
  const known = memory.users.get(staff);
  const writer = reply.writer ?? null;
  const signed = {
    login: login ?? known?.login ?? '',
    writer_no: writer?.writer_no ?? known?.writer_no ?? null,
  };
  const identity = identityOf(reply, signed);
  const blob = await seal({ identity } satisfies UserBlob, about.user(staff));
  const keys = writer && (await seal(keysOf(writer), about.writer(writer.writer_no)));
  const before = memory.feed.epoch;
  await transact('rw', async (tables) => {
    const { feed, facts } = await readFacts(tables);
    if (!feed || !facts) throw new Error('the store has no facts');
    const user = await tables.users.get(staff);
    if (user) await dropScopes(tables, feed, user, identity.scopes);
    if (feed.epoch === '') feed.epoch = reply.epoch;
    await tables.users.put({ staff, complete: user?.complete ?? false, scopes: identity.scopes, blob });
    if (writer && keys) await putWriter(tables, staff, writer, keys);
    await tables.meta.put({ key: 'feed', value: feed });
    const device = reply.device ?? facts.device;
    const value = { ...facts, tenant: reply.tenant.uid, user: staff, device, goodbye: false };
    await tables.meta.put({ key: 'store', value });
  });
  if (reply.device) localStorage.setItem(DEVICE, reply.device.id);
  if (before !== '' && before !== reply.epoch) await feedReset(reply.epoch);
  await reloaded();
  return identity;
}

/** Nobody is signed in. Outbox, drafts and register stay where they are. */
export async function signedOut(heard: boolean): Promise<void> {
  await updateFacts({ user: null, goodbye: !heard });
  await reloaded();
}

/** The server has heard of the sign-out. */
export async function goodbyeHeard(): Promise<void> {
  await updateFacts({ goodbye: false });
}

async function updateFacts(change: { user?: null; goodbye: boolean }): Promise<void> {
  await transact('rw', async (tables) => {
    const { facts } = await readFacts(tables);
    if (facts) await tables.meta.put({ key: 'store', value: { ...facts, ...change } });
  });
  memory.facts = { ...memory.facts, ...change };
}

async function reloaded(): Promise<void> {
  await loadAll();
  rebuildIndex();
  await recount();
  tell('user');
}

function identityOf(reply: SessionReply, signed: Pick<Identity, 'login' | 'writer_no'>): Identity {
  const { staff, tenant, grants, roles, areas, scopes, vapid_key } = reply;
  const device = reply.device ?? memory.facts.device ?? { id: '', label: '' };
  return { staff, tenant, grants, roles, areas, scopes, device, vapid_key, ...signed };
}

function keysOf({ mac_key, certificate }: WriterGrant): WriterKeys {
  return { mac_key, certificate };
}

/** Keep a writer; numbering goes on after everything this store or the server knows. */
async function putWriter(
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
  });
}

/** Scopes she no longer holds, and nobody else here: their rows leave the screen by the rule of withdrawn rows. */
async function dropScopes(tables: KayoiDb, feed: Feed, user: StoredUser, scopes: string[]): Promise<void> {
  const others = (await tables.users.toArray()).filter((other) => other.staff !== user.staff);
  const held = new Set([...scopes, ...others.flatMap((other) => other.scopes)]);
  for (const scope of user.scopes.filter((one) => !held.has(one))) {
    delete feed.cursor[scope];
    delete feed.head[scope];
    delete feed.headAt?.[scope];
    delete feed.digest?.[scope];
    delete feed.told?.[scope];
    const rows = await tables.rows
      .where('[side+scope+id]')
      .between([feed.side, scope, ''], [feed.side, scope, '\uffff']);
    const ids = (await rows.primaryKeys()).map(([, , id]) => id);
    const marks: LeavingMark[] = [...ids, ...personsOf(scope)].map((id) => ({ scope, id, since: [] }));
    await tables.leaving.bulkPut(marks);
  }
}

function personsOf(scope: string): string[] {
  const blocks = [...memory.blocks].filter(([key]) => key.slice(0, key.lastIndexOf('|')) === scope);
  return blocks.flatMap(([, block]) => [...block.keys()]);
}
