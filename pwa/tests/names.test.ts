import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { VARIANTS } from '../src/names/fold.ts';
import {
  age,
  birthPrefix,
  buildIndex,
  formatBirth,
  formatWareki,
  type Hit,
  isKatakana,
  katakana,
  legalAge,
  looseKey,
  type Person,
  parseDateText,
  parseWareki,
  searchKey,
  shortWareki,
  type WarekiResult,
  warekiMessage,
} from '../src/names/index.ts';

function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}`, import.meta.url), 'utf8')) as T;
}

const names = vectors<{
  variants: string;
  keys: { text: string; key: string; loose: string; katakana: string; is_katakana: boolean }[];
  same: string[][];
  different: string[][];
  similar: string[][];
  persons: Person[];
  searches: { text: string; hits: Hit[]; why?: string }[];
}>('names.json');

const dates = vectors<{
  parse: {
    era: string;
    year: number | null;
    month: number | null;
    day: number | null;
    today: string;
    result: WarekiResult;
    message?: { ja: string; en: string };
  }[];
  texts: { text: string; result: WarekiResult; prefix: string | null }[];
  formats: { iso: string; wareki: string; birth: string; short: string; day: string }[];
  ages: { born: string; on: string; age: number; legal_age: number }[];
}>('wareki.json');

test('the table of variant kanji is the one Python has', () => {
  assert.equal(VARIANTS, names.variants);
});

test('every key is the one Python makes', () => {
  for (const { text, key, loose, ...kana } of names.keys) {
    assert.equal(searchKey(text), key, text);
    assert.equal(looseKey(text), loose, text);
    assert.deepEqual({ katakana: katakana(text), is_katakana: isKatakana(text) }, kana, text);
  }
});

test('writings of one name meet in one key, other names do not, similar names only loosely', () => {
  for (const writings of names.same) assert.equal(new Set(writings.map(searchKey)).size, 1, writings.join());
  for (const pair of [...names.different, ...names.similar]) {
    assert.equal(new Set(pair.map(searchKey)).size, 2, pair.join());
  }
  for (const pair of names.similar) assert.equal(new Set(pair.map(looseKey)).size, 1, pair.join());
});

for (const { text, hits, why } of names.searches) {
  test(`search 「${text}」 ${why ?? ''}`, () => {
    assert.deepEqual(buildIndex(names.persons).search(text), hits);
  });
}

test('a changed name is found at once under the new name only, a removed person not at all', () => {
  const index = buildIndex(names.persons);
  index.upsert({ id: 'p1', family_kana: 'スズキ', given_kana: 'ハナ', born_on: '1940-03-07' });
  assert.deepEqual(index.search('すずき'), [{ id: 'p1', match: 'exact' }]);
  assert.deepEqual(index.search('たかはし'), [{ id: 'p2', match: 'exact' }]);
  index.remove('p1');
  index.remove('nobody');
  assert.deepEqual(index.search('すずき'), []);
  assert.equal(index.size, names.persons.length - 1);
});

test('an index built at once and one grown person by person answer the same', () => {
  const grown = buildIndex([]);
  for (const person of [...names.persons].reverse()) grown.upsert(person);
  for (const { text, hits } of names.searches) assert.deepEqual(grown.search(text), hits, text);
});

test('everybody is found by her own name, with and without a space, and by part of it', () => {
  const sounds = [
    ...'アイウエオカガキクコゴサシジズセソタダチツヅテトナニノハバヒホポマミモヤユヨラリルロワン',
  ];
  const name = (n: number) => [n, n * 7 + 3, n * 13 + 5].map((m) => sounds[m % sounds.length]).join('');
  const persons = Array.from({ length: 1500 }, (_, n) => ({
    id: `p${n}`,
    family_kana: name(n),
    given_kana: name(n * 31 + 11),
  }));
  const index = buildIndex(persons);
  for (const { id, family_kana, given_kana } of persons) {
    const found = (text: string) => index.search(text, 1500).find((hit) => hit.id === id)?.match;
    assert.equal(found(family_kana + given_kana), 'exact');
    assert.equal(found(`${family_kana}　${given_kana}`), 'exact');
    assert.equal(found(given_kana), 'exact');
    assert.notEqual(found(looseKey(family_kana)), undefined);
    assert.notEqual(found(family_kana.slice(0, 1)), undefined);
  }
});

test('the limit keeps the best hits', () => {
  assert.deepEqual(buildIndex(names.persons).search('たか', 2), [
    { id: 'p5', match: 'exact' },
    { id: 'p1', match: 'prefix' },
  ]);
});

test('era dates are read and refused as in Python, with the same sentences', () => {
  for (const { era, year, month, day, today, result, message } of dates.parse) {
    const parsed = parseWareki(era, year, month, day, today);
    assert.deepEqual(parsed, result, `${era} ${year} ${month} ${day}`);
    if ('problem' in parsed) assert.deepEqual(warekiMessage(parsed), message);
  }
});

test('written dates are read as in Python', () => {
  for (const { text, result, prefix } of dates.texts) {
    assert.deepEqual(parseDateText(text, '2026-11-21'), result, text);
    assert.equal(birthPrefix(text), prefix, text);
  }
});

test('dates are written as in Python', () => {
  for (const { iso, wareki, birth, short, day } of dates.formats) {
    const written = [formatWareki(iso), formatBirth(iso), shortWareki(iso), shortWareki(iso, true)];
    assert.deepEqual(written, [wareki, birth, short, day]);
  }
});

test('the age on screen and the age by law', () => {
  for (const { born, on, ...ages } of dates.ages) {
    assert.deepEqual({ age: age(born, on), legal_age: legalAge(born, on) }, ages, `${born} ${on}`);
  }
});
