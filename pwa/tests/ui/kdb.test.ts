import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import type { Definition } from '../../src/forms/index.ts';
import { type Identity, identity, person } from '../../src/store/index.ts';
import { blockKey, bucketOf, memory } from '../../src/store/memory.ts';
import type { KeptRow } from '../../src/store/overlay.ts';
import { judgeAnswers, judgeSheet, kdbOf } from '../../src/ui/shown/judge.ts';
import { kdbText } from '../../src/ui/shown/kdb.ts';
import { learn } from '../../src/ui/words/index.ts';
import { later } from '../../src/ui/words/later/index.ts';

const qmcoo: Definition = JSON.parse(
  readFileSync(new URL('../../../tests/vectors/published/qmcoo-2.json', import.meta.url), 'utf8'),
);
const HANA = '018f0000-0000-7000-8000-00000000000a';
const TAIL = 'source=KDB支援ツール';
/** She lost weight, and chews badly. */
const ANSWERS = { 'qmcoo.06_weight': 1, 'qmcoo.04_chewing': 1 };

/** 髙橋 ハナ as this tablet has pulled her, with what KDB says. */
function pulled(kdb: Record<string, string>, members: KeptRow['members'] = {}, scope = 'area:south'): void {
  const fields = {
    family_kana: 'タカハシ',
    given_kana: 'ハナ',
    born_on: '1941-04-29',
    sex: 'female',
    ...kdb,
  };
  const row = { scope, seq: 1, kind: 'person', id: HANA, op: '1.1', fields, members, gen: 1 } as never;
  memory.setBlock(blockKey(scope, bucketOf(HANA)), new Map([[HANA, row]]));
}

function states(on: string): Record<string, string | undefined> {
  const answers = Object.fromEntries(Object.entries(ANSWERS).map(([item, code]) => [`a.${item}`, code]));
  const fields = { form: 'qmcoo', version: 2, on, person: HANA, ...answers };
  const { findings } = judgeSheet(qmcoo, { fields, members: {} });
  return { bmi: findings.ex1_nutrition_kdb?.state, oral: findings.ex2_oral?.state };
}

const told = (on: string) => kdbOf(qmcoo, { fields: { on, person: HANA } });

beforeEach(() => {
  learn(later);
  memory.identity = { staff: { id: 'sato' }, scopes: ['tenant', 'area:south'] } as Identity;
  identity.value = memory.identity;
});

test('a sheet is judged without a signal by what KDB says of its own fiscal year', () => {
  pulled({ 'kdb#2026-a': `bmi=20;dental=n;${TAIL}`, 'kdb#2025-a': `bmi=25;${TAIL}` });
  assert.deepEqual(states('2026-11-22'), { bmi: 'positive', oral: 'positive' });
  assert.deepEqual(states('2026-03-31'), { bmi: 'negative', oral: 'undetermined' });
  assert.deepEqual(states('2027-04-01'), { bmi: 'undetermined', oral: 'undetermined' });
  assert.deepEqual(told('2027-04-01'), { year: 2027, facts: [] });
  assert.deepEqual(
    told('2026-11-22')?.facts.map(({ id, value }) => [id, value]),
    [
      ['kdb_bmi', 20],
      ['kdb_dental', false],
    ],
  );
});

test('while it is being filled too', (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: new Date('2026-11-22T03:00:00Z') });
  pulled({ 'kdb#2026-a': `bmi=20;${TAIL}` });
  const view = person(HANA);
  assert.ok(view);
  assert.equal(judgeAnswers(qmcoo, ANSWERS, view).findings.ex1_nutrition_kdb?.state, 'positive');
});

test('two values in conflict are both shown and neither is used', () => {
  const [one, other] = [`bmi=19;dental=n;${TAIL}`, `bmi=24;dental=n;${TAIL}`];
  pulled({ 'kdb#2026-a': one }, { 'kdb#2026-a': [['7.1', one] as never, ['8.1', other] as never] });
  assert.deepEqual(states('2026-11-22'), { bmi: 'undetermined', oral: 'positive' });
  assert.deepEqual(
    told('2026-11-22')?.facts.map(({ id, value, said }) => [id, value, said.length]),
    [
      ['kdb_bmi', null, 2],
      ['kdb_dental', false, 2],
    ],
  );
});

test('who helps at a session has none of it, whatever the tablet holds for others', () => {
  pulled({ 'kdb#2026-a': `bmi=20;dental=n;${TAIL}` });
  memory.identity = { staff: { id: 'mori' }, scopes: ['roster:s'] } as Identity;
  assert.equal(person(HANA), undefined);
  assert.deepEqual(states('2026-11-22'), { bmi: 'undetermined', oral: 'undetermined' });
});

test('what a source says is told in words, or only what another says otherwise', () => {
  const text = `bmi=19.5;dental=n;on=2026-09-01;${TAIL}`;
  assert.equal(
    kdbText(text),
    '健診の BMI（届いた値のまま）：19.5、過去1年間に歯科の受診がある（レセプト）：いいえ、KDB支援ツール（2026年9月1日時点）',
  );
  assert.match(
    kdbText(text, `bmi=19.5;dental=y;${TAIL}`),
    /^過去1年間に歯科の受診がある（レセプト）：いいえ、KDB/,
  );
  assert.equal(kdbText('nonsense'), 'nonsense');
});
