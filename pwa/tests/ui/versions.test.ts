import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Definition, Item } from '../../src/forms/index.ts';
import type { Draft, RecordView } from '../../src/store/index.ts';
import { askedSet, BLANK, numberIn } from '../../src/ui/office/formset.ts';
import { compareForms, isSame } from '../../src/ui/shown/form-diff.ts';
import { mayBegin } from '../../src/ui/shown/form-state.ts';
import { moveAnswers, moved, newerFor } from '../../src/ui/shown/newer-version.ts';
import { learn } from '../../src/ui/words/index.ts';
import { later } from '../../src/ui/words/later/index.ts';

learn(later);
const FORM = 'own_going_out';
const first: Definition = JSON.parse(
  readFileSync(new URL('../../../tests/vectors/own_going_out-1.published.json', import.meta.url), 'utf8'),
);

/** Another version, one item of which is otherwise. */
function second(id: string, change: (item: Item) => Partial<Item>): Definition {
  const items = first.items.map((item) =>
    item.id === `${FORM}.${id}` ? { ...item, ...change(item) } : item,
  );
  return { ...first, version: 2, items };
}

const ANSWERS = {
  [`${FORM}.outing`]: 2,
  [`${FORM}.why_not`]: [1, 3],
  [`${FORM}.why_text`]: '雪',
  [`${FORM}.weight`]: 51.2,
  [`${FORM}.steps`]: 800,
};

const left = (now: Definition, answers: Draft['answers'] = ANSWERS) =>
  moveAnswers(first, now, answers).left.map(({ item, why }) => [item.id.slice(FORM.length + 1), why]);

test('the same form differs in nothing, and every answer goes along', () => {
  const now = { ...first, version: 2 };
  assert.ok(isSame(compareForms(first, now)));
  assert.deepEqual(moveAnswers(first, now, ANSWERS), { kept: ANSWERS, left: [] });
});

test('a question is compared in all it says', () => {
  const cases: [string, string, (item: Item) => Partial<Item>][] = [
    ['weight', 'wording', () => ({ wording: '体重（はいたまま）' })],
    ['weight', 'limits', () => ({ maximum: 150 })],
    ['weight', 'soft_limits', () => ({ soft_minimum: 35 })],
    ['weight', 'unit', () => ({ unit: { ja: 'g', en: 'g', ucum: null } })],
    ['weight', 'decimals', () => ({ decimals: 2 })],
    ['weight', 'required', () => ({ required: false })],
    ['weight', 'code', () => ({ code: '9N001000000000001' })],
    ['why_not', 'shown', () => ({ shown: true })],
    ['outing', 'choices', ({ options = [] }) => ({ options: options.slice(0, 1) })],
    ['outing', 'hint', () => ({ hint: '買い物もふくめます' })],
    ['steps', 'type', () => ({ type: 'number' })],
  ];
  for (const [id, part, change] of cases) {
    const { changed } = compareForms(first, second(id, change));
    assert.deepEqual(
      changed.map(({ item, differences }) => [item.id, differences[0]?.part]),
      [[`${FORM}.${id}`, part]],
      part,
    );
  }
});

test('questions that come, go or change places are named', () => {
  const [outing, ...rest] = first.items as [Item, ...Item[]];
  const gone = compareForms(first, { ...first, items: rest });
  assert.deepEqual([gone.removed.map(({ id }) => id), gone.moved], [[outing.id], false]);
  const come = compareForms({ ...first, items: rest }, first);
  assert.deepEqual(
    come.added.map(({ id }) => id),
    [outing.id],
  );
  assert.ok(compareForms(first, { ...first, items: [...rest, outing] }).moved);
});

test('a threshold that moves is shown with both rules', () => {
  const [finding] = first.findings;
  assert.ok(finding);
  const rule = JSON.parse(JSON.stringify(finding.rule).replace('1000', '2000'));
  const { judged } = compareForms(first, { ...first, findings: [{ ...finding, rule }] });
  assert.deepEqual(
    judged.map(({ id, before, now }) => [id, before, now]),
    [['finding.r_at_home', '(1番 = 2) or (5番 < 1000)', '(1番 = 2) or (5番 < 2000)']],
  );
});

