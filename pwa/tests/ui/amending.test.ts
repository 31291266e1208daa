import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../../src/forms/index.ts';
import type { Draft, Drawn, Fields } from '../../src/store/index.ts';
import { answersToAmend, isAmended, redrawn, sheetAmendment } from '../../src/ui/shown/amending.ts';

const ITEMS = ['q1', 'q2', 'q3'].map((id) => ({ id })) as Item[];

function drawn(fields: Fields, members: Drawn['members'] = {}): Drawn {
  return { kind: 'submission', id: 's1', op: '7.1', fields: { answered_by: 'self', ...fields }, members };
}

function draftOf(amends: Drawn, answers: Fields = answersToAmend(amends)): Draft {
  const head = { id: 'd', person: 'p', form: 'f', version: 2, page: 1, started_at: '' };
  return { ...head, answers, answered_by: 'self', amends };
}

const filed = drawn({ 'a.q1': 1, 'a.q2': 2 });
const twice = drawn(
  { 'a.q1': 1, 'a.q2': 2 },
  {
    'a.q1': [
      { op: '8.1', value: 1 },
      { op: '9.1', value: 3 },
    ],
  },
);

test('only what she changed is an edit, and it saw what was drawn', () => {
  const op = sheetAmendment(draftOf(filed, { q1: 3, q2: 2 }), ITEMS, '押しまちがい');
  assert.deepEqual(op, {
    kind: 'submission',
    id: 's1',
    edits: { 'a.q1': { saw: ['7.1'], now: 3 } },
    reason: '押しまちがい',
    form_version: 'f/2',
  });
});

test('a correction that changes nothing is no op', () => {
  assert.equal(sheetAmendment(draftOf(filed), ITEMS, 'x'), null);
});

test('an answer taken away is no answer, and one given where there was none saw nothing', () => {
  const op = sheetAmendment(draftOf(filed, { q2: 2, q3: 1 }), ITEMS, 'x');
  assert.deepEqual(op && 'edits' in op && op.edits, {
    'a.q1': { saw: ['7.1'], now: null },
    'a.q3': { saw: [], now: 1 },
  });
});

test('an answer that has two values is settled by choosing, even the one in use, and left alone otherwise', () => {
  assert.deepEqual(answersToAmend(twice), { q2: 2 });
  assert.equal(sheetAmendment(draftOf(twice), ITEMS, 'x'), null);
  const op = sheetAmendment(draftOf(twice, { q1: 1, q2: 2 }), ITEMS, 'x');
  assert.deepEqual(op && 'edits' in op && op.edits, { 'a.q1': { saw: ['8.1', '9.1'], now: 1 } });
});

test('who answered is corrected, too', () => {
  const op = sheetAmendment({ ...draftOf(filed), answered_by: 'family' }, ITEMS, 'x');
  assert.deepEqual(op && 'edits' in op && op.edits, { answered_by: { saw: ['7.1'], now: 'family' } });
});

test('a correction left open shows what has come since, but what she had changed saw what she had seen', () => {
  const since = drawn(
    { 'a.q1': 4, 'a.q2': 5 },
    { 'a.q1': [{ op: '9.1', value: 4 }], 'a.q2': [{ op: '9.1', value: 5 }] },
  );
  const draft = redrawn(draftOf(filed, { q1: 3, q2: 2 }), since);
  assert.deepEqual(draft.answers, { q1: 3, q2: 5 });
  const op = sheetAmendment(draft, ITEMS, 'x');
  assert.deepEqual(op && 'edits' in op && op.edits, { 'a.q1': { saw: ['7.1'], now: 3 } });
});

test('a sheet says that it was corrected once an answer of it was changed', () => {
  assert.equal(isAmended(filed), false);
  assert.equal(isAmended(twice), true);
});
