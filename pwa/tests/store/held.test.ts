/** 保留: what is on hold can be put right and sent again, and nothing of it is lost on the way. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, membersOf, restart, signIn } from './device.ts';
import { StrictServer } from './strict.ts';
import { Wire } from './wire.ts';

const { counts, drafts, edit, heldOp, outbox, person, record, replacement, save, saveDraft } = await import(
  '../../src/store/index.ts'
);
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

const P1 = { kind: 'person' as const, id: 'p1', new: { area: 'a', family: '髙橋', phone: '1' } };
async function change(now: Record<string, string>): Promise<void> {
  const view = person('p1');
  const op = view && edit(view, now);
  assert.ok(op);
  await save([op]);
}
const heldRows = async () => (await outbox()).filter((row) => row.state === 'held');

test('a held registration is put right with everything it carried, and leaves 保留 when the server says so', async () => {
  await save([{ ...P1, new: { ...P1.new, phone: 'BAD' } }]);
  await save([{ kind: 'submission', id: 's1', new: { person: 'p1', answer: '3' } }]);
  await run();
  assert.deepEqual(
    (await heldRows()).map(({ reason, held_op }) => [reason, held_op]),
    [
      ['waits', '12.2'],
      ['invalid-value', '12.1'],
    ],
    'what hangs from it waits for it',
  );
  assert.deepEqual(heldOp('12.1')?.fields, { area: 'a', family: '髙橋', phone: 'BAD' });
  const op = replacement('12.1', { phone: '0574-25-1111' });
  assert.ok(op && 'new' in op);
  assert.deepEqual(op.new, { area: 'a', family: '髙橋', phone: '0574-25-1111' });
  await save([op]);
  assert.equal(person('p1')?.fields.phone, '0574-25-1111', 'what she put right is drawn, and once only');
  assert.deepEqual(membersOf(person('p1'), 'phone').size, 1);
  assert.equal(heldOp('12.1'), undefined);
  assert.deepEqual(
    [counts.value.held, (await heldRows()).map(({ held_op }) => held_op)],
    [2, ['12.2', undefined]],
  );
  await restart();
  assert.deepEqual(membersOf(person('p1'), 'phone').size, 1, 'nor after a restart');
  await run();
  assert.deepEqual([...server.replaced], ['12.1']);
  assert.deepEqual([counts.value.held, counts.value.unsent, await heldRows()], [0, 0, []]);
  await run();
  assert.deepEqual([...membersOf(person('p1'), 'phone')], [['12.3', '0574-25-1111']]);
  assert.deepEqual([...membersOf(await record('s1'), 'answer')], [['12.2', '3']]);
  assert.equal(memory.ops.size, 0, 'nothing stays in the overlay');
});

test('a held correction keeps what it had seen, so nobody else is overwritten unseen', async () => {
  await save([P1]);
  await run();
  await change({ phone: 'BAD', family: '高橋' });
  await run();
  server.take(
    '13.1',
    JSON.stringify({
      seq: 1,
      save: 1,
      kind: 'person',
      id: 'p1',
      made_at: '',
      edits: { phone: { saw: ['12.1'], now: '2' } },
    }),
  );
  const op = replacement('12.2', { phone: '3' }, undefined);
  assert.ok(op && 'edits' in op);
  assert.deepEqual(op.edits.phone, { saw: ['12.2', '12.1'], now: '3' });
  assert.deepEqual(
    op.edits.family,
    { saw: ['12.2', '12.1'], now: '高橋' },
    'every field of what it replaces',
  );
  await save([op]);
  await run();
  await run();
  assert.deepEqual(
    new Map(membersOf(person('p1'), 'phone')),
    new Map([
      ['13.1', '2'],
      ['12.3', '3'],
    ]),
    'the other value, which she was not shown, stands beside hers',
  );
  assert.deepEqual([...membersOf(person('p1'), 'family')], [['12.3', '高橋']]);
  assert.equal(counts.value.held, 0);
});

test('put right while the other value is on screen, it settles the two', async () => {
  await save([P1]);
  await run();
  await change({ phone: 'BAD' });
  server.take(
    '13.1',
    JSON.stringify({
      seq: 1,
      save: 1,
      kind: 'person',
      id: 'p1',
      made_at: '',
      edits: { phone: { saw: ['12.1'], now: '2' } },
    }),
  );
  await run();
  const op = replacement('12.2', { phone: '3' }, person('p1'));
  assert.ok(op);
  await save([op]);
  await run();
  await run();
  assert.deepEqual([...membersOf(person('p1'), 'phone')], [['12.3', '3']]);
});

test('put right wrongly, the newest is what is on hold, and can be put right again', async () => {
  await save([{ ...P1, new: { ...P1.new, phone: 'BAD' } }]);
  await run();
  const first = replacement('12.1', { phone: 'BAD too' });
  assert.ok(first);
  await save([first]);
  await run();
  assert.deepEqual(
    (await heldRows()).map(({ held_op }) => held_op),
    ['12.2', undefined],
  );
  const second = replacement('12.2', { phone: '1' });
  assert.ok(second);
  await save([second]);
  await run();
  await run();
  assert.equal(person('p1')?.fields.phone, '1');
  assert.deepEqual(
    await heldRows(),
    [],
    'the first, which a held one had stood in for, is not on hold for ever',
  );
});

test('a held sheet opens as a sheet and files in its place, once, from however many windows', async () => {
  await save([
    P1,
    { kind: 'submission', id: 's1', new: { person: 'p1', answer: 'BAD', 'a.q1': 1, 'a.q2': 2 } },
  ]);
  await run();
  const held = heldOp('12.2');
  assert.ok(held);
  const draft = { id: 's1', person: 'p1', form: 'qmcoo', version: 1, page: 1, started_at: '', answers: {} };
  await saveDraft({ ...draft, replaces: held.op, base: { answer: 'BAD' } });
  await restart();
  assert.equal((await drafts())[0]?.replaces, '12.2');
  const op = replacement(held.op, { answer: '1', 'a.q2': null });
  assert.ok(op);
  await save([op], 's1');
  await saveDraft({ ...draft, replaces: held.op });
  await save([op], 's1');
  await run();
  await run();
  assert.deepEqual([...server.state.ops.keys()], ['12.1', '12.2', '12.3'], 'the second window filed nothing');
  const sheet = await record('s1');
  assert.deepEqual([sheet?.fields.answer, sheet?.fields['a.q1'], sheet?.fields['a.q2']], ['1', 1, null]);
});

test('an office that lets the held op in at the same moment leaves both values to be settled', async () => {
  await save([P1]);
  await run();
  await change({ phone: 'BAD' });
  await run();
  server.release();
  const op = replacement('12.2', { phone: '3' });
  assert.ok(op);
  await save([op]);
  await run();
  await run();
  assert.deepEqual([...membersOf(person('p1'), 'phone')], [['12.3', '3']], 'it had seen what was released');
  assert.deepEqual([counts.value.held, counts.value.unsent], [0, 0]);
});

test("a colleague's held op is hers to put right", async () => {
  await save([{ ...P1, new: { ...P1.new, phone: 'BAD' } }]);
  await run();
  await signIn(server, 'tanaka', 13, ['a']);
  assert.equal(heldOp('12.1'), undefined);
  assert.equal((await heldRows()).length, 0);
});
