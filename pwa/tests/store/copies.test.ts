/** Copies: kept until every backup holds them, out of the way of everyday work, and gone afterwards. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, restart, signIn } from './device.ts';
import { StrictServer } from './strict.ts';
import { Wire } from './wire.ts';

const { transact } = await import('../../src/store/db.ts');
const { counts, person, save } = await import('../../src/store/index.ts');
const feed = await import('../../src/store/running.ts');
const { loadOps } = await import('../../src/store/load.ts');
const { memory } = await import('../../src/store/memory.ts');
const { run } = await import('../../src/sync/run.ts');

let server: StrictServer;
beforeEach(async () => {
  server = new StrictServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a']);
  new Wire(server, ['area:a'], [12]);
});
test.after(closeTabs);

const newPerson = (id: string, phone = '1') => ({ kind: 'person' as const, id, new: { area: 'a', phone } });
async function file(count: number, from = 1): Promise<void> {
  for (let n = from; n < from + count; n++) await save([newPerson(`p${n}`)]);
}
/** seq → whether its bytes are still here. */
async function copies(): Promise<[number, boolean][]> {
  const ops = await transact('r', (tables) => tables.outbox.orderBy('[writer_no+seq]').toArray());
  return ops.map((op) => [op.seq, op.blob !== null]);
}
/** The day has changed: what is counted begins anew with the next save. */
const nextRound = () =>
  transact('rw', async (tables) => {
    const meta = await tables.meta.get('store');
    if (meta?.key === 'store')
      await tables.meta.put({ key: 'store', value: { ...meta.value, round_on: '2000-01-01' } });
  });
async function backUp(ranges: [number, number][]): Promise<void> {
  server.backed.set(12, ranges);
  await run();
  await feed.dropCopies();
}

test('every op is kept until the backups hold it, then all but the last of a run', async () => {
  await file(6);
  await run();
  await run();
  assert.equal(memory.ops.size, 0, 'all shown');
  await feed.dropCopies();
  assert.equal((await copies()).length, 6, 'no backup, no dropping');
  await nextRound();
  await file(1, 7);
  await backUp([[1, 4]]);
  assert.deepEqual(await copies(), [
    [4, false],
    [5, true],
    [6, true],
    [7, true],
  ]);
  await backUp([[1, 6]]);
  await backUp([[1, 6]]);
  assert.deepEqual(await copies(), [
    [6, false],
    [7, true],
  ]);
  await file(1, 8);
  await run();
  assert.deepEqual(server.misfits, []);
});

test('what is on hold or has not arrived stays, whatever a backup says', async () => {
  await file(2);
  await save([newPerson('p3', 'BAD')]);
  await file(2, 4);
  await run();
  await nextRound();
  await file(1, 6);
  await backUp([[1, 99]]);
  assert.deepEqual(
    (await copies()).filter(([, bytes]) => bytes),
    [
      [3, true],
      [6, true],
    ],
  );
  assert.equal(counts.value.held, 1);
});

test('restored from that very backup, the server gets the rest again on the past it knows', async () => {
  await file(4);
  await save([newPerson('p5', 'BAD')]);
  await file(3, 6);
  await run();
  const backup = structuredClone(server.state);
  await nextRound();
  await file(3, 9);
  await run();
  await backUp([[1, 8]]);
  server.state = backup;
  server.epoch = 'e2';
  await restart();
  await run();
  await run();
  assert.deepEqual(server.misfits, [], 'a held op in the middle goes alone, and its past is known too');
  assert.deepEqual([...server.state.ops.keys()].length, 11);
  for (let n = 1; n <= 11; n++) assert.ok(person(`p${n}`), `p${n} is on screen`);
  assert.equal(counts.value.unsent, 0);
});

test('thousands of kept copies slow neither start nor save nor push', async () => {
  await file(1);
  await run();
  await run();
  const spent = async () => {
    const began = performance.now();
    await restart();
    await file(5, Math.floor(Math.random() * 1e9));
    await feed.nextBatch(12, 0, 1000, false);
    const took = performance.now() - began;
    await run();
    return took;
  };
  await spent();
  const few = Math.min(await spent(), await spent(), await spent());
  await transact('rw', async (tables) => {
    const one = await tables.outbox.orderBy('n').first();
    assert.ok(one);
    const { n: _n, ...kept } = one;
    const many = Array.from({ length: 4000 }, (_, i) => ({
      ...kept,
      state: 'shown' as const,
      round: -1,
      seq: 1e6 + i,
    }));
    await tables.outbox.bulkAdd(many as never[]);
  });
  const many = Math.min(await spent(), await spent(), await spent());
  assert.ok(many < few * 3 + 15, `${Math.round(many)} ms beside ${Math.round(few)} ms`);
});

test('what is saved while hundreds of ops are being read again stays on screen', async () => {
  await file(450);
  memory.setOps([]); // as a tab that has only heard that there is news
  let saved: Promise<unknown> | undefined;
  const yieldTurn = async () => {
    saved ??= save([newPerson('late')]);
    await saved;
  };
  Object.assign(globalThis, { scheduler: { yield: yieldTurn } });
  await loadOps();
  Object.assign(globalThis, { scheduler: undefined });
  assert.ok(saved, 'the reading lets others have their turn');
  assert.ok(person('late'));
  assert.equal(memory.ops.size, 451);
  assert.equal(counts.value.unsent, 451);
});
