import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REASONS } from '../../src/names/index.ts';
import { answersOf, reasonsText, stillDecided } from '../../src/ui/shown/same.ts';
import { learn } from '../../src/ui/words/index.ts';
import { later } from '../../src/ui/words/later/index.ts';

learn(later);

const HANA = { id: '018f0000-0000-7000-8000-000000000001' };
const KIYO = { id: '018f0000-0000-7000-8000-000000000002' };

test('the reasons are said in words, each in its own', () => {
  assert.equal(reasonsText(['born_same', 'name_same']), '生年月日が同じ・カナが同じ');
  const said = REASONS.map((reason) => reasonsText([reason]));
  assert.equal(new Set(said).size, REASONS.length);
  assert.ok(said.every((words) => words !== ''));
});

test('別の方です is kept with the new person, so that nobody is asked twice', () => {
  assert.deepEqual(answersOf('another', [HANA, KIYO]), {
    [`different_from#${HANA.id}`]: true,
    [`different_from#${KIYO.id}`]: true,
  });
});

test('あとで決める is kept for the office', () => {
  assert.deepEqual(answersOf('later', [HANA]), { [`maybe_same#${HANA.id}`]: true });
});

test('where nothing was decided nothing is said', () => {
  assert.deepEqual(answersOf(null, [HANA]), {});
});

test('a decision is not stretched to somebody who came into question after it', () => {
  const decided = { decision: 'another' as const, about: [HANA.id] };
  assert.equal(stillDecided(decided, [HANA]), 'another');
  assert.equal(stillDecided(decided, []), 'another');
  assert.equal(stillDecided(decided, [HANA, KIYO]), null);
  assert.equal(stillDecided(null, [HANA]), null);
});
