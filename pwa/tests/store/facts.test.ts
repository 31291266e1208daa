/** What a tablet tells of itself with every contact. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeTabs, freshTablet, signIn } from './device.ts';
import { StrictServer } from './strict.ts';
import { Wire } from './wire.ts';

const { counts, persisted, save, saveDraft } = await import('../../src/store/index.ts');
const feed = await import('../../src/store/running.ts');
const { memory } = await import('../../src/store/memory.ts');
const { run } = await import('../../src/sync/run.ts');

after(closeTabs);

test('each push and pull says how the tablet stands', async () => {
  const storage = {
    persisted: async () => false,
    estimate: async () => ({ usage: 300, quota: 1000 }),
  };
  Object.defineProperty(globalThis.navigator, 'storage', { value: storage, configurable: true });
  const server = new StrictServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a']);
  const wire = new Wire(server, ['area:a'], [12]);
  await save([{ kind: 'person', id: 'p1', new: { area: 'a' } }]);
  const draft = { id: 'd', person: 'p1', form: 'f', version: 1, answers: {}, page: 1, started_at: '' };
  await saveDraft(draft);
  await run();
  const [push] = wire.pushes() as unknown as Record<string, unknown>[];
  assert.deepEqual(
    [push?.app_version, push?.persisted, push?.free_bytes, push?.drafts_open, push?.made_seq],
    ['dev', false, 700, 1, 1],
  );
  assert.match(String(push?.clock), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.equal(persisted.value, false);
  const query = wire.asked.find(({ path }) => path === '/sync/pull')?.query;
  const told = ['made_seq', 'drafts_open', 'persisted', 'free_bytes', 'store_id'].map((name) =>
    query?.get(name),
  );
  assert.deepEqual(told, ['1', '1', 'false', '700', memory.facts.store_id]);
});

test('it tells the number of 件 that its own screen shows, before a push and after it', async () => {
  const server = new StrictServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a']);
  await save([
    { kind: 'person', id: 'p1', new: { area: 'a' } },
    { kind: 'submission', id: 's1', new: { person: 'p1', form: 'f', version: 1 }, form_version: 'f/1' },
  ]);
  await save([{ kind: 'person', id: 'p2', new: { area: 'a' } }]);
  assert.equal((await feed.ownFacts()).saves_open, counts.value.unsent);
  assert.equal(counts.value.unsent, 2);
  // One op of the first save: neither save is there yet. Two ops: the second save is still owed. Three: nothing is.
  for (const [limit, owed] of [
    [1, 2],
    [2, 1],
    [3, 0],
  ] as const)
    assert.equal((await feed.nextBatch(12, 0, limit, false))?.body.saves_open, owed);
  const wire = new Wire(server, ['area:a'], [12]);
  await run();
  assert.equal(wire.pushes().at(-1)?.saves_open, 0);
  assert.equal(
    wire.asked
      .filter(({ path }) => path === '/sync/pull')
      .at(-1)
      ?.query.get('saves_open'),
    '0',
  );
  assert.equal(counts.value.unsent, 0);
});
