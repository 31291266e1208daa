/** What lies on the tablet opens only for those concerned; a passphrase, a kill, a lost area and an old store. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, keyOf, PASSPHRASE, restart, sealedAnew, signIn, sync } from './device.ts';
import { failingAt } from './faults.ts';
import { FakeServer } from './server.ts';

const { transact } = await import('../../src/store/db.ts');
const { about } = await import('../../src/store/access.ts');
const { headOf, isLent, seal, unseal } = await import('../../src/store/codec.ts');
const { KeysGone } = await import('../../src/store/keyring.ts');
const { memory } = await import('../../src/store/memory.ts');
const store = await import('../../src/store/index.ts');
const feed = await import('../../src/store/running.ts');
const { counts, drafts, edit, ofPerson, openStore, person, phase, record, save, saveDraft, search } = store;

const CANARY = ['鷽替', 'ウソカエ', 'かなりあの理由', '0999314159'];
let server: FakeServer;
beforeEach(async () => {
  server = new FakeServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sync(server);
});
test.after(closeTabs);

const canary = (id: string, area = 'a') => ({
  kind: 'person' as const,
  id,
  new: { family: '鷽替', family_kana: 'ウソカエ', given_kana: 'ハナ', born_on: '1940-03-07', area },
});
const sheet = (id: string, about: string) => ({
  kind: 'submission' as const,
  id,
  new: { person: about, 'a.why': 'かなりあの理由' },
});
const draft = (id: string) => ({
  id,
  person: 'p1',
  form: 'q',
  version: 1,
  answers: { phone: '0999314159' },
  page: 1,
  started_at: '1',
});

/** Everything in the database, with its blobs as the text they would be if they were plain. */
async function dump(): Promise<string> {
  return transact('r', async (tables) => {
    const all = await Promise.all(tables.tables.map((table) => table.toArray()));
    const bytes = (_key: string, value: unknown) =>
      value instanceof Uint8Array ? `${new TextDecoder().decode(value)}` : value;
    return JSON.stringify(all, bytes);
  });
}

async function blobs(): Promise<Uint8Array<ArrayBuffer>[]> {
  return transact('r', async (tables) => {
    const found = await Promise.all(tables.tables.map((table) => table.toArray()));
    return found.flat().flatMap((row) => (row as { blob?: Uint8Array<ArrayBuffer> | null }).blob ?? []);
  });
}

/** The store as the version before keys left it: every blob opened, no slot, no word of it in the facts. */
async function asBefore(): Promise<void> {
  const places: [string, (row: never) => ReturnType<typeof about.op>][] = [
    ['outbox', about.op],
    ['drafts', about.draft],
    ['blocks', about.block],
    ['rows', about.row],
    ['users', ({ staff }: { staff: string }) => about.user(staff)],
    ['writers', about.writer],
  ];
  for (const [name, place] of places) {
    const { keys, rows } = await transact('r', async (tables) => {
      const table = tables.table(name);
      return { keys: await table.toCollection().primaryKeys(), rows: await table.toArray() };
    });
    for (const [i, row] of rows.entries()) {
      const value = await unseal(row.blob, place(row as never)).catch(() => null);
      if (value === null) continue;
      const blob = new TextEncoder().encode(JSON.stringify(value));
      await transact('rw', (tables) =>
        tables.table(name).update(keys[i], { blob, ids: undefined, door: undefined }),
      );
    }
  }
  await transact('rw', async (tables) => {
    await tables.slots.clear();
    const meta = await tables.meta.get('store');
    assert.equal(meta?.key, 'store');
    if (meta?.key !== 'store') return;
    const { sealed: _sealed, ...value } = meta.value;
    await tables.meta.put({ key: 'store', value });
  });
}

test('nothing that was entered or received can be read on the tablet without her passphrase', async () => {
  await save([canary('p1'), sheet('s1', 'p1')]);
  await sync(server);
  await save([canary('p2')]);
  await saveDraft(draft('d1'));
  store.noteRead('person', 'p1');
  const text = await dump();
  assert.deepEqual(
    CANARY.filter((word) => text.includes(word)),
    [],
  );
  await openStore();
  assert.equal(phase.value, 'locked');
  assert.deepEqual(
    [person('p1'), search('うそかえ').length, memory.ops.size, memory.identity],
    [undefined, 0, 0, null],
  );
  assert.equal((await drafts()).length, 0);
  assert.equal(counts.value.others.sato, 1, 'what is owed stays in sight');
  for (const blob of await blobs())
    await assert.rejects(unseal(blob, about.op({ writer_no: 12, seq: 1, staff: 'sato' })));
});

