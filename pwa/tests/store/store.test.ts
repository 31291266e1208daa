import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  closeTabs,
  forgetWitness,
  freshTablet,
  membersOf,
  pull,
  push,
  restart,
  signIn,
  sync,
  witness,
} from './device.ts';
import { inTheClear } from './sealing.ts';
import { FakeServer } from './server.ts';

const { transact } = await import('../../src/store/db.ts');
const feed = await import('../../src/store/running.ts');
const {
  counts,
  drafts,
  edit,
  ofPerson,
  openStore,
  outbox,
  person,
  personCount,
  phase,
  record,
  save,
  saveDraft,
  SaveFailed,
  search,
  usersHere,
} = await import('../../src/store/index.ts');

let server: FakeServer;
beforeEach(async () => {
  server = new FakeServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sync(server);
});
test.after(closeTabs);

const HANA = {
  family_kana: 'タカハシ',
  given_kana: 'ハナ',
  family: '髙橋',
  given: 'ハナ',
  born_on: '1940-03-07',
  sex: 'female',
  state: 'active',
};
const newPerson = (id: string, area = 'a') => ({ kind: 'person' as const, id, new: { ...HANA, area } });
const sheet = (id: string, about: string) => ({
  kind: 'submission' as const,
  id,
  new: { person: about, form: 'qmcoo' },
});
const phone = async (id: string, now: string) => {
  const view = await record(id);
  const op = view && edit(view, { phone: now });
  assert.ok(op);
  return save([op]);
};
/** Another tablet's op. */
const elsewhere = (op: string, body: object) =>
  server.take(op, JSON.stringify({ seq: 1, save: 1, made_at: '', ...body }));

test('what is saved is there after a restart, before any server has heard of it', async () => {
  await save([newPerson('p1'), sheet('s1', 'p1')]);
  await save([newPerson('p2')]);
  await restart();
  assert.equal(person('p1')?.fields.family, '髙橋');
  assert.equal((await ofPerson('p1')).length, 1);
  assert.deepEqual([counts.value.total, counts.value.unsent], [2, 2]);
  assert.equal(search('たかはし').length, 2);
  assert.equal((await outbox()).length, 2);
});

test('a reply lost after commit files nothing twice, and every save arrives', async () => {
  await save([newPerson('p1')]);
  await push(server, 'reply-lost');
  assert.equal(counts.value.unsent, 1);
  await sync(server);
  assert.equal(server.state.ops.size, 1);
  assert.deepEqual([counts.value.total, counts.value.arrived, counts.value.unsent], [1, 1, 0]);
  assert.equal(person('p1')?.unsent, false);
});

test('the bytes that are sent are the bytes that were made', async () => {
  await save([newPerson('p1')]);
  const [first] = (await feed.nextBatch(12, 0, 10, false))?.body.ops ?? [];
  await restart();
  const [second] = (await feed.nextBatch(12, 0, 10, false))?.body.ops ?? [];
  assert.deepEqual(second, first);
});

test('each push carries the MAC of the op before its first', async () => {
  await save([newPerson('p1')]);
  const before = (await feed.nextBatch(12, 0, 10, false))?.body;
  assert.equal(before?.prev_hash, '');
  await push(server);
  await save([newPerson('p2')]);
  assert.equal((await feed.nextBatch(12, 0, 10, false))?.body.prev_hash, before?.ops[0]?.[1]);
});

test('an own row is not downloaded again, and still takes later edits of others', async () => {
  await save([newPerson('p1')]);
  await phone('p1', '1');
  await push(server);
  const page = server.pull(await feed.pullQuery(10), ['area:a', 'area:b'], [12], 10);
  assert.ok(page !== 'feed-reset' && page.kept.length === 1 && page.rows.length === 0);
  await sync(server);
  assert.deepEqual([...membersOf(person('p1'), 'phone')], [['12.2', '1']]);
  elsewhere('13.1', { kind: 'person', id: 'p1', edits: { phone: { saw: ['12.2'], now: '2' } } });
  await sync(server);
  assert.deepEqual([...membersOf(person('p1'), 'phone')], [['13.1', '2']]);
});

test('two answers to one question are both there', async () => {
  elsewhere('13.1', newPerson('p1'));
  await sync(server);
  await phone('p1', '1');
  elsewhere('13.2', { kind: 'person', id: 'p1', edits: { phone: { saw: [], now: '2' } } });
  await sync(server);
  assert.deepEqual(
    new Map(membersOf(person('p1'), 'phone')),
    new Map([
      ['13.2', '2'],
      ['12.1', '1'],
    ]),
  );
});

test('a held op is counted as arrived and as held, stays on screen, and is released', async () => {
  await save([newPerson('p1')]);
  await phone('p1', 'BAD');
  await sync(server);
  assert.deepEqual([counts.value.arrived, counts.value.held], [2, 1]);
  assert.equal(person('p1')?.fields.phone, 'BAD');
  assert.equal(person('p1')?.held, 'not-allowed');
  server.release();
  await sync(server);
  assert.equal(counts.value.held, 0);
  assert.equal(person('p1')?.held, undefined);
  assert.equal(person('p1')?.fields.phone, 'BAD');
});

