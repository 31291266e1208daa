import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';
import type { Decision, Definition } from '../../src/forms/index.ts';
import type { Draft, Identity, RecordView } from '../../src/store/index.ts';
import { identity, versionsNamed } from '../../src/store/index.ts';
import { memory } from '../../src/store/memory.ts';
import type { Row } from '../../src/store/wire.ts';
import { isTrial, mayTry, outOfUse } from '../../src/ui/shown/decisions.ts';
import { draftOf, formsFor, outOfUseHere, trialsFor } from '../../src/ui/shown/forms-here.ts';
import { judgeSheet } from '../../src/ui/shown/judge.ts';

const qmcoo: Definition = JSON.parse(
  readFileSync(new URL('../../../tests/vectors/qmcoo-1.published.json', import.meta.url), 'utf8'),
);

/** What the tablet has pulled: the versions of forms, and what the town decided about them. */
function pulled(rows: Row['fields'][]): RecordView[] {
  memory.small.clear();
  for (const [n, fields] of rows.entries()) {
    const row = { scope: 'tenant', seq: n + 1, kind: 'form_version', id: `v${n}`, op: `1.${n + 1}`, fields };
    memory.small.set(row.id, new Map([['tenant', { ...row, members: {}, gen: 1 } as never]]));
  }
  return [...memory.small.keys()].flatMap(
    (id) => memory.view(id, memory.newest(memory.small.get(id)?.values() ?? [])) ?? [],
  );
}

function atWork(id: string): void {
  memory.identity = { staff: { id }, scopes: ['tenant'] } as Identity;
  identity.value = memory.identity;
}

const decided = (one: Decision) => ({
  form: 'decisions',
  version: one.n,
  definition: one as never,
  offered: false,
});
const version = (form: string, n: number, more: object = {}) => ({
  form,
  version: n,
  definition: { ...qmcoo, form, version: n } as never,
  ...more,
});

/** One of three risks of moving and falling. */
const STIFF = { 'a.qmcoo.07_gait': 1, 'a.qmcoo.08_fall': 2, 'a.qmcoo.09_exercise': 1 };
const flagOn = (on: string) =>
  judgeSheet(qmcoo, { fields: { form: 'qmcoo', version: 1, on, person: 'p', ...STIFF }, members: {} })
    .findings.group_movement?.state;

beforeEach(() => {
  pulled([]);
  atWork('sato');
});

test('a sheet is judged by what the town had chosen on its day', () => {
  assert.equal(flagOn('2026-12-05'), 'positive');
  const k = { n: 1, what: 'criteria', form: 'qmcoo', from: '2026-12-01', facts: { k_movement: 2 } } as const;
  pulled([version('qmcoo', 1), decided(k)]);
  assert.equal(flagOn('2026-11-30'), 'positive');
  assert.equal(flagOn('2026-12-01'), 'negative');
  pulled([decided(k), decided({ n: 2, what: 'withdraw', form: 'qmcoo', withdraws: 1 })]);
  assert.equal(flagOn('2026-12-05'), 'positive');
});

test('a decision is no form that could be filled', () => {
  const views = pulled([
    version('qmcoo', 1),
    decided({ n: 1, what: 'criteria', form: 'qmcoo', from: '2026-12-01' }),
  ]);
  assert.deepEqual(
    formsFor(views, ['nurse'], true).map(({ form }) => form),
    ['qmcoo'],
  );
  assert.equal(versionsNamed('decisions').length, 1);
});

test('a version out of use says why, and no other form is blamed for it', () => {
  const recall: Decision = { n: 1, what: 'recall', form: 'kcl', version: 1, reason: '12番の誤り' };
  const views = pulled([version('qmcoo', 1), version('kcl', 1, { state: 'recalled' }), decided(recall)]);
  assert.deepEqual(
    outOfUseHere(views).map(({ form, reason }) => [form.form, reason]),
    [['kcl', '12番の誤り']],
  );
  assert.equal(outOfUse('qmcoo', 1), '');
  assert.deepEqual(
    formsFor(views, ['nurse'], false).map(({ form }) => form),
    ['qmcoo'],
  );
  const newer = pulled([version('kcl', 1, { state: 'recalled' }), version('kcl', 2), decided(recall)]);
  assert.deepEqual(outOfUseHere(newer), [], 'a newer version takes its place');
});

test('who was named tries a version out beside the one in use, and nobody else', () => {
  const trial: Decision = { n: 1, what: 'trial', form: 'own_x', version: 2, staff: ['sato'] };
  const views = pulled([
    version('own_x', 1, { state: 'published' }),
    version('own_x', 2, { state: 'test' }),
    decided(trial),
  ]);
  assert.deepEqual(
    trialsFor(views, ['nurse']).map((form) => form.version),
    [2],
  );
  assert.deepEqual(
    formsFor(views, ['nurse'], false).map((form) => form.version),
    [1],
    'what is in use stays',
  );
  assert.ok(isTrial('own_x', 2));
  assert.ok(!isTrial('own_x', 1));
  atWork('suzuki');
  assert.ok(!mayTry('own_x', 2));
  assert.deepEqual(trialsFor(views, ['nurse']), []);
  const draft = { form: 'own_x', version: 2, person: 'p' } as Draft;
  assert.equal(
    draftOf([draft], 'own_x', () => true),
    undefined,
    'a trial is no sheet under way of the form in use',
  );
  assert.equal(
    draftOf([draft], 'own_x', () => true, undefined, true),
    draft,
  );
});
