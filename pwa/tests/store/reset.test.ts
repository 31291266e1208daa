import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, pull, signIn, sync } from './device.ts';
import { FakeServer } from './server.ts';

const { person } = await import('../../src/store/index.ts');

let server: FakeServer;
beforeEach(async () => {
  server = new FakeServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
});
test.after(closeTabs);

function elsewhere(op: string, id: string, area: string): void {
  const seq = Number(op.split('.')[1]);
  const named = { family_kana: 'タカハシ', given_kana: 'ハナ', state: 'active', area };
  server.take(op, JSON.stringify({ seq, save: 1, kind: 'person', id, made_at: '', new: named }));
}

test('a head of an earlier page does not end a reset: rows of that scope may have come since', async () => {
  elsewhere('13.1', 'known', 'b');
  await sync(server);
  assert.ok(person('known'));
  server = Object.assign(new FakeServer(), { epoch: 'e2' });
  elsewhere('14.1', 'first', 'a');
  elsewhere('14.2', 'second', 'a');
  await pull(server); // 409: the reset begins
  await pull(server, 'none', 1); // b is at its head, which has nothing yet
  elsewhere('14.3', 'third', 'b');
  elsewhere('13.1', 'known', 'b'); // a colleague sends it again
  await pull(server, 'none', 1); // a is at its head, b no longer
  assert.ok(person('known'), 'the old replica is on screen');
  await sync(server);
  assert.deepEqual(
    ['known', 'first', 'second', 'third'].filter((id) => !person(id)),
    [],
  );
});
