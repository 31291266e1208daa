import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, signIn, sync } from './device.ts';
import { FakeServer } from './server.ts';

const { transact } = await import('../../src/store/db.ts');
const { save } = await import('../../src/store/index.ts');

let server: FakeServer;
beforeEach(async () => {
  server = new FakeServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sync(server);
});
test.after(closeTabs);

const HANA = { family_kana: 'タカハシ', given_kana: 'ハナ', state: 'active', area: 'a' };
const newPerson = (id: string) => ({ kind: 'person' as const, id, new: HANA });

test('a save after one of another window of which nothing was heard takes the next number, and none twice', async () => {
  await save([newPerson('p1')]);
  await transact('rw', async (tables) => {
    const mine = await tables.outbox.where('[writer_no+seq]').equals([12, 1]).first();
    assert.ok(mine);
    const { n: _n, ...theirs } = mine;
    await tables.outbox.add({ ...theirs, seq: 2, save: 2, mac: 'theirs' } as typeof mine);
    await tables.writers.update(12, { next_seq: 3, next_save: 3 });
  });
  assert.deepEqual(await save([newPerson('p2')]), { save: 3 });
  assert.deepEqual(await save([newPerson('p3')]), { save: 4 });
  const seqs = await transact('r', (tables) => tables.outbox.toArray());
  assert.deepEqual(seqs.map(({ seq }) => seq).sort(), [1, 2, 3, 4]);
});
