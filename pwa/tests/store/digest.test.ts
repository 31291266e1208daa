/** What is damaged on the tablet, or was left out by the server, is noticed and heals by itself. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import { digestOf, EMPTY, partOf, rowHash, withoutRow, withRow } from '../../src/store/digest.ts';
import { uuid7 } from '../../src/sync/ids.ts';
import { closeTabs, freshTablet, membersOf, pull, push, restart, signIn, sync } from './device.ts';
import { FakeServer } from './server.ts';

const { transact } = await import('../../src/store/db.ts');
const { about } = await import('../../src/store/access.ts');
const { seal, unseal } = await import('../../src/store/codec.ts');
const { bucketOf, memory } = await import('../../src/store/memory.ts');
const feed = await import('../../src/store/running.ts');
const { drafts, edit, left, ofPerson, progress, person, personCount, record, save, saveDraft } = await import(
  '../../src/store/index.ts'
);
const VECTORS = JSON.parse(
  readFileSync(new URL('../../../tests/vectors/digest.json', import.meta.url), 'utf8'),
);

test('a row hashes as on the server', () => {
  for (const { id, seq, hash, bucket } of VECTORS.rows) {
    assert.equal(rowHash(id, seq), hash, id);
    assert.equal(partOf(id), bucket);
  }
});

test('a set of rows adds up as on the server, in any order, row by row and back', () => {
  for (const { rows, digest } of VECTORS.digests) {
    const all = rows.map(([id, seq]: [string, number]) => ({ id, seq }));
    assert.deepEqual(digestOf(all), digest);
    let sum = EMPTY;
    for (const { id, seq } of all) sum = withRow(sum, id, seq);
    for (const { id, seq } of all) sum = withoutRow(sum, id, seq);
    assert.deepEqual(sum, EMPTY);
  }
});

let server: FakeServer;
let people: string[];
beforeEach(async () => {
  server = new FakeServer();
  people = Array.from({ length: 40 }, () => uuid7());
  for (const [n, id] of people.entries()) elsewhere(`13.${n + 1}`, newPerson(id, n % 2 ? 'a' : 'b'));
  for (const [n, id] of people.entries()) elsewhere(`14.${n + 1}`, sheet(uuid7(), id));
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sync(server);
  assert.equal(await mend(), 0, 'sound from the start');
});
test.after(closeTabs);

const newPerson = (id: string, area = 'a') => ({
  kind: 'person' as const,
  id,
  new: { family_kana: 'タカハシ', given_kana: 'ハナ', born_on: '1940-03-07', sex: 'female', area },
});
const sheet = (id: string, about: string) => ({
  kind: 'submission' as const,
  id,
  new: { person: about, form: 'qmcoo' },
});
const elsewhere = (op: string, body: object) =>
  server.take(op, JSON.stringify({ seq: 1, save: 1, made_at: '', ...body }));
const bytes = (text: string) => new TextEncoder().encode(text);

/** What src/sync/mending.ts does, without the wire: how many rows were put right. */
async function mend(): Promise<number> {
  let fixed = 0;
  for (const scope of await feed.unsound()) {
    const { audit, asks } = await feed.compare(scope, server.parts(scope));
    for (const parts of asks) fixed += await feed.takeRows(audit, parts, server.rowsIn(scope, parts));
  }
  return fixed;
}

async function assertWhole(): Promise<void> {
  assert.equal(personCount(), people.length);
  for (const id of people) {
    assert.equal(person(id)?.fields.family_kana, 'タカハシ');
    assert.equal((await ofPerson(id)).length, 1);
  }
  memory.audited = Number.NEGATIVE_INFINITY;
  assert.deepEqual(await feed.unsound(), []);
}

test('rows and a whole block lost from the disk come back after the app is opened again', async () => {
  await transact('rw', async (tables) => {
    await tables.rows.limit(7).delete();
    await tables.blocks.limit(1).delete();
  });
  await restart();
  assert.ok(personCount() < people.length);
  assert.ok((await mend()) > 7);
  await assertWhole();
  assert.equal(await mend(), 0);
});

