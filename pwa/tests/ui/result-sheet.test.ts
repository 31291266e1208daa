import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Definition, FindingState, Result } from '../../src/forms/index.ts';
import { onePage } from '../../src/ui/shown/one-page.ts';
import { changesOf, type Judged, type Mark, resultSheet } from '../../src/ui/shown/result-sheet.ts';

const words = (ja: string) => ({ ja, en: ja });
const REACH = ['get', 'change'] as const;

function form(id: string, more: Partial<Definition> = {}): Definition {
  return { version: 1, findings: [], ...more, form: id, title: words(id) } as Definition;
}

interface Said {
  main?: FindingState;
  criteria?: string;
  group?: FindingState;
  grip?: number | null;
  protocol?: Record<string, unknown>;
  tested?: FindingState;
}

function judged(on: string, of: Definition, said: Said): Judged {
  const finding = (role: string, state: FindingState, criteria = 'c1') => ({
    role,
    state,
    criteria,
    title: words(role),
    provisional: false,
  });
  const measure = { title: words('握力'), unit: words('kg'), decimals: 1, provisional: false };
  const result = {
    judged: true,
    administered: true,
    findings: {
      ...(said.main ? { main: finding('result', said.main, said.criteria) } : {}),
      ...(said.group ? { group: finding('group', said.group) } : {}),
      ...(said.tested ? { weak: finding('test', said.tested) } : {}),
    },
    measures:
      said.grip === undefined
        ? {}
        : { grip: { ...measure, value: said.grip, protocol: said.protocol ?? {} } },
  };
  return { id: `${of.form} ${on}`, on, form: of, result: result as unknown as Result };
}

const TODAY = '2026-11-21';
const SPRING = '2026-05-16';
const qmcoo = form('qmcoo', {
  findings: [{ id: 'main', role: 'result', items: [], confidence: 'V' }],
} as unknown as Partial<Definition>);
const body = form('body', {
  measures: [{ id: 'grip', items: ['r1', 'r2'] }],
  findings: [{ id: 'weak', role: 'test', items: ['r1', 'r2'] }],
  outcomes: [
    {
      id: 'grip_change',
      measure: 'grip',
      title: words(''),
      improved: ['>=', REACH, 1],
      worse: ['<=', REACH, -1],
      criteria: 'o1',
      provisional: false,
    },
  ],
} as unknown as Partial<Definition>);

const marks: [FindingState, Mark][] = [
  ['positive', 'care'],
  ['negative', 'good'],
  ['undetermined', 'unknown'],
  ['not_administered', 'unknown'],
];
for (const [state, mark] of marks)
  test(`a sheet that is ${state} is shown as ${mark}`, () => {
    const { asked } = resultSheet([judged(TODAY, qmcoo, { main: state })], []);
    assert.equal(asked[0]?.mark, mark);
  });

test('topics to talk about are the groups that are met, and no others', () => {
  const met = resultSheet([judged(TODAY, qmcoo, { main: 'positive', group: 'positive' })], []);
  const unknown = resultSheet([judged(TODAY, qmcoo, { main: 'positive', group: 'undetermined' })], []);
  assert.deepEqual([met.asked[0]?.topics.length, unknown.asked[0]?.topics.length], [1, 0]);
});

test('a record of the staff, which finds and measures nothing, is not on her page', () => {
  const sheet = resultSheet([judged(TODAY, form('visit'), {})], []);
  assert.deepEqual(sheet, { asked: [], measured: [] });
});

test('several forms of the day stand together, each compared with its own last time', () => {
  const day = [
    judged(TODAY, qmcoo, { main: 'negative' }),
    judged(TODAY, body, { grip: 24.5, tested: 'negative' }),
  ];
  const before = [
    judged('2025-11-01', qmcoo, { main: 'negative' }),
    judged(SPRING, qmcoo, { main: 'positive' }),
    judged(SPRING, body, { grip: 22 }),
  ];
  const { asked, measured } = resultSheet(day, before);
  assert.deepEqual(asked[0]?.before, { on: SPRING, mark: 'care' });
  assert.equal(measured[0]?.mark, 'good');
  const { sheet, value, comparable, by, change } = measured[0]?.before ?? {};
  assert.deepEqual([sheet, value, comparable, by, change], [`body ${SPRING}`, 22, true, 2.5, 'improved']);
});

test('other criteria last time are not compared', () => {
  const before = [judged(SPRING, qmcoo, { main: 'positive', criteria: 'c0' })];
  const { asked } = resultSheet([judged(TODAY, qmcoo, { main: 'negative' })], before);
  assert.deepEqual(asked[0]?.before, { on: SPRING, mark: null });
});

