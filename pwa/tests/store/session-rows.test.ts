/** The session on screen is read from disk once: what lies there is looked at again as soon as it may be another. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, restart, signIn, sync } from './device.ts';
import { FakeServer } from './server.ts';

const { inSession, ofSession, save } = await import('../../src/store/index.ts');
const { memory } = await import('../../src/store/memory.ts');
const { lock } = await import('../../src/store/users.ts');

const attendance = (id: string, about: string) => ({
  kind: 'attendance' as const,
  id,
  new: { person: about, session: 's1', state: 'present' },
});
const person = (id: string) => ({ kind: 'person' as const, id, new: { family: '髙橋', area: 'a' } });

let server: FakeServer;
let looked = 0;
const began = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...how) {
  looked += 1;
  return began.apply(this, how);
};
/** Transactions until it is done. */
async function looks(work: () => Promise<unknown>): Promise<number> {
  looked = 0;
  await work();
  return looked;
}

beforeEach(async () => {
  server = new FakeServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  await save([person('p1'), person('p2')]);
  await save([attendance('t1', 'p1')]);
  await sync(server);
});
test.after(closeTabs);

const here = async () => (await ofSession('s1')).map(({ id }) => id).sort();
/** Another tablet's op. */
const elsewhere = (op: string, body: object) =>
  server.take(op, JSON.stringify({ seq: 1, save: 1, made_at: '', ...body }));

test('a check-in and drawing it again look at the disk once: to save it', async () => {
  assert.deepEqual(await here(), ['t1']);
  const all = await looks(async () => {
    assert.equal(await inSession('s1', 't2'), undefined);
    await save([attendance('t2', 'p2')]);
    assert.deepEqual(await here(), ['t1', 't2']);
    assert.equal((await inSession('s1', 't2'))?.unsent, true);
  });
  assert.equal(all, 1);
});

test('what another tablet brought is there after the page that brings it', async () => {
  await here();
  elsewhere('9.1', attendance('t9', 'p2'));
  await sync(server);
  assert.deepEqual(await here(), ['t1', 't9']);
  assert.equal((await inSession('s1', 't9'))?.fields.person, 'p2');
});

test('what has left her areas is gone from the session too', async () => {
  await here();
  elsewhere('9.2', { kind: 'person', id: 'p1', edits: { area: { saw: ['12.1'], now: 'z' } } });
  await sync(server);
  assert.deepEqual(await here(), []);
});

test('nothing of it stays readable when she locks, and all is there when she comes back', async () => {
  await here();
  await lock();
  assert.equal(await looks(here), 1, 'nothing was kept');
  assert.deepEqual(await here(), []);
  assert.equal(memory.identity, null);
  await restart();
  assert.deepEqual(await here(), ['t1']);
});
