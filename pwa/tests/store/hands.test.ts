/** The tablet changes hands, or is locked, while keys are on their way. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, keyOf, signIn } from './device.ts';
import { FakeServer } from './server.ts';

const { holdsKey, KeysGone, keysOf } = await import('../../src/store/keyring.ts');
const { takeKeys } = await import('../../src/store/slots.ts');
const { memory } = await import('../../src/store/memory.ts');
const { lock } = await import('../../src/store/index.ts');

beforeEach(async () => {
  await freshTablet();
  await signIn(new FakeServer(), 'sato', 12, ['a']);
});
test.after(closeTabs);

test('keys that come for her never reach the colleague who is at work by then', async () => {
  await signIn(new FakeServer(), 'suzuki', 13, ['a']);
  assert.equal(keysOf(), 'suzuki');
  await assert.rejects(takeKeys('sato', [keyOf('area:b')], memory.facts.store_id), KeysGone);
  assert.equal(holdsKey('area:b'), false);
});

test('keys that come after a lock are not kept', async () => {
  await lock();
  await assert.rejects(takeKeys('sato', [keyOf('area:b')], memory.facts.store_id), KeysGone);
  assert.equal(keysOf(), null);
});
