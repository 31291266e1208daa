/** The tablet in the hands of a resident, over the real store. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, PASSPHRASE, restart, signIn } from './device.ts';
import { FakeServer } from './server.ts';

const store = await import('../../src/store/index.ts');
const { loadAll } = await import('../../src/store/load.ts');
const { openStore } = store;

const HANDED = { person: 'p1', draft: 'd1', filed: false };

beforeEach(async () => {
  await freshTablet();
  await signIn(new FakeServer(), 'sato', 12, ['a']);
  const draft = { id: 'd1', person: 'p1', form: 'q', version: 1, answers: {}, page: 1, started_at: '1' };
  await store.saveDraft(draft);
  await store.handToResident('p1', 'd1');
});
test.after(closeTabs);

test('she answers at once, and what another tab writes does not end that', async () => {
  assert.deepEqual([store.atResident.value, store.answering.value], [HANDED, true]);
  await loadAll();
  assert.deepEqual([store.answering.value, store.screenLocked.value], [true, false]);
});

test('after a restart it waits to be given back, and only a password takes it back', async () => {
  await openStore();
  assert.deepEqual([store.phase.value, store.atResident.value], ['locked', HANDED]);
  assert.equal(store.answering.value, false);
  await restart();
  assert.equal(store.identity.value?.staff.id, 'sato');
  assert.deepEqual([store.atResident.value, store.screenLocked.value], [null, false]);
  await openStore();
  assert.equal(store.atResident.value, null);
});

test('a wrong password leaves it in her hands', async () => {
  await openStore();
  const { unlock } = await import('../../src/store/users.ts');
  assert.equal((await unlock('sato', 'something else')).opened, false);
  assert.deepEqual([store.phase.value, store.atResident.value], ['locked', HANDED]);
});

test('when she has finished the curtain is down, and the number or the password lifts it', async () => {
  await store.finishedByResident(true);
  assert.deepEqual([store.screenLocked.value, store.answering.value], [true, false]);
  assert.deepEqual(store.atResident.value, { ...HANDED, filed: true, whole: true });
  assert.equal((await store.tryPassphrase(PASSPHRASE)).opened, true);
  await store.takenBack();
  assert.deepEqual([store.screenLocked.value, store.atResident.value], [false, null]);
});

test('whoever opens it at once comes to the filed sheet: it is told before it is stored', async () => {
  const stored = store.finishedByResident(true);
  assert.deepEqual([store.answering.value, store.atResident.value?.filed], [false, true]);
  await stored;
  await loadAll();
  assert.equal(store.atResident.value?.filed, true);
});

test('another window of the tablet falls shut with it', async () => {
  store.answering.value = false; // as a window that only hears of it
  await loadAll();
  assert.deepEqual([store.screenLocked.value, store.atResident.value], [true, HANDED]);
});

test('an answer taken over says from which op, also in place of a held sheet', async () => {
  const form_version = 'q/1';
  const fields = { person: 'p1', form: 'q', version: 1, on: '2026-11-21', answered_by: 'self' };
  const copied_from = { 'a.x': '7.3', 'a.y': '7.3' };
  const made = { ...fields, 'a.x': 1, 'a.y': 2 };
  await store.save([{ kind: 'submission', id: 's1', new: made, form_version, copied_from }]);
  const { memory } = await import('../../src/store/memory.ts');
  const [op] = memory.opsOf('s1');
  assert.deepEqual(op?.body.copied_from, copied_from);
  const again = store.replacement(op?.op ?? '', { ...fields, 'a.x': 1, 'a.y': 1 });
  assert.deepEqual(again?.copied_from, { 'a.x': '7.3' }, 'y is her own answer now');
});