test('an answer goes along only to the very question it was given to', () => {
  assert.deepEqual(left(second('weight', () => ({ wording: '体重（はいたまま）' }))), [
    ['weight', 'wording'],
  ]);
  assert.deepEqual(left(second('weight', () => ({ maximum: 50 }))), [['weight', 'limits']]);
  assert.deepEqual(left(second('weight', () => ({ maximum: 150 }))), []);
  assert.deepEqual(left(second('weight', () => ({ unit: { ja: 'g', en: 'g', ucum: null } }))), [
    ['weight', 'unit'],
  ]);
  assert.deepEqual(left(second('steps', () => ({ type: 'number' }))), [['steps', 'type']]);
  const words = ({ options = [] }: Item) => ({
    options: options.map((option) => (option.code === 2 ? { ...option, ja: 'ときどき' } : option)),
  });
  assert.deepEqual(left(second('outing', words)), [['outing', 'choices']]);
  assert.deepEqual(left(second('why_not', words)), [], 'a choice she did not choose');
  const without = ({ options = [] }: Item) => ({ options: options.filter(({ code }) => code !== 3) });
  assert.deepEqual(left(second('why_not', without)), [['why_not', 'choices']]);
  const items = first.items.filter(({ id }) => id !== `${FORM}.steps`);
  assert.deepEqual(left({ ...first, version: 2, items }), [['steps', 'gone']]);
});

test('nothing is lost: what goes along and what is asked again are all the answers there were', () => {
  const changes: [string, (item: Item) => Partial<Item>][] = [
    ['outing', () => ({ wording: '?' })],
    ['why_not', () => ({ options: [] })],
    ['weight', () => ({ minimum: 60 })],
  ];
  for (const [id, change] of changes) {
    const { kept, left } = moveAnswers(first, second(id, change), ANSWERS);
    assert.equal(Object.keys(kept).length + left.length, Object.keys(ANSWERS).length);
    for (const { item, value } of left)
      assert.deepEqual(value, (ANSWERS as Record<string, unknown>)[item.id]);
  }
});

test('「答えない」 goes along as it is, a reason that no longer exists does not', () => {
  const declined = { [`${FORM}.weight`]: { state: 'declined' } };
  assert.deepEqual(
    left(
      second('weight', () => ({ maximum: 1 })),
      declined,
    ),
    [],
  );
  const reasons = [{ code: 'pain', ja: '痛み', en: 'Pain' }];
  const [was, is] = [
    { ...first, reasons },
    { ...first, version: 2, reasons: [] },
  ];
  const painful = { [`${FORM}.weight`]: { state: 'cannot_measure', reason: 'pain' } };
  assert.equal(moveAnswers(was, is, painful).left.length, 1);
  assert.equal(moveAnswers(was, { ...was, version: 2 }, painful).left.length, 0);
});

const draft: Draft = {
  id: 'd',
  person: 'p',
  form: FORM,
  version: 1,
  answers: ANSWERS,
  copied: { [`${FORM}.outing`]: '1.1', [`${FORM}.weight`]: '1.2' },
  typing: { item: `${FORM}.steps`, text: '8' },
  page: 2,
  started_at: '2026-11-21T05:12:33Z',
};

test('a moved draft keeps who it is about and where answers came from, and nothing half typed', () => {
  const now = second('weight', () => ({ wording: '?' }));
  const { [`${FORM}.weight`]: _weight, ...kept } = ANSWERS;
  assert.deepEqual(moved(draft, now, moveAnswers(first, now, ANSWERS)), {
    id: 'd',
    person: 'p',
    form: FORM,
    version: 2,
    answers: kept,
    copied: { [`${FORM}.outing`]: '1.1' },
    page: 1,
    started_at: '2026-11-21T05:12:33Z',
  });
});

function version(n: number, fields: Record<string, unknown> = {}): RecordView {
  const definition = { ...first, version: n };
  return { fields: { form: FORM, version: n, definition, ...fields } } as unknown as RecordView;
}

test('a new sheet begins with what is published and offered; a trial counts in a practice town only', () => {
  const begins: [Record<string, unknown>, boolean, boolean][] = [
    [{}, true, true],
    [{ state: 'published' }, true, true],
    [{ state: 'test' }, false, true],
    [{ state: 'retired' }, false, false],
    [{ state: 'recalled' }, false, false],
    [{ offered: false }, false, false],
    [{ offered: true, state: null }, true, true],
  ];
  for (const [fields, real, practice] of begins) {
    assert.equal(mayBegin(version(1, fields), false), real, JSON.stringify(fields));
    assert.equal(mayBegin(version(1, fields), true), practice, JSON.stringify(fields));
  }
});