test('her passphrase opens all of it without a signal, another word nothing', async () => {
  await save([canary('p1'), sheet('s1', 'p1')]);
  await sync(server);
  await saveDraft(draft('d1'));
  await openStore();
  assert.deepEqual(await feed.unlock('sato', 'あめのうた2026'), {
    opened: false,
    why: 'wrong',
    wait_s: 0,
    tries_left: 4,
  });
  assert.equal(phase.value, 'locked');
  assert.deepEqual(await feed.unlock('sato', PASSPHRASE), { opened: true });
  assert.equal(phase.value, 'ready');
  assert.equal(person('p1')?.fields.family, '鷽替');
  assert.equal((await ofPerson('p1')).length, 1);
  assert.equal((await drafts()).length, 1);
  await save([canary('p2')]);
  assert.equal(person('p2')?.fields.family, '鷽替');
});

test('after five misses there is a wait that grows, and starting anew or a turned clock shortens none', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-11-21T00:00:00Z') });
  for (const left of [4, 3, 2, 1]) {
    await openStore();
    const came = await feed.unlock('sato', 'wrong words');
    assert.equal(came.opened ? -1 : came.tries_left, left);
  }
  const fifth = await feed.unlock('sato', 'wrong words');
  assert.deepEqual([fifth.opened, 'wait_s' in fifth && fifth.wait_s], [false, 60]);
  await openStore();
  const right = await feed.unlock('sato', PASSPHRASE);
  assert.deepEqual([right.opened, 'why' in right && right.why], [false, 'wait']);
  t.mock.timers.setTime(Date.parse('2020-01-01T00:00:00Z'));
  const turned = await feed.unlock('sato', PASSPHRASE);
  assert.ok('wait_s' in turned && turned.wait_s > 60 && turned.wait_s <= 900);
  t.mock.timers.setTime(Date.parse('2026-11-21T00:01:01Z'));
  const sixth = await feed.unlock('sato', 'wrong words');
  assert.equal('wait_s' in sixth && sixth.wait_s, 120);
  t.mock.timers.setTime(Date.parse('2026-11-21T00:03:02Z'));
  assert.deepEqual(await feed.unlock('sato', PASSPHRASE), { opened: true });
});

test('two windows that guess at once have both guesses counted', async () => {
  await openStore();
  const came = await Promise.all(Array.from({ length: 9 }, () => feed.unlock('sato', 'wrong words')));
  assert.equal(came.filter((one) => !one.opened && one.why === 'wrong').length, 4);
  assert.equal(came.filter((one) => !one.opened && one.why === 'wait').length, 5);
});

test('a new passphrase of the office opens what the old one sealed', async () => {
  await save([canary('p1')]);
  await saveDraft(draft('d1'));
  await openStore();
  await signIn(server, 'sato', 12, ['a', 'b'], { passphrase: 'あたらしいことば' });
  assert.equal(person('p1')?.fields.family, '鷽替');
  assert.equal((await drafts()).length, 1);
  await openStore();
  assert.equal((await feed.unlock('sato', PASSPHRASE)).opened, false);
  assert.equal((await feed.unlock('sato', 'あたらしいことば')).opened, true);
  assert.equal(counts.value.unsent, 1);
});

test('with one passphrase nothing of another area and nothing under way of a colleague opens', async () => {
  await save([canary('p1', 'b')]);
  await sync(server);
  await saveDraft(draft('d1'));
  await feed.signedOut(true);
  await signIn(server, 'suzuki', 13, ['a']);
  const { block, held } = await transact('r', async (tables) => {
    const all = await tables.blocks.toArray();
    return { block: all.find(({ scope }) => scope === 'area:b'), held: await tables.drafts.toArray() };
  });
  assert.ok(block && held[0]);
  await assert.rejects(unseal(block.blob, about.block(block)), KeysGone);
  await assert.rejects(unseal(held[0].blob, about.draft(held[0])), KeysGone);
  assert.deepEqual([person('p1'), (await drafts()).length], [undefined, 0]);
  await sync(server);
  await feed.signedOut(true);
  await openStore();
  assert.deepEqual(await feed.unlock('sato', PASSPHRASE), { opened: true });
  assert.equal(person('p1')?.fields.family, '鷽替');
  assert.equal((await drafts()).length, 1);
});

