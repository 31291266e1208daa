/** Which rows a tablet tells the server it need not send back. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { closeTabs, freshTablet, signIn } from './device.ts';
import { StrictServer } from './strict.ts';
import { Wire } from './wire.ts';

const { counts, save } = await import('../../src/store/index.ts');
const feed = await import('../../src/store/running.ts');
const { run } = await import('../../src/sync/run.ts');

after(closeTabs);

const newPerson = (id: string) => ({ kind: 'person' as const, id, new: { area: 'a' } });

test('an op whose first push got no answer is not held back from a pull, whatever the second says', async () => {
  const server = new StrictServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a']);
  const wire = new Wire(server, ['area:a'], [12]);
  await save([newPerson('p1')]);
  wire.meddle = ({ path }) => (path === '/sync/push' ? 'cut' : undefined);
  await run();
  wire.meddle = ({ path }) => (path === '/sync/pull' ? 'cut' : undefined);
  await run();
  assert.equal(counts.value.arrived, 1);
  assert.equal((await feed.pullQuery(10)).get('holding'), null);
  await save([newPerson('p2')]);
  await run();
  assert.equal((await feed.pullQuery(10)).get('holding'), '12:2');
});
