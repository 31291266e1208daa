import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Definition, Item } from '../../src/forms/index.ts';
import type { Fields } from '../../src/store/index.ts';
import {
  begin,
  differences,
  enter,
  type Keyed,
  openItem,
  stepBack,
  type,
} from '../../src/ui/office/keying.ts';

const vectors = new URL('../../../tests/vectors/', import.meta.url);
const qmcoo = JSON.parse(readFileSync(new URL('qmcoo-1.published.json', vectors), 'utf8')) as Definition;

/** What the keyboard sends: `⏎` is Enter, `⌫` Backspace in an empty field. */
function press(form: Definition, keys: string, from: Keyed = begin()): Keyed {
  let keyed = from;
  for (const key of keys) {
    if (key === '⏎') keyed = enter(form, keyed);
    else if (key === '⌫')
      keyed = keyed.typed ? { ...keyed, typed: keyed.typed.slice(0, -1) } : stepBack(keyed);
    else keyed = type(form, keyed, keyed.typed + key);
  }
  return keyed;
}

function of(items: Partial<Item>[]): Definition {
  const whole = items.map((item, place) => ({
    no: place + 1,
    shown: true,
    risk: null,
    required: true,
    constraints: [],
    ...item,
  }));
  const by = [
    { code: 'self', ja: '本人', en: 'self' },
    { code: 'family', ja: '家族', en: 'family' },
  ];
  const base = { form: 'f', version: 1, min_engine: 1, facts: [], scores: [], findings: [], words: {} };
  return { ...base, items: whole, answered_by: by } as unknown as Definition;
}

test('fifteen questions are fifteen digits, and two keys more to file them', () => {
  const keyed = press(qmcoo, '312122212212111');
  assert.equal(openItem(qmcoo, keyed), null);
  assert.deepEqual(Object.values(keyed.answers), [3, 1, 2, 1, 2, 2, 2, 1, 2, 2, 1, 2, 1, 1, 1]);
  assert.deepEqual([keyed.done, keyed.answeredBy], [false, null]);
  const filed = press(qmcoo, '2⏎', keyed);
  assert.deepEqual([filed.done, filed.answeredBy], [true, 'family']);
});

test('who answered is the person herself unless another number is pressed', () => {
  assert.equal(press(qmcoo, '312122212212111⏎').answeredBy, 'self');
  assert.equal(press(qmcoo, '3121222122121119').told, 'no_such_code');
});

test('a line left blank is no answer at all, and declining is one', () => {
  const keyed = press(qmcoo, '⏎-1');
  assert.deepEqual(keyed.answers, { 'qmcoo.02_satisfaction': { state: 'declined' }, 'qmcoo.03_meals': 1 });
});

test('a number the question does not have stays at the question and says so', () => {
  const keyed = press(qmcoo, '9');
  assert.deepEqual([keyed.told, keyed.typed, openItem(qmcoo, keyed)?.no], ['no_such_code', '', 1]);
  assert.equal(press(qmcoo, '9１').answers['qmcoo.01_health'], 1);
});

test('Backspace in an empty field goes back and forgets that answer only', () => {
  const keyed = press(qmcoo, '31⌫2');
  assert.deepEqual(keyed.answers, { 'qmcoo.01_health': 3, 'qmcoo.02_satisfaction': 2 });
  assert.deepEqual(press(qmcoo, '⌫').passed, []);
});

const grip: Partial<Item> = {
  id: 'f.grip',
  type: 'number',
  decimals: 1,
  minimum: 0,
  maximum: 80,
  soft_maximum: 50,
};

test('a number outside its limits is refused, an unusual one is asked about once', () => {
  const form = of([grip]);
  assert.equal(press(form, '24.5⏎').answers['f.grip'], 24.5);
  assert.deepEqual(press(form, '245⏎').told, 'out_of_range');
  assert.deepEqual(press(form, '24.55⏎').told, 'not_a_number');
  assert.deepEqual(press(form, 'x⏎').told, 'not_a_number');
  const asked = press(form, '52⏎');
  assert.deepEqual([asked.told, asked.answers], ['odd_value', {}]);
  assert.equal(press(form, '⏎', asked).answers['f.grip'], 52);
  const other = press(form, '⌫⌫51⏎', asked);
  assert.deepEqual([other.told, other.answers], ['odd_value', {}]);
});

const options = [1, 2, 10].map((code) => ({ code, ja: `${code}`, en: `${code}`, exclusive: code === 10 }));

test('several codes are kept sorted and once; what excludes the others stands alone', () => {
  const form = of([{ id: 'f.many', type: 'multi', options }]);
  assert.deepEqual(press(form, '2,1,2⏎').answers['f.many'], [1, 2]);
  assert.equal(press(form, '1,10⏎').told, 'no_such_code');
  assert.equal(press(form, '3⏎').told, 'no_such_code');
});

test('codes of two digits wait for Enter', () => {
  const form = of([{ id: 'f.long', type: 'choice', options }]);
  assert.deepEqual(press(form, '1').answers, {});
  assert.equal(press(form, '10⏎').answers['f.long'], 10);
});

test('days are read as they are written on paper', () => {
  const form = of([{ id: 'f.day', type: 'date' }]);
  assert.equal(press(form, 'R8.11.20⏎').answers['f.day'], '2026-11-20');
  assert.equal(press(form, '昭和64年1月9日⏎').told, 'not_a_day');
});

test('a question that an answer makes needless is not asked', () => {
  const second = ['==', ['get', 'f.one'], 1] as const;
  const yes = [1, 2].map((code) => ({ code, ja: `${code}`, en: `${code}` }));
  const form = of([
    { id: 'f.one', type: 'choice', options: yes },
    { id: 'f.two', type: 'text', shown: second },
  ]);
  assert.equal(openItem(form, press(form, '2')), null);
  assert.equal(openItem(form, press(form, '1'))?.id, 'f.two');
});

test('two entries differ where a value, a gap or a refusal is not the same', () => {
  const first: Fields = press(qmcoo, '312').answers;
  const second: Fields = press(qmcoo, '32⏎').answers;
  const found = differences(qmcoo, first, second).map(({ item }) => item.no);
  assert.deepEqual(found, [2, 3]);
  assert.deepEqual(differences(qmcoo, first, { ...first }), []);
});
