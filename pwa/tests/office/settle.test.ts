import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersOf, settling, undoing } from '../../src/ui/office/settle.ts';
import type { Conflict } from '../../src/ui/office/types.ts';

const PERSON = '018f0000-0000-7000-8000-000000000001';

function value(op: string, said: string, inUse = false): Conflict['values'][number] {
  return {
    op,
    value: said,
    staff: '佐藤 花子',
    at: '2026-11-21T05:12:33Z',
    device: 'タブレット1号',
    in_use: inUse,
  };
}

function conflict(...values: Conflict['values']): Conflict {
  return { record: { kind: 'person', id: PERSON }, person: null, field: 'phone', values, before: null };
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
    undoing(three, chosen).map((draft) => ('edits' in draft ? draft.edits : null)),
    [{ phone: { saw: [], now: '1117' } }, { phone: { saw: [], now: '2222' } }],
  );
});