test('what cannot be read is left out of the screens and comes back', async () => {
  await transact('rw', async (tables) => {
    await tables.rows.limit(3).modify({ blob: bytes('{"half') });
    await tables.blocks.limit(2).modify({ blob: bytes('\u0000') });
  });
  await restart();
  for (const id of people) await ofPerson(id);
  assert.ok((await mend()) >= 5);
  await assertWhole();
});

test('a row in the place of another is no row, and a row that never was goes', async () => {
  const strange = uuid7();
  const [one, other] = await transact('r', (tables) => tables.rows.limit(2).toArray());
  assert.ok(one && other);
  const never = { ...one, id: strange, seq: 3 };
  const foreign = await seal(never, about.row(never));
  await transact('rw', async (tables) => {
    await tables.rows.put({ ...one, blob: other.blob });
    await tables.rows.put({
      ...one,
      id: strange,
      blob: foreign,
    });
  });
  await restart();
  assert.ok((await mend()) >= 2);
  await sync(server);
  await assertWhole();
  assert.equal(
    await transact('r', (tables) => tables.rows.where('[side+id]').equals([0, strange]).count()),
    0,
  );
});

test('a row too many stays while a draft names it', async () => {
  const strange = uuid7();
  const kept = memory.personRow(people[1] ?? '');
  assert.ok(kept);
  const bucket = bucketOf(strange);
  const place = { side: 0 as const, scope: 'area:a', bucket };
  const there = await transact('r', (tables) => tables.blocks.get([0, 'area:a', bucket]));
  const before = there ? await unseal<object[]>(there.blob, about.block(place)) : [];
  const blob = await seal([...before, { ...kept, id: strange }], about.block(place));
  await transact('rw', (tables) =>
    tables.blocks.put({ ...place, ids: [...(there?.ids ?? []), strange], blob }),
  );
  await restart();
  assert.ok(person(strange), 'it is on screen');
  const draft = { id: 'd1', person: strange, form: 'q', version: 1, answers: {}, page: 1, started_at: '' };
  await saveDraft(draft);
  assert.equal(await mend(), 1);
  await sync(server);
  assert.equal(person(strange)?.leaving, true);
  assert.equal((await drafts()).length, 1);
  await save([sheet(uuid7(), people[0] ?? '')], 'd1');
  await sync(server);
  await sync(server);
  assert.equal(person(strange), undefined);
});

test('a row that the server left out of a page is noticed at that head', async () => {
  const id = people[1] ?? '';
  elsewhere('13.99', { kind: 'person', id, edits: { phone: { saw: [], now: '1' } } });
  const page = server.pull(await feed.pullQuery(100), memory.scopes, [12], 100);
  assert.ok(page !== 'feed-reset');
  assert.deepEqual(
    page.rows.map((row) => row.id),
    [id],
  );
  await feed.applyPage({ ...page, rows: [] });
  assert.equal(person(id)?.fields.phone, undefined);
  assert.deepEqual(await feed.unsound(), ['area:a']);
  assert.equal(await mend(), 1);
  assert.equal(person(id)?.fields.phone, '1');
  await assertWhole();
});

test('a row withdrawn behind our back goes, and one of ours that came back is mended', async () => {
  const id = people[1] ?? '';
  elsewhere('13.99', { kind: 'person', id, edits: { area: { saw: ['13.2'], now: 'far' } } });
  const page = server.pull(await feed.pullQuery(100), memory.scopes, [12], 100);
  assert.ok(page !== 'feed-reset' && page.withdrawn.length === 2);
  await feed.applyPage({ ...page, withdrawn: [] });
  assert.ok(person(id));
  assert.equal(await mend(), 2);
  await sync(server);
  assert.equal(person(id), undefined);
  assert.deepEqual(await feed.unsound(), []);
});

