import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decided, given, joining, kept, linesOf, parting, sawOf } from '../../src/ui/office/joining.ts';
import type { Joining, Members, Since } from '../../src/ui/office/types.ts';

const A = '018f0000-0000-7000-8000-00000000000a';
const B = '018f0000-0000-7000-8000-00000000000b';
const drawn = (id: string, op: string, fields: Record<string, string>, members: Members = {}) => ({
  id,
  op,
  fields,
  members,
});
const left = drawn(A, '1.1', { family: '髙橋', sex: 'female', phone: '1', area: 'x' });
const right = drawn(
  B,
  '2.1',
  { family: '高橋', sex: 'female', phone: '3', address: '南町2', [`maybe_same#${A}`]: 'x' },
  {
    phone: [
      ['2.2', '3'],
      ['2.3', '4'],
    ],
  },
);
const item: Since = {
  op: '3.1',
  record: A,
  field: 'phone',
  value: '9',
  sheltered: false,
  staff: '',
  at: '',
  device: '',
  here: [['1.1', '1']],
  there_saw: ['2.2', '2.3'],
};

test('every line says whether both, one or neither of two values stand there', () => {
  const verdicts = linesOf(left, right).map(({ field, verdict }) => [field, verdict]);
  assert.deepEqual(verdicts, [
    ['family', 'differ'],
    ['sex', 'same'],
    ['phone', 'differ'],
    ['address', 'one'],
    ['area', 'one'],
  ]);
});

test('joining is one edit of the record that goes, having seen what was said of it before', () => {
  assert.deepEqual(joining(right, A), {
    kind: 'person',
    id: B,
    edits: { merged_into: { saw: [], now: A } },
  });
  const before = drawn(B, '2.1', { merged_into: '' }, { merged_into: [['7.1', null]] });
  assert.deepEqual(sawOf(before, 'merged_into'), ['7.1']);
});

test('what was decided is an edit of the root that saw every value of both sides; the rest stays open', () => {
  const draft = decided(A, [left, right], { phone: 1, sex: 1 });
  assert.deepEqual(draft, {
    kind: 'person',
    id: A,
    edits: { phone: { saw: ['1.1', '2.2', '2.3'], now: '3' } },
    copied_from: { phone: '2.2' },
  });
  assert.equal(decided(A, [left, right], {}), null);
});

test('parting names every op that says where the record has been joined to', () => {
  const joined = { record: { id: B }, saw: ['5.1', '5.2'] } as Joining;
  assert.deepEqual(parting(joined), {
    kind: 'person',
    id: B,
    edits: { merged_into: { saw: ['5.1', '5.2'], now: null } },
  });
});

test('giving a value to the other person puts it there, and back here what it had replaced', () => {
  const [there, here, ...more] = given(item, B);
  assert.deepEqual(there, {
    kind: 'person',
    id: B,
    edits: { phone: { saw: ['2.2', '2.3'], now: '9' } },
    copied_from: { phone: '3.1' },
  });
  assert.deepEqual(here, {
    kind: 'person',
    id: A,
    edits: { phone: { saw: ['3.1'], now: '1' } },
    copied_from: { phone: '1.1' },
  });
  assert.deepEqual(more, []);
});

test('where two values had stood here both stand again, and where none had, none does', () => {
  const two = given(
    {
      ...item,
      here: [
        ['1.1', '1'],
        ['1.2', '2'],
      ],
    },
    B,
  );
  assert.deepEqual(
    two.slice(1).map((draft) => 'edits' in draft && draft.edits.phone),
    [
      { saw: ['3.1'], now: '1' },
      { saw: [], now: '2' },
    ],
  );
  const none = given({ ...item, here: [] }, B);
  assert.deepEqual('edits' in (none[1] ?? {}) && (none[1] as { edits: unknown }).edits, {
    phone: { saw: ['3.1'], now: null },
  });
});

test('a value that is the root’s own is said again, so that it asks no longer', () => {
  assert.deepEqual(kept(item), {
    kind: 'person',
    id: A,
    edits: { phone: { saw: ['3.1'], now: '9' } },
    copied_from: { phone: '3.1' },
  });
});
