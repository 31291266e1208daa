/** The real store over fake-indexeddb, driven by hand instead of by fetch. */
import 'fake-indexeddb/auto';
import { eraseDatabase } from '../../src/store/db.ts';
import { openStore, type RecordView } from '../../src/store/index.ts';
import { type KdfAsked, useDerive } from '../../src/store/kdf.ts';
import type { ScopeKey } from '../../src/store/keyring.ts';
import { base64url } from '../../src/store/making.ts';
import { memory } from '../../src/store/memory.ts';
import { resealed } from '../../src/store/resealing.ts';
import * as feed from '../../src/store/running.ts';
import { closeTabs } from '../../src/store/tabs.ts';
import type { SealingKey } from '../../src/store/wire.ts';
import { inTheClear, told } from './sealing.ts';
import type { FakeServer } from './server.ts';

const kept = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  },
  BroadcastChannel: undefined,
});

/** An empty tablet. */
export async function freshTablet(): Promise<void> {
  await eraseDatabase();
  kept.clear();
  await openStore();
}

export const PASSPHRASE = 'ことりのうた2026';

// A tablet's own way takes a worker and 19 MiB at each turn; what matters here is that another word gives another key.
useDerive(quickKey);
async function quickKey({ passphrase, kdf, info }: KdfAsked): Promise<CryptoKey> {
  const text = new TextEncoder().encode(`${passphrase}|${info}|${base64url(kdf.salt)}`);
  const raw = await crypto.subtle.digest('SHA-256', text);
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt', 'unwrapKey']);
}

/** What is sealed anew in the background has been. It is asked for through a chunk of its own, a moment later. */
export async function sealedAnew(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  await resealed();
}

/** The tab was killed and the app starts again on what is on disk: who was at work types her passphrase. */
export async function restart(): Promise<void> {
  await sealedAnew();
  await openStore();
  const { user } = memory.facts;
  if (user) await feed.unlock(user, PASSPHRASE);
}

/** The same key for the same scope and generation, as the server keeps them. */
export function keyOf(scope: string, generation = 1): ScopeKey {
  const raw = new Uint8Array(32);
  new TextEncoder().encodeInto(`${generation}|${scope}`.slice(0, 32), raw);
  return { scope, generation, key: base64url(raw) };
}

export const forgetWitness = (): void => kept.clear();
export const witness = (store_id: string): void => void kept.set('kayoi-store', store_id);
export { closeTabs };

export async function signIn(
  server: FakeServer,
  staff: string,
  writer_no: number,
  areas: string[],
  more: {
    passphrase?: string;
    keys?: ScopeKey[];
    sealing?: SealingKey | null;
    town?: { uid: string; name: string; demo?: boolean };
  } = {},
): Promise<void> {
  const scopes = areas.map((area) => `area:${area}`);
  const names = ['device', `staff:${staff}`, ...scopes];
  const reply = {
    staff: { id: staff, name: staff, job: '' },
    tenant: { demo: true, ...(more.town ?? { uid: 't', name: '町' }) },
    grants: [],
    roles: ['nurse' as const],
    areas: [],
    scopes,
    device: { id: 'd', label: 'タブレット1号' },
    writer: { writer_no, mac_key: base64url(new Uint8Array(32).fill(writer_no)), certificate: 'c' },
    epoch: server.epoch,
    server_time: '2026-11-21T00:00:00Z',
    vapid_key: null,
    keys: more.keys ?? names.map((name) => keyOf(name)),
    sealing: more.sealing === undefined ? await told() : more.sealing,
  };
  await feed.signedIn(reply, { login: staff, passphrase: more.passphrase ?? PASSPHRASE });
}

export type Fault = 'none' | 'request-lost' | 'reply-lost';

export async function push(server: FakeServer, fault: Fault = 'none', limit = 1000): Promise<void> {
  for (const writer of await feed.owing(false)) {
    const batch = await feed.nextBatch(writer, 0, limit, false);
    if (!batch) continue;
    await feed.leaves(batch);
    const reply = fault === 'request-lost' ? null : server.push(await inTheClear(batch.body));
    if (reply && fault === 'none') await feed.applyPush(batch, reply);
    else await feed.stays();
  }
}

/** One page. A reset server first gets everything again. Answers whether more is to come. */
export async function pull(server: FakeServer, fault: Fault = 'none', size = 1000): Promise<boolean> {
  const query = await feed.pullQuery(size);
  const writer = memory.identity?.writer_no ?? 0;
  const page = server.pull(query, memory.scopes, [writer], size);
  if (page === 'feed-reset') {
    await feed.feedReset(server.epoch);
    await push(server);
    return true;
  }
  if (fault === 'none') await feed.applyPage(page);
  return page.more || fault !== 'none';
}

export async function sync(server: FakeServer): Promise<void> {
  await push(server);
  while (await pull(server));
}

/** Members of a field as drawn: op id → value. */
export function membersOf(view: RecordView | undefined, field: string): Map<string, unknown> {
  if (!view) return new Map();
  const members = view.members[field];
  if (members) return new Map(members.map(({ op, value }) => [op, value]));
  return Object.hasOwn(view.fields, field) ? new Map([[view.op, view.fields[field]]]) : new Map();
}