test('own ops, echoes, drafts, moves and rows on their way out never look like damage', async () => {
  const [one = '', two = ''] = people;
  const view = await record(one);
  assert.ok(view);
  const op = edit(view, { phone: '0' });
  await save([op ?? newPerson(uuid7()), newPerson(uuid7())]);
  await push(server);
  await pull(server);
  assert.deepEqual(await feed.unsound(), []);
  elsewhere('13.98', { kind: 'person', id: two, edits: { area: { saw: ['13.2'], now: 'b' } } });
  elsewhere('13.99', { kind: 'person', id: one, edits: { area: { saw: ['13.1'], now: 'far' } } });
  await saveDraft({ id: 'd', person: one, form: 'q', version: 1, answers: {}, page: 1, started_at: '' });
  for (let page = 0; page < 3; page++) {
    await pull(server, 'none', 1);
    assert.deepEqual(await feed.unsound(), []);
  }
  await sync(server);
  assert.equal(person(one)?.leaving, true);
  memory.audited = Number.NEGATIVE_INFINITY;
  assert.deepEqual(await feed.unsound(), []);
  assert.deepEqual([...membersOf(person(one), 'phone').values()], ['0']);
});

test('what was repaired is told with the next request, and only faults are counted', async () => {
  await transact('rw', (tables) => tables.rows.limit(2).delete());
  memory.audited = Number.NEGATIVE_INFINITY;
  assert.equal((await feed.unsound()).length, 1);
  elsewhere('13.99', { kind: 'person', id: people[1], edits: { phone: { saw: [], now: '1' } } });
  assert.equal(await mend(), 2);
  assert.equal((await feed.ownFacts()).repaired, 2);
  await restart();
  assert.equal((await feed.ownFacts()).repaired, 2);
});

test('an area that is lost and comes again adds up', async () => {
  await signIn(server, 'sato', 12, ['b']);
  await sync(server);
  assert.deepEqual(await feed.unsound(), []);
  await signIn(server, 'sato', 12, ['a', 'b']);
  while (await pull(server, 'none', 7));
  assert.deepEqual(await feed.unsound(), []);
  await assertWhole();
});

test('after a feed reset the new replica adds up', async () => {
  const fresh = Object.assign(new FakeServer(), { epoch: 'e2' });
  for (const [op, text] of server.said) fresh.take(op, text);
  server = fresh;
  while (await pull(server, 'none', 9));
  await sync(server);
  assert.deepEqual(await feed.unsound(), []);
  await assertWhole();
});

test('what left her areas is counted, and who moved between two of hers is not', async () => {
  const [one = '', two = ''] = people;
  left.value = 0;
  elsewhere('13.98', { kind: 'person', id: two, edits: { area: { saw: ['13.2'], now: 'b' } } });
  elsewhere('13.99', { kind: 'person', id: one, edits: { area: { saw: ['13.1'], now: 'far' } } });
  await sync(server);
  await sync(server);
  assert.equal(left.value, 2, 'she and her sheet');
  assert.ok(person(two));
});

test("where she holds the area, a roster's part of a person is not what is drawn", async () => {
  const id = people[1] ?? '';
  const whole = memory.personRow(id);
  assert.ok(whole && memory.identity);
  const scope = 'roster:018f0000-0000-7000-8000-0000000000a1';
  memory.identity = { ...memory.identity, scopes: [...memory.scopes, scope] };
  const part = { ...whole, scope, seq: whole.seq + 100, fields: { family_kana: 'タカハシ' } };
  assert.equal(memory.newest([whole, part]), whole);
  assert.equal(memory.newest([part, whole]), whole);
  assert.equal(memory.newest([part]), part);
});

test('a download that is cut off goes on where it was, and its progress never falls back', async () => {
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  const seen: number[] = [];
  const asked: (string | null)[] = [];
  for (let page = 0, more = true; more; page++) {
    asked.push((await feed.pullQuery(9)).get('coming'));
    const before = memory.feed.cursor;
    more = await pull(server, page % 2 ? 'request-lost' : 'none', 9);
    if (page % 2) assert.deepEqual(memory.feed.cursor, before);
    if (page % 3 === 2) await restart();
    seen.push(progress.value.rows);
  }
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
  assert.equal(asked[0], null);
  assert.ok(
    asked.slice(1).every((left) => Number(left) > 0),
    'later pages count down by themselves',
  );
  assert.equal(progress.value.rows, 2 * people.length);
  await assertWhole();
});
