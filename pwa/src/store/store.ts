/** Opening the store, and noticing when what it kept is gone. */
import { recount } from './counting.ts';
import { eraseDatabase, transact } from './db.ts';
import { askToStay } from './facts.ts';
import { rebuildIndex } from './indexing.ts';
import { dropKeys, keysOf, ownKey } from './keyring.ts';
import { lookAtLease } from './leasing.ts';
import { loadAll, loadOps, readFacts } from './load.ts';
import { memory } from './memory.ts';
import { forgetPin, lockScreen } from './pin.ts';
import { countProgress } from './progress.ts';
import type { Feed, KayoiDb, StoreFacts } from './schema.ts';
import { refreshKeys } from './slots.ts';
import { changed, phase } from './state.ts';
import { listen, type News } from './tabs.ts';
import { forgetTown, named, townAt } from './town.ts';

/** Outside IndexedDB: says that there was a store here, so that its absence is noticed (M32). */
const WITNESS = 'kayoi-store';

/** Open what the tablet keeps; afterwards `phase` says what the app may do. Never throws. */
export async function openStore(): Promise<void> {
  forgetTown();
  try {
    if (await isLost()) phase.value = 'storage-lost';
    else await begin();
  } catch {
    phase.value = 'unavailable';
  }
}

/** She has read that the tablet's contents are gone (M32): begin a new store. */
export async function acceptLoss(): Promise<void> {
  await eraseDatabase();
  localStorage.removeItem(named(WITNESS));
  await begin();
}

async function isLost(): Promise<boolean> {
  const witness = localStorage.getItem(named(WITNESS));
  const { facts } = await transact('r', readFacts);
  return witness !== null && facts?.store_id !== witness;
}

async function begin(): Promise<void> {
  dropKeys();
  forgetPin();
  const { store_id } = await transact('rw', async (tables) => {
    const { facts } = await readFacts(tables);
    if (facts?.sealed && !facts.own_ops) return putOwnOps(tables, facts);
    if (facts) return facts;
    const store: StoreFacts = {
      store_id: crypto.randomUUID(),
      tenant: townAt(),
      user: null,
      device: null,
      round: 0,
      round_on: '',
      goodbye: false,
      sealed: {},
      own_ops: true,
    };
    const feed: Feed = { epoch: '', gen: 0, side: 0, shown: 0, cursor: {}, head: {} };
    await tables.meta.bulkPut([
      { key: 'store', value: store },
      { key: 'feed', value: feed },
    ]);
    return store;
  });
  localStorage.setItem(named(WITNESS), store_id);
  memory.audited = Number.NEGATIVE_INFINITY;
  await reload();
  lookAtLease();
  listen((what) => void hear(what).catch(() => undefined));
  void askToStay();
}

/** A store of the version before: what is everybody's there becomes hers at her next unlock (resealing.ts). */
async function putOwnOps(tables: KayoiDb, facts: StoreFacts): Promise<StoreFacts> {
  const staff = await tables.users.toCollection().primaryKeys();
  const todo = Object.fromEntries(staff.map((one) => [ownKey(one), 0]));
  const value = { ...facts, own_ops: true, sealed: { ...facts.sealed, ...todo } };
  await tables.meta.put({ key: 'store', value });
  return value;
}

/** What another window of this tablet has done holds here, too. */
async function hear(what: News): Promise<void> {
  if (what === 'wiped') return location.replace('/');
  if (what === 'screen') return lockScreen();
  if (what === 'outbox') return reloadOps();
  if (what === 'lock') dropKeys();
  if (what === 'user') await refreshKeys(memory.facts.store_id);
  await reload();
  if (keysOf() !== null && memory.identity?.staff.id === keysOf()) return;
  dropKeys();
  forgetPin();
}

async function reload(): Promise<void> {
  await loadAll();
  rebuildIndex();
  await recount();
  await countProgress();
  // The first search should not wait for the index.
  if (phase.value === 'ready') setTimeout(() => void readySearch(), 300);
}

async function readySearch(): Promise<void> {
  const find = await import('./find.ts').catch(() => null); // not there: the screen that searches will say so
  find?.prepareSearch();
}

async function reloadOps(): Promise<void> {
  await loadOps();
  await recount();
  changed.value += 1;
}