test('a person who moves away leaves the tablet, but not from under an open sheet', async () => {
  elsewhere('13.1', newPerson('p1'));
  await sync(server);
  await saveDraft({
    id: 'd1',
    person: 'p1',
    form: 'qmcoo',
    version: 1,
    answers: {},
    page: 1,
    started_at: '',
  });
  elsewhere('13.2', { kind: 'person', id: 'p1', edits: { area: { saw: ['13.1'], now: 'far' } } });
  await sync(server);
  assert.equal(person('p1')?.leaving, true);
  await save([sheet('s1', 'p1')], 'd1');
  assert.deepEqual(await drafts(), []);
  assert.ok(person('p1'), 'an unsent sheet still names her');
  await sync(server);
  await sync(server);
  assert.equal(person('p1'), undefined);
});

test('after a feed reset everything kept is sent again before any pull, and nothing leaves the screen', async () => {
  elsewhere('13.1', newPerson('old'));
  await save([newPerson('p1')]);
  await sync(server);
  server = Object.assign(new FakeServer(), { epoch: 'e2' });
  elsewhere('13.1', newPerson('old'));
  elsewhere('13.2', newPerson('other'));
  await pull(server);
  assert.ok(server.state.ops.has('12.1'), 'pushed before the first page');
  assert.ok(person('p1') && person('old') && !person('other'), 'the old replica is on screen');
  await pull(server, 'none', 1);
  assert.ok(person('p1') && person('old') && !person('other'));
  await sync(server);
  assert.ok(person('p1') && person('old') && person('other'));
  assert.deepEqual([counts.value.unsent, person('p1')?.unsent], [0, false]);
});

test('a moved writer goes on under its new number with the same bytes', async () => {
  await save([newPerson('p1')]);
  await phone('p1', '1');
  const batch = await feed.nextBatch(12, 0, 10, false);
  assert.ok(batch);
  await feed.leaves(batch);
  const as40 = { ...(await inTheClear(batch.body)), writer_no: 40 };
  const moved = { from: 12, to: 40, mac_key: 'AAAA', certificate: 'c40', first_seq: 1 };
  await feed.applyPush(batch, { ...server.push(as40), moved });
  assert.deepEqual([...membersOf(person('p1'), 'phone')], [['40.2', '1']]);
  await phone('p1', '2');
  const next = await feed.nextBatch(40, 0, 10, false);
  assert.deepEqual(
    next?.body.ops.map(([seq]) => seq),
    [3],
  );
  assert.equal(next?.body.made_as, undefined);
  assert.deepEqual(JSON.parse(String(next?.body.ops[0]?.[2])).edits.phone.saw, ['40.2']);
  assert.equal(await feed.nextBatch(12, 0, 10, false), null);
});

test('a colleague signs in: nothing is lost, she sees her areas only, and both are sent', async () => {
  await save([newPerson('p1', 'a'), sheet('s1', 'p1')]);
  await save([newPerson('p2', 'b')]);
  await saveDraft({
    id: 'd1',
    person: 'p1',
    form: 'qmcoo',
    version: 1,
    answers: {},
    page: 1,
    started_at: '',
  });
  await feed.signedOut(true);
  assert.equal(phase.value, 'signed-out');
  assert.deepEqual(
    usersHere().map(({ name, unsent }) => [name, unsent]),
    [['sato', 2]],
  );
  await signIn(server, 'tanaka', 13, ['b']);
  assert.ok(!person('p2') && !person('p1'), 'what a colleague has not sent is hers alone');
  assert.equal((await drafts()).length, 0);
  assert.deepEqual([counts.value.total, counts.value.others], [0, { sato: 2 }]);
  await sync(server);
  assert.ok(server.state.ops.has('12.1') && server.state.ops.has('12.3'));
  assert.ok(person('p2') && !person('p1'));
  assert.equal(personCount(), 1);
  await feed.signedOut(true);
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sync(server);
  assert.equal(personCount(), 2);
  assert.equal((await drafts()).length, 1);
});

test('a lost area leaves the screen, a gained one comes', async () => {
  elsewhere('13.1', newPerson('p1', 'a'));
  elsewhere('13.2', newPerson('p2', 'c'));
  await sync(server);
  await signIn(server, 'sato', 12, ['b', 'c']);
  await sync(server);
  assert.ok(!person('p1') && person('p2'));
});

test('an op refused even alone is marked in its place and kept on the tablet', async () => {
  await save([newPerson('p1')]);
  const batch = await feed.nextBatch(12, 0, 1, false);
  assert.ok(batch);
  await feed.refusedAlone(batch);
  const [op] = (await feed.nextBatch(12, 0, 1, false))?.body.ops ?? [];
  assert.equal(op?.[2], '{"seq":1,"lost":"refused"}');
  assert.equal(person('p1')?.fields.family, '髙橋');
});

test('full storage and a lost connection: nothing is lost, nothing is filed twice', async () => {
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  await assert.rejects(
    save([newPerson('p1')]),
    (error) => error instanceof SaveFailed && error.fault === 'storage-full',
  );
  let failures = 2;
  IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...given: Parameters<typeof add>) {
    if (failures-- > 0) throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    return add.apply(this, given);
  };
  await save([newPerson('p1')]);
  IDBObjectStore.prototype.add = add;
  await sync(server);
  assert.deepEqual([...server.state.ops.keys()], ['12.1']);
});

test('a vanished store is noticed (M32), and a first start is not mistaken for one', async () => {
  const { store_id } = feed.enrolment();
  await transact('rw', (tables) => tables.meta.clear());
  witness(store_id);
  await openStore();
  assert.equal(phase.value, 'storage-lost');
  forgetWitness();
  await openStore();
  assert.equal(phase.value, 'signed-out');
});