test('a sheet under way hears of a newer version only where a new sheet would begin with it', () => {
  const both = (state: string) => [version(1, { state: 'retired' }), version(2, { state })];
  assert.equal(newerFor(both('published'), draft, false)?.version, 2);
  assert.equal(newerFor(both('test'), draft, false), undefined);
  assert.equal(newerFor(both('test'), draft, true)?.version, 2);
  assert.equal(newerFor(both('recalled'), draft, true), undefined);
  assert.equal(newerFor(both('published'), { ...draft, version: 2 }, false), undefined);
  const amends = { kind: 'submission', id: 's', op: '1.1', fields: {}, members: {} } as const;
  assert.equal(newerFor(both('published'), { ...draft, amends }, false), undefined, 'a correction stays');
});

test('a set of measurements says the first thing that is missing', () => {
  const one = { ...BLANK, name: '握力', unit: 'kg', minimum: '0', maximum: '８０', source: '町の手引き' };
  const set = { title: '握力', title_en: '', form_id: 'Grip1', measures: [one] };
  assert.deepEqual(askedSet({ ...set, title: ' ' }), { word: 'set_need_name', n: 0 });
  assert.deepEqual(askedSet({ ...set, form_id: '1grip' }), { word: 'set_need_id', n: 0 });
  const bad = (part: Partial<typeof one>) => askedSet({ ...set, measures: [one, { ...one, ...part }] });
  assert.deepEqual(bad({ source: '' }), { word: 'set_need_measure', n: 2 });
  assert.deepEqual(bad({ minimum: 'ゼロ' }), { word: 'set_need_numbers', n: 2 });
  assert.deepEqual(bad({ maximum: '0' }), { word: 'set_need_limits', n: 2 });
  assert.deepEqual(bad({ direction: 'below', thresholds: { '': '80' } }), {
    word: 'set_need_threshold',
    n: 2,
  });
  const asked = askedSet({ ...set, measures: [{ ...one, direction: 'below', thresholds: { '': '20.5' } }] });
  assert.ok('measures' in asked);
  assert.deepEqual(
    [asked.form_id, asked.measures[0]?.maximum, asked.measures[0]?.threshold],
    ['grip1', 80, { value: 20.5, direction: 'below' }],
  );
});

test('a threshold may differ by sex and age; a band without a number is not judged', () => {
  const grip = { ...BLANK, name: '握力', unit: 'kg', minimum: '0', maximum: '80', source: '町の手引き' };
  const one = { ...grip, direction: 'below' as const, by: 'both' as const };
  const set = { title: '握力', title_en: '', form_id: 'grip', measures: [one] };
  const given = (part: Partial<typeof one>) => askedSet({ ...set, measures: [{ ...one, ...part }] });
  for (const ages of ['', '75、65', '65.5', 'あ', '121'])
    assert.deepEqual(given({ ages }), { word: 'set_need_ages', n: 1 }, ages);
  assert.deepEqual(given({ ages: '６５' }), { word: 'set_need_threshold', n: 1 });
  const thresholds = { female65: '18', male0: '28', male65: '', male75: '２６' };
  const asked = given({ ages: '６５、75', thresholds });
  assert.ok('measures' in asked);
  assert.deepEqual(asked.measures[0]?.threshold, {
    direction: 'below',
    bands: [
      { sex: 'female', from_age: 0, value: null },
      { sex: 'female', from_age: 65, value: 18 },
      { sex: 'female', from_age: 75, value: null },
      { sex: 'male', from_age: 0, value: 28 },
      { sex: 'male', from_age: 65, value: null },
      { sex: 'male', from_age: 75, value: 26 },
    ],
  });
});

test('a number is read as people type it', () => {
  assert.equal(numberIn('２０．５'), 20.5);
  assert.equal(numberIn('-3'), -3);
  for (const text of ['', '1,5', '1.5kg', 'abc']) assert.equal(numberIn(text), null);
});
