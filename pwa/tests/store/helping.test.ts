/** A tablet for one session: the number of the day opens the roster and nothing else. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, PASSPHRASE, restart, sealedAnew, signIn, sync } from './device.ts';
import { came, hana, handedOver, MORNING, nursesTablet, reply } from './hall.ts';
import type { FakeServer } from './server.ts';

const { transact } = await import('../../src/store/db.ts');
const { about } = await import('../../src/store/access.ts');
const { unseal } = await import('../../src/store/codec.ts');
const { memory } = await import('../../src/store/memory.ts');
const helping = await import('../../src/store/helping.ts');
const store = await import('../../src/store/index.ts');
const { counts, drafts, edit, feed, ofSession, openStore, person, phase, record, save } = store;

let server: FakeServer;
beforeEach(async () => {
  server = await nursesTablet();
  helping.underWay.value = false;
});
test.after(closeTabs);

test('a supporter opens it with her name and the number, without a signal, and sees the roster only', async (t) => {
  const number = await handedOver(t);
  assert.match(number, /^\d{6}$/);
  assert.equal(phase.value, 'locked');
  await openStore();
  assert.deepEqual(await helping.openAs('mori', number), { opened: true });
  assert.equal(memory.identity?.helps, 's1');
  assert.deepEqual(memory.identity?.roles, ['supporter']);
  assert.equal(person('p1')?.fields.family, '高橋');
  assert.equal(person('p1')?.fields.phone, undefined, 'the area has it, the roster has not');
  assert.equal(person('p9'), undefined);
  assert.equal((await drafts()).length, 0);
});

test('with the number in hand nothing that lies on the tablet opens beyond the roster and her own', async (t) => {
  await save([{ kind: 'person', id: 'p8', new: { ...hana, family: '鷽替', area: 'a' } }]);
  store.noteRead('person', 'p9');
  const number = await handedOver(t);
  await openStore();
  await helping.openAs('mori', number);
  const { rows, blocks, users, held, ops, reads, writers, slots, facts } = await transact(
    'r',
    async (tables) => ({
      rows: await tables.rows.toArray(),
      blocks: await tables.blocks.toArray(),
      users: await tables.users.toArray(),
      held: await tables.drafts.toArray(),
      ops: await tables.outbox.toArray(),
      reads: await tables.reads.toArray(),
      writers: await tables.writers.toArray(),
      slots: await tables.slots.toArray(),
      facts: memory.facts,
    }),
  );
  const opens = async (blob: Parameters<typeof unseal>[0], place: Parameters<typeof unseal>[1]) =>
    unseal(blob, place).then(
      () => true,
      () => false,
    );
  const scopes = new Set<string>();
  for (const one of rows) if (await opens(one.blob, about.row(one))) scopes.add(one.scope);
  for (const one of blocks) if (await opens(one.blob, about.block(one))) scopes.add(one.scope);
  assert.deepEqual([...scopes], ['roster:s1']);
  assert.ok(
    blocks.some(({ scope }) => scope === 'area:b'),
    'there was something to open',
  );
  const opened = await Promise.all(users.map(({ staff, blob }) => opens(blob, about.user(staff))));
  assert.deepEqual(
    users.filter((_, i) => opened[i]).map(({ staff }) => staff),
    ['mori'],
  );
  assert.ok(ops.some(({ state }) => state === 'sent') && reads.length > 0, 'work of the nurse, not sent yet');
  for (const one of ops) assert.equal(one.blob && (await opens(one.blob, about.op(one))), false);
  for (const one of reads) assert.equal(await opens(one.blob, about.read(one)), false);
  const signs = await Promise.all(writers.map((one) => opens(one.blob, about.writer(one))));
  assert.deepEqual(
    writers.filter((_, i) => signs[i]).map(({ staff }) => staff),
    ['mori'],
  );
  assert.equal(held.length, 1);
  for (const one of held) assert.equal(await opens(one.blob, about.draft(one)), false);
  assert.equal(await opens(facts.helping?.number ?? new Uint8Array(0), about.number('sato', 's1')), false);
  for (const { staff, keys } of slots.filter((slot) => slot.staff.includes('@')))
    assert.deepEqual(keys.map(({ scope }) => scope).sort(), ['roster:s1', `staff:${staff.split('@')[0]}`]);
});

test('the nurse keeps no key of theirs, and comes back with her password at any time', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  await save([came]);
  await feed.unlock('sato', PASSPHRASE);
  assert.equal(memory.identity?.helps, undefined);
  assert.equal(person('p9')?.fields.family, '鷽替');
  assert.equal((await drafts()).length, 1);
  assert.equal(counts.value.others['mori さん'], 1);
  await sync(server);
  assert.ok(server.said.has('21.1'), 'hers, sent by who is on line');
  assert.equal(await helping.numberOfTheDay(), number, 'she may look at it again');
  const mine = await transact('r', (tables) => tables.slots.get('sato'));
  assert.equal(
    mine?.keys.some(({ scope }) => /roster|mori|hayashi/.test(scope)),
    false,
  );
});

test('what one supporter enters another sees, each with her own pen', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  await save([came]);
  await helping.shareWork();
  await store.lock();
  await helping.openAs('hayashi', number);
  assert.equal((await ofSession('s1')).find(({ kind }) => kind === 'attendance')?.fields.state, 'present');
  await save([{ ...came, id: 'a2', new: { ...came.new, person: 'p1' } }]);
  const made = await transact('r', (tables) => tables.outbox.toArray());
  assert.deepEqual(
    made.filter(({ kind }) => kind === 'attendance').map(({ writer_no, staff }) => [writer_no, staff]),
    [
      [21, 'mori'],
      [22, 'hayashi'],
    ],
  );
});

test('the roster here says who has come also to her who cannot open the work of another', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  await save([came]);
  const state = async () => (await record('a1'))?.fields.state;
  const change = async (now: string) => {
    const drawn = await record('a1');
    const op = drawn && edit(drawn, { state: now });
    if (op) await save([op]);
    await helping.shareWork();
  };
  await helping.shareWork();
  await change('cancelled');
  assert.equal(await state(), 'cancelled');
  await change('present');
  assert.equal(await state(), 'present');
  await store.lock();
  await helping.openAs('hayashi', number);
  memory.setOps([]);
  assert.equal(await state(), 'present', 'without the ops of her neighbour');
  assert.deepEqual((await record('a1'))?.members.state, [{ op: '21.3', value: 'present' }]);
});

test('five wrong numbers make her wait, also after a new start; her neighbour is not kept waiting', async (t) => {
  const number = await handedOver(t);
  const wrong = number === '000000' ? '000001' : '000000';
  for (const left of [4, 3, 2, 1]) {
    const tried = await helping.openAs('mori', wrong);
    assert.equal('tries_left' in tried && tried.tries_left, left);
  }
  const fifth = await helping.openAs('mori', wrong);
  assert.deepEqual([fifth.opened, 'wait_s' in fifth && fifth.wait_s], [false, 60]);
  await openStore();
  const right = await helping.openAs('mori', number);
  assert.deepEqual([right.opened, 'why' in right && right.why], [false, 'wait']);
  assert.deepEqual(await helping.openAs('hayashi', number), { opened: true });
  t.mock.timers.setTime(MORNING + 61_000);
  assert.deepEqual(await helping.openAs('mori', number), { opened: true });
});

test('made ready again, the number stays and what is there is kept; another session takes its place', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  await save([came]);
  await feed.unlock('sato', PASSPHRASE);
  await helping.takeReady(reply('s1', [['mori', 21]]));
  assert.equal(await helping.numberOfTheDay(), number);
  assert.equal((await helping.openAs('hayashi', number)).opened, false);
  assert.deepEqual(await helping.openAs('mori', number), { opened: true });
  assert.equal(counts.value.unsent, 1);
  await save([{ ...came, id: 'a3' }]);
  assert.equal(counts.value.unsent, 2);
  await feed.unlock('sato', PASSPHRASE);
  await helping.takeReady(reply('s2'));
  assert.equal(memory.facts.helping?.session, 's2');
  const slots = await transact('r', (tables) => tables.slots.toCollection().primaryKeys());
  assert.deepEqual(slots.sort(), ['hayashi@s2', 'mori@s2', 'sato']);
});

test('a supporter who also has a password here keeps it, and her own way in', async (t) => {
  await feed.signedOut(true);
  await signIn(server, 'mori', 21, ['b'], { passphrase: 'もりのことば2026' });
  await feed.signedOut(true);
  await feed.unlock('sato', PASSPHRASE);
  const number = await handedOver(t);
  assert.deepEqual(await helping.openAs('mori', number), { opened: true });
  assert.equal(person('p9'), undefined, 'by the number she is a supporter only');
  assert.equal((await feed.unlock('mori', 'もりのことば2026')).opened, true);
  assert.equal(person('p9')?.fields.family, '鷽替');
});

test('a kill in the middle of the hall loses nothing', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  await save([came]);
  await sealedAnew();
  await openStore();
  assert.equal(phase.value, 'locked');
  assert.equal(memory.facts.helping?.handed, true);
  assert.deepEqual(await helping.openAs('mori', number), { opened: true });
  assert.equal(counts.value.unsent, 1);
  await restart();
});
