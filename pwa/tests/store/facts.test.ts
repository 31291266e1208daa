/** What a tablet tells of itself with every contact. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeTabs, freshTablet, signIn } from './device.ts';
import { StrictServer } from './strict.ts';
import { Wire } from './wire.ts';

const { persisted, save, saveDraft } = await import('../../src/store/index.ts');
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
