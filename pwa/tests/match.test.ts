import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  blocks,
  buildIndex,
  checksOut,
  isInsuredNo,
  REASONS,
  type Reason,
  reasons,
  slips,
  sought,
  toInsuredNo,
  traits,
} from '../src/names/index.ts';

type Fields = Record<string, string | null>;
const vectors = JSON.parse(
  readFileSync(new URL('../../tests/vectors/matching.json', import.meta.url), 'utf8'),
) as {
  cases: { why: string; one: Fields; other: Fields; reasons: Reason[] }[];
  slips: { born_on: string; slips: Record<string, string> }[];
  keys: { fields: Fields; keys: string[]; sought: string[] }[];
  numbers: { typed: string; number: string; is_number: boolean; fits: boolean }[];
};

/** An index of these persons, each under her place. */
function indexOf(persons: Fields[]) {
  return buildIndex(
    persons.map((fields, place) => {
      const text = (name: string) => fields[name] ?? '';
      const names = { family_kana: text('family_kana'), given_kana: text('given_kana') };
      const numbers = { phone: text('phone'), insured_no: text('insured_no') };
      return { id: String(place), ...names, ...numbers, born_on: text('born_on') };
    }),
  );
}

test('two records have the reasons Python gives, from either side', () => {
  for (const { why, one, other, reasons: expected } of vectors.cases) {
    assert.deepEqual(reasons(traits(one), traits(other)), expected, why);
    assert.deepEqual(reasons(traits(other), traits(one)), expected, `${why}, the other way round`);
  }
});

test('every reason is one Python gives', () => {
  const said = new Set(vectors.cases.flatMap((one) => one.reasons));
  assert.deepEqual([...said].sort(), [...REASONS].sort());
});

test('a birth date has the slips Python knows', () => {
  for (const { born_on, slips: expected } of vectors.slips)
    assert.deepEqual(Object.fromEntries(slips(born_on)), expected, born_on);
});

test('a person is kept under the keys Python keeps her under', () => {
  for (const { fields, keys, sought: expected } of vectors.keys) {
    assert.deepEqual(blocks(traits(fields)), keys);
    assert.deepEqual(sought(traits(fields)).sort(), expected);
  }
});

test('whoever must be asked about is among those the index gives, from either side', () => {
  for (const { why, one, other, reasons: expected } of vectors.cases) {
    if (expected.length === 0) continue;
    assert.deepEqual(indexOf([one]).alike(traits(other)), ['0'], why);
    assert.deepEqual(indexOf([other]).alike(traits(one)), ['0'], `${why}, the other way round`);
  }
});

test('the index gives nobody who shares neither name, birth date, telephone nor number', () => {
  const index = indexOf([
    { family_kana: 'タナカ', given_kana: 'キヨ', born_on: '1935-06-18', phone: '0574-1-1' },
  ]);
  const other = { family_kana: 'タカハシ', given_kana: 'ハナ', born_on: '1940-03-07' };
  assert.deepEqual(index.alike(traits(other)), []);
  assert.deepEqual(index.alike(traits({ ...other, phone: '０５７４１１' })), ['0']);
  index.remove('0');
  assert.deepEqual(index.alike(traits({ ...other, phone: '057411' })), []);
});

test('of a whole register nobody without a birth date, telephone or number is like another by that', () => {
  const index = indexOf([{ family_kana: 'タナカ', given_kana: 'キヨ', born_on: null }]);
  assert.deepEqual(index.alike(traits({ family_kana: 'タカハシ', given_kana: 'ハナ', born_on: null })), []);
});

test('a 被保険者番号 is read, and its check digit judged, as in Python', () => {
  for (const { typed, number, is_number, fits } of vectors.numbers) {
    assert.equal(toInsuredNo(typed), number, typed);
    assert.equal(isInsuredNo(number), is_number, typed);
    if (is_number) assert.equal(checksOut(number), fits, typed);
  }
});
