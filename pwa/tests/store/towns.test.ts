/** Two towns on one tablet: the same names in both, unsent work in both, and nothing of the one in the other. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, PASSPHRASE, restart, signIn, sync } from './device.ts';
import { FakeServer } from './server.ts';

const { KayoiDb } = await import('../../src/store/schema.ts');
const { about } = await import('../../src/store/access.ts');
const { unseal } = await import('../../src/store/codec.ts');
const { memory } = await import('../../src/store/memory.ts');
const store = await import('../../src/store/index.ts');
const { counts, feed, lease, openStore, person, phase, save, saveDraft, severalTowns, townsHere, turnTo } =
  store;

const HOME = { uid: '6f1b2c3d-0000-4000-8000-000000000001', name: 'かよい町' };
const AWAY = { uid: '6f1b2c3d-0000-4000-8000-000000000002', name: 'となり町' };
const AWAY_PASSPHRASE = 'となりのうた2026';
let home: FakeServer;
let away: FakeServer;

beforeEach(async () => {
  for (const { name } of await indexedDB.databases()) if (name?.startsWith('kayoi-')) await gone(name);
  home = new FakeServer();
  away = new FakeServer();
  away.epoch = 'e-away';
  await freshTablet();
  await signIn(home, 'sato', 12, ['a'], { town: HOME });
});
test.after(closeTabs);

async function gone(name: string): Promise<void> {
  await new Promise((done) => {
    const asked = indexedDB.deleteDatabase(name);
    asked.onsuccess = asked.onblocked = done;
  });
}

/** The page begins anew, in this town. */
async function turn(town: typeof HOME): Promise<void> {
  await turnTo(town);
  await openStore();
}

const newPerson = (id: string, family: string) => ({
  kind: 'person' as const,
  id,
  new: { family, family_kana: 'ア', area: 'a' },
});

/** Unsent work in both: two at home, one in the other town, whose nurse has the same id, login and number. */
async function bothOwe(): Promise<void> {
  await save([newPerson('p1', '家の人')]);
  await save([newPerson('p2', '家の人')]);
  await turn(AWAY);
  await signIn(away, 'sato', 12, ['a'], { town: AWAY, passphrase: AWAY_PASSPHRASE });
  await save([newPerson('p1', '隣の人')]);
}

test('a second town begins with nothing of the first, and each keeps its own under the same ids', async () => {
  await bothOwe();
  assert.equal(person('p1')?.fields.family, '隣の人');
  assert.equal(person('p2'), undefined);
  assert.equal(counts.value.unsent, 1);
  await turn(HOME);
  assert.equal(phase.value, 'locked');
  await feed.unlock('sato', PASSPHRASE);
  assert.equal(person('p1')?.fields.family, '家の人');
  assert.equal(counts.value.unsent, 2);
});

test('what each town owes is told whichever is open, also when the list of towns was lost', async () => {
  assert.equal(severalTowns(), false);
  await bothOwe();
  const told = [
    { ...AWAY, unsent: 1, open: true },
    { ...HOME, unsent: 2, open: false },
  ];
  assert.deepEqual(await townsHere(), told);
  localStorage.removeItem('kayoi-towns');
  const nameless = told.map((town) => ({ ...town, name: '' }));
  assert.deepEqual(new Set(await townsHere()), new Set(nameless));
  assert.ok(severalTowns());
  await turnTo(HOME);
  await restart();
  assert.equal(person('p2')?.fields.family, '家の人', 'found in its old place, not begun anew');
});

test('each is sent to its own server, once, and neither waits for the other', async () => {
  await bothOwe();
  await sync(away);
  assert.deepEqual([away.state.records.size, home.state.records.size, counts.value.unsent], [1, 0, 0]);
  await turn(HOME);
  await restart();
  await sync(home);
  assert.deepEqual([away.state.records.size, home.state.records.size], [1, 2]);
  assert.deepEqual([...away.state.ops.keys(), ...home.state.ops.keys()], ['12.1', '12.1', '12.2']);
  assert.deepEqual(
    (await townsHere()).map(({ unsent }) => unsent),
    [0, 0],
  );
});

test('with the passphrase and all keys of one town nothing of the other can be read', async () => {
  await saveDraft({
    id: 'd1',
    person: 'p1',
    form: 'q',
    version: 1,
    answers: { why: '家の答え' },
    page: 1,
    started_at: '1',
  });
  await bothOwe();
  assert.deepEqual(memory.identity?.tenant.uid, AWAY.uid);
  const other = new KayoiDb('kayoi');
  const all = await Promise.all(other.tables.map((table) => table.toArray()));
  const ops = await other.outbox.toArray();
  const drafts = await other.drafts.toArray();
  const users = await other.users.toArray();
  other.close();
  const text = JSON.stringify(all, (_key, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
  );
  assert.deepEqual([ops.length, drafts.length, users.length], [2, 1, 1]);
  for (const word of ['家の人', '家の答え']) assert.ok(!text.includes(word), word);
  for (const op of ops) await assert.rejects(unseal(op.blob as never, about.op(op)));
  for (const draft of drafts) await assert.rejects(unseal(draft.blob, about.draft(draft)));
  for (const user of users) await assert.rejects(unseal(user.blob, about.user(user.staff)));
  assert.equal(
    (await feed.unlock('sato', PASSPHRASE)).opened,
    false,
    'nor does her other passphrase open this one',
  );
});

test('a reply for another town is never taken in', async () => {
  await assert.rejects(signIn(away, 'sato', 12, ['a'], { town: AWAY }), /another town/);
  assert.equal(memory.facts.tenant, HOME.uid);
});

test('lease, device and key are those of the town that is open', async () => {
  feed.leaseHeard('2026-11-21T00:00:00Z', null);
  const own = await feed.keyToEnrol();
  await feed.enrolledAs(own, { id: 'd-home', label: '1号' });
  assert.ok(lease.value);
  await turn(AWAY);
  feed.lookAtLease();
  assert.equal(lease.value, null);
  assert.deepEqual([await feed.ownDevice(), feed.enrolment().device_id], [null, null]);
  assert.notEqual((await feed.keyToEnrol()).public_key, own.public_key);
  await turn(HOME);
  assert.equal((await feed.ownDevice())?.id, 'd-home');
  assert.equal(feed.enrolment().device_id, 'd');
});

test('a wipe that one town ordered leaves the other what it has not sent', async () => {
  await bothOwe();
  await feed.wipe();
  assert.equal(feed.wipedAs(), 'd');
  await turn(HOME);
  assert.equal(feed.wipedAs(), null);
  await feed.unlock('sato', PASSPHRASE);
  assert.equal(counts.value.unsent, 2);
});