test('a measure taken in another way is not compared, one without outcomes only by its protocol', () => {
  const now = judged(TODAY, body, { grip: 24.5, protocol: { hand: 'right' } });
  const other = judged(SPRING, body, { grip: 22, protocol: { hand: 'left' } });
  assert.equal(resultSheet([now], [other]).measured[0]?.before?.comparable, false);
  const plain = { ...body, outcomes: [] } as Definition;
  const { before } =
    resultSheet([{ ...now, form: plain }], [{ ...now, on: SPRING, form: plain }]).measured[0] ?? {};
  assert.deepEqual([before?.comparable, before?.change], [true, null]);
});

test('points added up are shown to staff, not to her', () => {
  const adds = { id: 'grip', items: [], value: ['count', ['get', 'risk.a'], ['get', 'risk.b']] };
  const total = { ...body, measures: [adds] } as unknown as Definition;
  const [now, then] = [judged(TODAY, total, { grip: 3 }), judged(SPRING, total, { grip: 5 })];
  assert.deepEqual(resultSheet([now], [then]).measured, []);
  assert.equal(changesOf(now, [then])[0]?.before?.by, -2);
});

test('a change is told with what its criteria say, other protocols are not evaluated', () => {
  const now = judged(TODAY, body, { grip: 24.5, protocol: { hand: 'right' } });
  const alike = changesOf(now, [judged(SPRING, body, { grip: 22, protocol: { hand: 'right' } })]);
  assert.deepEqual(
    alike.map(({ before }) => [before?.by, before?.outcomes.map(({ state }) => state)]),
    [[2.5, ['improved']]],
  );
  const other = changesOf(now, [judged(SPRING, body, { grip: 22, protocol: { hand: 'left' } })]);
  assert.deepEqual(
    other.map(({ before }) => [before?.comparable, before?.by, before?.outcomes[0]?.state]),
    [[false, null, 'not_evaluated']],
  );
  assert.deepEqual(changesOf(now, []), []);
});

test('how a visit ended is not told to her, a form of the town is', () => {
  const own = (confidence: string) => [{ id: 'main', role: 'result', confidence }];
  const visit = form('unknown_status', { findings: own('D') } as unknown as Partial<Definition>);
  const towns = form('own_steps', { findings: own('D') } as unknown as Partial<Definition>);
  const { asked } = resultSheet(
    [visit, towns].map((one) => judged(TODAY, one, { main: 'positive' })),
    [],
  );
  assert.deepEqual(
    asked.map(({ title }) => title.ja),
    ['own_steps'],
  );
});

test('what was not measured is no number', () => {
  assert.deepEqual(resultSheet([judged(TODAY, body, { grip: null })], []).measured, []);
  const before = [judged(SPRING, body, { grip: null }), judged('2025-11-01', body, { grip: 20 })];
  const { measured } = resultSheet([judged(TODAY, body, { grip: 24 })], before);
  assert.equal(measured[0]?.before?.on, '2025-11-01');
});

test('a page takes what fits and says how much is left', () => {
  const many = Array.from({ length: 12 }, (_, i) => judged(TODAY, form(`f${i}`, body), { grip: 20 + i }));
  const before = many.map((one) => ({ ...one, on: SPRING }));
  const { measured, bars, more, roomy } = onePage(resultSheet(many, before));
  assert.deepEqual([measured.printed, bars.all.length, roomy], [12, 12, false]);
  assert.ok(bars.printed > 0 && bars.printed < 12);
  assert.equal(more, 12 - bars.printed);
  assert.equal(onePage(resultSheet(many.slice(0, 1), [])).roomy, true);
});

test('what says most of a change is drawn first', () => {
  const plain = form('plain', { ...body, outcomes: [] });
  const day = [judged(TODAY, plain, { grip: 20 }), judged(TODAY, body, { grip: 24 })];
  const { bars } = onePage(
    resultSheet(
      day,
      day.map((one) => ({ ...one, on: SPRING })),
    ),
  );
  assert.deepEqual(
    bars.all.map(({ before }) => before?.change),
    ['kept', null],
  );
});

test('a number nothing can be said of has no mark', () => {
  const { measured } = resultSheet([judged(TODAY, body, { grip: 24, tested: 'undetermined' })], []);
  assert.equal(measured[0]?.mark, null);
});

test('however much was measured, the comparison keeps a row of two bars; what differs stands in it', () => {
  const alike = Array.from({ length: 40 }, (_, i) => judged(TODAY, form(`f${i}`, body), { grip: 20 }));
  const differs = judged(TODAY, form('last', body), { grip: 31 });
  const before = [...alike, differs].map((one) => ({ ...one, on: SPRING }));
  before[40] = judged(SPRING, form('last', body), { grip: 30 });
  const { measured, bars, more } = onePage(resultSheet([...alike, differs], before));
  assert.ok(measured.printed < 41);
  // A measure of which something finds no place is one thing to ask about, not two.
  assert.ok(more >= 41 - bars.printed && more <= 41);
  assert.ok(bars.printed >= 2);
  assert.equal(bars.all[0]?.before?.by, 1);
});