test('a colleague with another area sends her work, which is hers again afterwards', async () => {
  await save([canary('p1', 'b'), sheet('s1', 'p1')]);
  await feed.signedOut(true);
  await signIn(server, 'suzuki', 13, ['a']);
  await sync(server);
  assert.ok(server.state.records.has('s1'));
  assert.equal(server.said.size, 2);
  await openStore();
  await feed.unlock('sato', PASSPHRASE);
  await sync(server);
  assert.equal((await ofPerson('p1')).length, 1);
});

test('a blob opens in its own place only, and one changed byte shuts it', async () => {
  const blob = await seal({ a: 1 }, about.draft({ id: 'd1', staff: 'sato' }));
  assert.deepEqual(await unseal(blob, about.draft({ id: 'd1', staff: 'sato' })), { a: 1 });
  await assert.rejects(unseal(blob, about.draft({ id: 'd2', staff: 'sato' })));
  await assert.rejects(unseal(blob, about.user('sato')));
  for (const at of [0, 2, 6, 20, blob.length - 1]) {
    const other = Uint8Array.from(blob);
    other[at] = (other[at] ?? 0) ^ 1;
    await assert.rejects(unseal(other, about.draft({ id: 'd1', staff: 'sato' })), `byte ${at}`);
  }
  const again = await seal({ a: 1 }, about.draft({ id: 'd1', staff: 'sato' }));
  assert.notDeepEqual(again, blob, 'never the same twice');
});

test('a new key seals all that the old one did, and the colleague who is away finds it in her slot', async () => {
  await save([canary('p1'), sheet('s1', 'p1')]);
  await sync(server);
  await save([canary('p2')]);
  await feed.signedOut(true);
  await signIn(server, 'suzuki', 13, ['a']);
  const both = ['sato', 'suzuki'];
  const newer = [keyOf('device'), keyOf('area:a'), { ...keyOf('area:a', 7), staff: both }];
  await signIn(server, 'suzuki', 13, ['a'], { keys: [...newer, keyOf('staff:suzuki')] });
  await sealedAnew();
  const stored = await transact('r', (tables) =>
    tables.blocks.where('[side+scope+bucket]').between([0, 'area:a', -1], [0, 'area:a', 99]).toArray(),
  );
  assert.deepEqual([...new Set(stored.map(({ blob }) => blob && headOf(blob)?.generation))], [7]);
  await openStore();
  assert.deepEqual(await feed.unlock('sato', PASSPHRASE), { opened: true });
  assert.equal(person('p1')?.fields.family, '鷽替');
  assert.equal(person('p2')?.fields.family, '鷽替');
  await save([canary('p3')]);
  assert.equal(counts.value.unsent, 2);
});

test('who was told no new key opens nothing that was sealed since', async () => {
  await signIn(server, 'suzuki', 13, ['a']);
  await openStore();
  await feed.unlock('sato', PASSPHRASE);
  const newer = [keyOf('device'), keyOf('area:a'), { ...keyOf('area:a', 7), staff: ['sato'] }];
  await signIn(server, 'sato', 12, ['a'], { keys: [...newer, keyOf('staff:sato')] });
  await save([canary('p1')]);
  await sync(server);
  await sealedAnew();
  await openStore();
  await feed.unlock('suzuki', PASSPHRASE);
  assert.equal(person('p1')?.fields.family, undefined);
});

test('what she holds no key for yet waits, and is never called unreadable', async () => {
  await save([canary('p1')]);
  const place = about.op({ writer_no: 12, seq: 1, staff: 'sato' });
  const { blob } = (await transact('r', (tables) => tables.outbox.toArray()))[0] ?? {};
  assert.ok(blob);
  await transact('rw', (tables) =>
    tables.outbox.toCollection().modify((op) => {
      delete op.sealed;
    }),
  );
  const newer = Uint8Array.from(blob);
  new DataView(newer.buffer).setUint32(1, 99);
  await transact('rw', (tables) => tables.outbox.toCollection().modify({ blob: newer }));
  await sync(server);
  assert.equal(server.said.size, 0);
  await transact('rw', (tables) => tables.outbox.toCollection().modify({ blob }));
  assert.ok(await unseal(blob, place));
  await sync(server);
  assert.equal(server.said.size, 1);
});

