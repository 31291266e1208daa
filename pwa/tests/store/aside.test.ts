import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dropAside, keepAside, keptAside } from '../../src/store/aside.ts';
import { freshTablet } from './device.ts';

const DB = 'kayoi-office';

/** Everything that lies in the database, as it would be found on a copied disk. */
async function onDisk(): Promise<unknown[]> {
  const asked = indexedDB.open(DB);
  const database: IDBDatabase = await new Promise((resolve) => {
    asked.onsuccess = () => resolve(asked.result);
  });
  const all = database.transaction('aside').objectStore('aside').getAll();
  await new Promise((resolve) => {
    all.onsuccess = resolve;
  });
  database.close();
  return all.result;
}

test('a sheet under way is there after a reload, for her alone, and cannot be read on the disk', async () => {
  await freshTablet();
  await keepAside('staff-1', { number: '123456782', answers: { 'qmcoo.01_health': 1 }, name: '高橋 ハナ' });
  await keepAside('staff-1', { number: '123456782', answers: { 'qmcoo.01_health': 4 }, name: '高橋 ハナ' });
  assert.deepEqual(await keptAside('staff-1'), {
    number: '123456782',
    answers: { 'qmcoo.01_health': 4 },
    name: '高橋 ハナ',
  });
  assert.equal(await keptAside('staff-2'), null);
  for (const one of await onDisk()) {
    if (one instanceof CryptoKey) assert.equal(one.extractable, false);
    else {
      const { box } = one as { box: ArrayBuffer };
      assert.doesNotMatch(new TextDecoder().decode(box), /123456782|qmcoo|高橋/);
    }
  }
  await dropAside('staff-1');
  assert.equal(await keptAside('staff-1'), null);
});

test('what belongs to another is not opened by putting it in her place', async () => {
  await freshTablet();
  await keepAside('staff-1', { is: 'hers' });
  const asked = indexedDB.open(DB);
  await new Promise((resolve) => {
    asked.onsuccess = resolve;
  });
  const store = () => asked.result.transaction('aside', 'readwrite').objectStore('aside');
  const got = store().get('staff-1');
  await new Promise((resolve) => {
    got.onsuccess = resolve;
  });
  const put = store().put(got.result, 'staff-2');
  await new Promise((resolve) => {
    put.onsuccess = resolve;
  });
  asked.result.close();
  assert.equal(await keptAside('staff-2'), null);
});

test('of many keys in a moment only the last word is kept, and what was filed does not come back', async () => {
  await freshTablet();
  for (let n = 0; n < 50; n++) void keepAside('staff-1', { n });
  await keepAside('staff-1', { n: 50 });
  assert.deepEqual(await keptAside('staff-1'), { n: 50 });
  for (let n = 0; n < 50; n++) void keepAside('staff-1', { n });
  void keepAside('staff-2', { n: 2 });
  await dropAside('staff-1');
  assert.deepEqual([await keptAside('staff-1'), await keptAside('staff-2')], [null, { n: 2 }]);
  void keepAside('staff-1', { n: 1 });
  void keepAside('staff-1', { n: 2 });
  void dropAside();
  await keepAside('staff-3', { n: 3 });
  const kept = await Promise.all(['staff-1', 'staff-2', 'staff-3'].map((staff) => keptAside(staff)));
  assert.deepEqual(kept, [null, null, { n: 3 }]);
});
