/** A result in the order a nurse reads it: nothing that is risky, or that could not be told, is folded away. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Definition, evaluate, type Result, worded } from '../../src/forms/index.ts';
import type { Fields } from '../../src/store/index.ts';
import { digitsText, numberText } from '../../src/ui/shown/answers.ts';
import { type About, readingOf } from '../../src/ui/shown/findings.ts';

const HERE = new URL('../../../tests/vectors/published/', import.meta.url);
const FORMS = readdirSync(HERE).map(
  (file) => JSON.parse(readFileSync(new URL(file, HERE), 'utf8')) as Definition,
);
const body = FORMS.find(({ form }) => form === 'body');
assert.ok(body);
const HER = { sex: 'female', age: 82 };

const CALM = { symptoms: [0], pulse_irregular: 2, sbp_1: 138, dbp_1: 82, pulse_1: 66 };
const WEAK = { grip_right_1: 16.5, grip_left_1: 15, tug_1: 9, sts5: { state: 'unable' } };
const UNABLE = { calf_1: { state: 'cannot_measure', reason: 'device' } };

function judged(form: Definition, said: Record<string, unknown>): { result: Result; answers: Fields } {
  const answers = Object.fromEntries(
    Object.entries(said).map(([id, value]) => [`${form.form}.${id}`, value]),
  );
  return { result: worded(form, evaluate(form, answers, HER)), answers: answers as Fields };
}

const ids = (all: readonly About[]) => all.flatMap(({ told }) => told.map(({ id }) => id));

test('what is found comes first under the name of its questions, then what could not be told', () => {
  const { result, answers } = judged(body, { ...CALM, ...WEAK, ...UNABLE });
  const { open, below, notJudged } = readingOf(body, result, answers);
  const worst = open.map(({ told }) => told[0]?.said.state);
  assert.equal(worst[0], 'positive');
  assert.ok(worst.lastIndexOf('positive') < worst.indexOf('undetermined'), worst.join());
  assert.equal(open.find(({ told }) => told.some(({ id }) => id === 'jchs_weak'))?.title?.ja, '筋力');
  assert.ok(ids(open).includes('sts5_low'), 'she could not do it: undetermined, and in sight');
  assert.ok(ids(open).includes('exertion') && ids(open).includes('bp_notice'), 'classes are in sight');
  assert.ok(ids(below).includes('tug_fall') && ids(below).includes('tug_help'));
  const calf = notJudged.find(({ title }) => title.ja === '下腿周囲長');
  assert.ok(calf?.items.includes('body.calf_1'));
});

/** Some answers of every form, differing from turn to turn. */
function* sheets(): Generator<[Definition, ReturnType<typeof judged>]> {
  for (const form of FORMS)
    for (let turn = 0; turn < 12; turn++) {
      const said = form.items.flatMap((item, at) => {
        const pick = (turn * 7 + at * 3 + ((turn * at) % 5)) % 9;
        const option = item.options?.[pick % item.options.length]?.code;
        const number = (item.minimum ?? 0) + (((item.maximum ?? 1) - (item.minimum ?? 0)) * pick) / 9;
        const value = item.type === 'multi' ? [option] : (option ?? Math.round(number));
        const known = ['choice', 'multi', 'integer', 'number'].includes(item.type);
        return known && pick < 7 ? [[item.id.slice(form.form.length + 1), value] as const] : [];
      });
      yield [form, judged(form, Object.fromEntries(said))];
    }
}

test('of every form each finding and class is said once, and only what is not met may be folded', () => {
  let folded = 0;
  for (const [form, { result, answers }] of sheets()) {
    const { open, below, notJudged } = readingOf(form, result, answers);
    const seen = [...ids(open), ...ids(below)];
    assert.equal(new Set(seen).size, seen.length);
    for (const { told } of below)
      for (const { said } of told) {
        folded += 1;
        assert.ok(said.state === 'negative' && said.role !== 'result', form.form);
      }
    const titles = new Set(notJudged.map(({ title }) => title.ja));
    const all = [...Object.entries(result.findings), ...Object.entries(result.gradings)];
    for (const [id, said] of all)
      if ((said as { role: string }).role !== 'group')
        assert.ok(seen.includes(id) || titles.has(said.title.ja), `${form.form}: ${id} is nowhere`);
  }
  assert.ok(folded > 50);
});

test('a mean of whole readings has a decimal only where its value has one, what is measured to 0.1 always', () => {
  const pressure = (second: number) =>
    judged(body, { ...CALM, sbp_2: second, dbp_2: 82, height: 150, grip_right_1: 17 }).result.measures;
  const mean = pressure(138).sbp;
  assert.ok(mean);
  assert.deepEqual([mean.value, mean.decimals, mean.entered_decimals], [138, 1, 0]);
  assert.equal(numberText(138, mean), '138 mmHg');
  assert.equal(numberText(pressure(139).sbp?.value ?? 0, mean), '138.5 mmHg');
  for (const id of ['grip', 'height']) {
    const one = pressure(138)[id];
    assert.ok(one);
    assert.match(digitsText(one.value ?? 0, one), /^\d+\.0$/, id);
  }
  assert.equal(digitsText(22, { decimals: 2 }), '22.00');
  assert.equal(
    digitsText(22.04, { decimals: 1, entered_decimals: 0 }),
    '22',
    'no more than it is shown with',
  );
});
