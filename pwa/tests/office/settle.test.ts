import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameMeaning } from '../../src/ui/office/meaning.ts';
import { answersOf, isAnswerOf, settling, settlingWith, undoing } from '../../src/ui/office/settle.ts';
import type { Conflict } from '../../src/ui/office/types.ts';

const PERSON = '018f0000-0000-7000-8000-000000000001';

function value(op: string, said: string, inUse = false): Conflict['values'][number] {
  return {
    op,
    value: said,
    staff: '佐藤 花子',
    at: '2026-11-21T05:12:33Z',
    device: 'タブレット1号',
    staff_id: null,
    in_use: inUse,
  };
}

function conflict(...values: Conflict['values']): Conflict {
  return {
    record: { kind: 'person', id: PERSON },
    person: null,
    field: 'phone',
    values,
    before: null,
    asked: null,
  };
}

const two = conflict(value('7.1', '1117'), value('6.1', '1111', true));

test('the answer in use stands first, so that 1 and 2 mean the same at every reading', () => {
  assert.deepEqual(
    answersOf(two).map((answer) => answer.value),
    ['1111', '1117'],
  );
});

test('the same value from two nurses is one answer', () => {
  const three = conflict(...two.values, value('8.4', '1117'));
  assert.deepEqual(
    answersOf(three).map((answer) => answer.members.length),
    [1, 2],
  );
});

test('settling saw every value on the card, those that say the same included', () => {
  const three = conflict(...two.values, value('8.4', '1117'));
  const [answer] = answersOf(three);
  assert.ok(answer);
  assert.deepEqual(settling(three, answer), {
    kind: 'person',
    id: PERSON,
    edits: { phone: { saw: ['7.1', '6.1', '8.4'], now: '1111' } },
    copied_from: { phone: '6.1' },
  });
});

test('taking it back lets every answer that was not chosen stand again and replaces nothing', () => {
  const three = conflict(...two.values, value('8.4', '2222'));
  const chosen = answersOf(three)[0];
  assert.ok(chosen);
  assert.deepEqual(
    undoing(three, chosen.value, '9.1').map((draft) => ('edits' in draft ? draft.edits : null)),
    [{ phone: { saw: [], now: '1117' } }, { phone: { saw: [], now: '2222' } }],
  );
});

test('taking back a typed value makes it go and lets every answer stand again', () => {
  assert.deepEqual(
    undoing(two, '3333', '9.1').map((draft) => ('edits' in draft ? draft.edits : null)),
    [{ phone: { saw: ['9.1'], now: '1111' } }, { phone: { saw: [], now: '1117' } }],
  );
});

test('a typed value replaces every answer on the card', () => {
  assert.deepEqual(settlingWith(two, '3333'), {
    kind: 'person',
    id: PERSON,
    edits: { phone: { saw: ['7.1', '6.1'], now: '3333' } },
  });
  assert.equal(isAnswerOf(two, '1117'), true);
  assert.equal(isAnswerOf(two, '3333'), false);
});

test('answers typed differently mean the same; another number or another kanji does not', () => {
  const of = (field: string, ...said: string[]) =>
    sameMeaning({ ...conflict(...said.map((one, i) => value(`7.${i + 1}`, one))), field });
  assert.equal(of('phone', '0574-25-1111', '０５７４−２５−１１１１', '0574251111'), true);
  assert.equal(of('phone', '0574-25-1111', '0574-25-1117'), false);
  assert.equal(of('address', '１丁目２ー３', '1丁目2-3'), true);
  assert.equal(of('family', '髙橋', '高橋'), false);
  assert.equal(of('given_kana', 'ハナコ', 'ﾊﾅｺ'), true);
  assert.equal(of('given_kana', 'ハーナ', 'ハナ'), false);
});
