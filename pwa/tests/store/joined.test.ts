import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, membersOf, pull, push, restart, signIn, sync } from './device.ts';
import { JoiningServer } from './joining.ts';

const {
  canonical,
  drafts,
  edit,
  ofKind,
  ofPerson,
  outbox,
  person,
  personCount,
  record,
  save,
  saveDraft,
  search,
} = await import('../../src/store/index.ts');
const { memory } = await import('../../src/store/memory.ts');

const A = '018f0000-0000-7000-8000-00000000000a';
const B = '018f0000-0000-7000-8000-00000000000b';
const HANA = { family: '髙橋', given: 'ハナ', born_on: '1940-03-07', sex: 'female' };

let server: JoiningServer;
beforeEach(async () => {
  server = new JoiningServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  office('1.1', A, { ...HANA, family_kana: 'タカハシ', given_kana: 'ハナ', phone: '1', area: 'a' });
  office('1.2', B, { ...HANA, family_kana: 'ワタナベ', given_kana: 'ハナ', phone: '2', area: 'b' });
  await sync(server);
});
test.after(closeTabs);

let seq = 100;
/** The next op of the office. */
function next(): string {
  seq += 1;
  return `1.${seq}`;
}
/** A creation or an edit by somebody else. */
function office(
  op: string,
  id: string,
  fields: Record<string, unknown>,
  saw?: Record<string, string[]>,
): void {
  const edits = Object.fromEntries(
    Object.entries(fields).map(([field, now]) => [field, { saw: saw?.[field] ?? [], now }]),
  );
  const said = saw ? { edits } : { new: fields };
  server.take(op, JSON.stringify({ seq: 1, save: 1, kind: 'person', id, made_at: '', ...said }));
}
function join(): string {
  const op = next();
  office(op, B, { merged_into: A }, {});
  return op;
}
function part(op: string): void {
  office(next(), B, { merged_into: null }, { merged_into: [op] });
}
const sheet = (id: string, about: string) => ({
  kind: 'submission' as const,
  id,
  new: { person: about, form: 'qmcoo' },
});
/** Two dozen characters are enough for the digest of a row. */
const id = (n: number) => `018f0000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;

test('a joined record opens the one that stands for both, and is counted once', async () => {
  join();
  await sync(server);
  assert.equal(canonical(B), A);
  assert.equal(person(B)?.id, A);
  assert.deepEqual(
    [...membersOf(person(B), 'phone')],
    [
      ['1.1', '1'],
      ['1.2', '2'],
    ],
  );
  assert.equal((await record(B))?.id, A);
  assert.equal(personCount(), 1);
  assert.deepEqual(
    (await ofKind('person')).map((view) => view.id),
    [A],
  );
});

test('either name finds her, once', async () => {
  join();
  await sync(server);
  for (const name of ['たかはし', 'わたなべ', 'はな'])
    assert.deepEqual(
      search(name).map((hit) => [hit.id, hit.family_kana]),
      [[A, 'タカハシ']],
      name,
    );
});

test('everything that hangs from either record is hers, filed here or there, before and after', async () => {
  await save([sheet(id(1), B)]);
  await sync(server);
  await save([sheet(id(2), A)]);
  join();
  await sync(server);
  await save([sheet(id(3), B)]);
  for (const one of [A, B])
    assert.deepEqual((await ofPerson(one)).map((view) => view.id).sort(), [id(1), id(2), id(3)]);
});

test('what was entered offline under the old id lies over the root and never leaves the screen', async () => {
  const drawn = person(B);
  join();
  assert.ok(drawn);
  const op = edit(drawn, { phone: '3' });
  assert.ok(op);
  await save([op]);
  const shows = (when: string) => assert.ok([...membersOf(person(B), 'phone').values()].includes('3'), when);
  shows('before the joining is known');
  await pull(server);
  assert.equal(person(B)?.id, A);
  assert.deepEqual([...membersOf(person(A), 'phone').values()], ['1', '3'], 'the value she replaced is gone');
  assert.equal(person(A)?.unsent, true);
  await push(server);
  shows('arrived');
  while (await pull(server)) shows('while pages come');
  shows('shown');
  await sync(server);
  assert.equal(person(A)?.unsent, false);
  assert.deepEqual([...membersOf(person(A), 'phone').values()], ['1', '3']);
  await restart();
  shows('after a restart');
});

test('an edit of the root sees the values of both, and they both go', async () => {
  join();
  await sync(server);
  const drawn = person(A);
  assert.ok(drawn);
  const op = edit(drawn, { phone: '9' });
  assert.deepEqual(op && 'edits' in op && op.edits.phone?.saw, ['1.1', '1.2']);
  await save([op as NonNullable<typeof op>]);
  assert.equal(person(B)?.fields.phone, '9');
  await sync(server);
  assert.deepEqual([...membersOf(person(A), 'phone').values()], ['9']);
});

test('parted again, each is herself, and what was entered under her id is hers', async () => {
  const op = join();
  await sync(server);
  await save([sheet(id(1), B)]);
  part(op);
  await sync(server);
  assert.deepEqual([person(A)?.fields.phone, person(B)?.fields.phone], ['1', '2']);
  assert.equal(personCount(), 2);
  assert.deepEqual(
    (await ofPerson(A)).map((view) => view.id),
    [],
  );
  assert.deepEqual(
    (await ofPerson(B)).map((view) => view.id),
    [id(1)],
  );
  assert.equal((await outbox()).length, 1);
});

test('a sheet under way for the joined record goes on, under the id it was begun with', async () => {
  const begun = { id: id(5), person: B, form: 'qmcoo', version: 1, answers: {}, page: 1, started_at: '' };
  await saveDraft(begun);
  join();
  await sync(server);
  const [draft] = await drafts();
  assert.equal(draft?.person, B);
  assert.equal(canonical(draft?.person ?? ''), A);
  assert.equal(person(draft?.person ?? '')?.id, A);
});

test('a circle, which no server makes, still draws somebody', async () => {
  join();
  await sync(server);
  const row = memory.personRow(A);
  assert.ok(row);
  row.fields.merged_into = B;
  memory.setBlock('area:none|0', new Map());
  assert.ok([A, B].includes(canonical(A)));
  assert.ok(person(A));
});

test('a protected address is not drawn, not even the one she has just entered', async () => {
  office('1.50', A, { address_protected: true }, {});
  await sync(server);
  const drawn = person(A);
  assert.ok(drawn);
  const op = edit(drawn, { address: '北町5' });
  assert.ok(op);
  await save([op]);
  assert.equal(person(A)?.fields.address, undefined);
  assert.equal(person(A)?.members.address, undefined);
  assert.equal(person(A)?.unsent, true);
});