/** A tablet of the version before keys: two nurses, both with work unsent, drafts, a register. */
async function oldTablet(): Promise<void> {
  await save([canary('p1'), sheet('s1', 'p1'), canary('p4', 'b')]);
  await sync(server);
  await save([canary('p2')]);
  await saveDraft(draft('d1'));
  const view = await record('p1');
  const op = view && edit(view, { phone: '0999314159' });
  assert.ok(op);
  await save([op]);
  await asBefore();
  const text = await dump();
  assert.deepEqual(
    CANARY.filter((word) => !text.includes(word)),
    [],
    'the old form is plain',
  );
  await openStore();
}

/** What of hers lies under the key of everybody here. */
async function lent(): Promise<string[]> {
  return transact('r', async (tables) => {
    const ops = (await tables.outbox.toArray()).filter((op) => op.blob && isLent(op.blob, about.op(op)));
    const own = (await tables.drafts.toArray()).filter((one) => isLent(one.blob, about.draft(one)));
    const pens = (await tables.writers.toArray()).filter((one) => isLent(one.blob, about.writer(one)));
    return [...ops, ...own, ...pens].map(({ staff }) => staff);
  });
}

async function cameThrough(): Promise<void> {
  assert.equal(counts.value.unsent, 2);
  assert.equal(person('p1')?.fields.phone, '0999314159');
  assert.equal(person('p2')?.fields.family, '鷽替');
  assert.equal((await ofPerson('p1')).length, 1);
  assert.equal((await drafts()).length, 1);
  const text = await dump();
  assert.deepEqual(
    CANARY.filter((word) => text.includes(word)),
    [],
  );
  await restart();
  assert.equal(person('p1')?.fields.phone, '0999314159');
  await sync(server);
  assert.equal(counts.value.unsent, 0);
  assert.ok(server.state.records.has('p2'));
}

test('a tablet of the version before comes through with all it owed', async () => {
  await oldTablet();
  assert.equal(phase.value, 'locked');
  assert.deepEqual(store.usersHere(), [{ login: 'sato', name: 'sato', job: '', unsent: 2 }]);
  await signIn(server, 'sato', 12, ['a', 'b']);
  await cameThrough();
});

test('an old tablet whose first nurse back is another one keeps the first one’s work and drafts', async () => {
  await oldTablet();
  await signIn(server, 'suzuki', 13, ['a']);
  const text = await dump();
  assert.deepEqual(
    CANARY.filter((word) => text.includes(word)),
    [],
  );
  assert.equal((await drafts()).length, 0);
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sealedAnew();
  assert.equal((await drafts()).length, 1);
  assert.deepEqual(await lent(), [], 'everything is under its own key again');
  await cameThrough();
});

test('killed at any write while an old tablet is sealed, it goes on and loses nothing', async () => {
  for (let nth = 0; ; nth++) {
    server = new FakeServer();
    await freshTablet();
    await signIn(server, 'sato', 12, ['a', 'b']);
    await sync(server);
    await oldTablet();
    const killed = await failingAt(nth, false, () => signIn(server, 'sato', 12, ['a', 'b']));
    await openStore();
    await signIn(server, 'sato', 12, ['a', 'b']);
    await cameThrough();
    if (!killed) break;
    assert.ok(nth < 200);
  }
});

test('a lock forgets the keys, and all that was drawn with them', async () => {
  await save([canary('p1')]);
  assert.equal(search('うそかえ').length, 1);
  await store.lock();
  assert.equal(phase.value, 'locked');
  assert.deepEqual([person('p1'), search('うそかえ').length, memory.blocks.size], [undefined, 0, 0]);
  await assert.rejects(save([canary('p2')]), store.SaveFailed);
});

test('her number lifts the curtain while the keys are here, five wrong ones let them go', async () => {
  assert.equal(store.hasPin.value, null);
  await store.choosePin('2468');
  store.lockScreen();
  assert.equal(store.tryPin('1357'), 'wrong');
  assert.equal(store.screenLocked.value, true);
  assert.equal(store.tryPin('2468'), 'right');
  assert.equal(store.screenLocked.value, false);
  await restart();
  assert.equal(store.hasPin.value, true, 'chosen once');
  store.lockScreen();
  assert.deepEqual(
    ['1', '2', '3', '4', '5'].map((digits) => store.tryPin(digits)),
    ['wrong', 'wrong', 'wrong', 'wrong', 'gone'],
  );
  assert.ok(!(await dump()).includes('2468'));
});
