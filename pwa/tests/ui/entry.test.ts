import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Entry,
  emptyEntry,
  fieldsOfEntry,
  isPhone,
  problemOfEntry,
  toPhone,
} from '../../src/ui/shown/entry.ts';
import { isInRow, KANA_ROWS, kanaOfRow, mayBeSame, toKatakana } from '../../src/ui/shown/kana.ts';

const whole: Entry = {
  ...emptyEntry,
  family_kana: 'たかはし',
  given_kana: 'ﾊﾅ',
  sex: 'female',
  area: 'west',
};

test('kana in any width and either script is kept as full-width katakana', () => {
  for (const typed of ['たかはし', 'ﾀｶﾊｼ', 'タカハシ', ' たかはし '])
    assert.equal(toKatakana(typed), 'タカハシ');
  assert.equal(toKatakana('ｶﾞｷﾞ'), 'ガギ');
  assert.equal(toKatakana('ろ-ざ'), 'ローザ');
});

test('a registration says first what is missing first on the screen', () => {
  assert.equal(problemOfEntry(emptyEntry, null), 'kana');
  assert.equal(problemOfEntry({ ...whole, given_kana: '花' }, '1940-03-07'), 'kana');
  assert.equal(problemOfEntry(whole, null), 'born_on');
  assert.equal(problemOfEntry({ ...whole, sex: '' }, '1940-03-07'), 'sex');
  assert.equal(problemOfEntry({ ...whole, area: '' }, '1940-03-07'), 'area');
  assert.equal(problemOfEntry({ ...whole, phone: '山の上' }, '1940-03-07'), 'phone');
  assert.equal(problemOfEntry(whole, '1940-03-07'), null);
});

test('what was not asked is left out of the new record', () => {
  assert.deepEqual(fieldsOfEntry(whole, '1940-03-07'), {
    family_kana: 'タカハシ',
    given_kana: 'ハナ',
    born_on: '1940-03-07',
    sex: 'female',
    area: 'west',
    state: 'active',
  });
});

test('a telephone number is kept in plain digits and hyphens', () => {
  assert.equal(toPhone('０５７４ー２５－1111'), '0574-25-1111');
  assert.ok(isPhone('0574-25-1111') && isPhone('090 1234 5678'.replaceAll(' ', '')) && isPhone(''));
  assert.ok(!isPhone('12') && !isPhone('0574-'));
});

const hit = {
  id: 'p',
  family: '髙橋',
  given: '',
  family_kana: 'タカハシ',
  given_kana: 'ハナ',
  born_on: '1940-03-07',
  sex: 'female',
  area: 'west',
  unsent: false,
};

test('the same name, or the same birth date with half the name, may be the same person', () => {
  const typed = { family_kana: 'タカハシ', given_kana: 'ハナ', born_on: null };
  assert.ok(mayBeSame(typed, hit));
  assert.ok(mayBeSame({ family_kana: 'タカバシ', given_kana: 'ハナコ', born_on: '1940-03-07' }, hit));
  assert.ok(!mayBeSame({ ...typed, given_kana: 'キヨ', born_on: '1941-03-07' }, hit));
  assert.ok(!mayBeSame({ family_kana: 'スズキ', given_kana: 'キヨ', born_on: '1940-03-07' }, hit));
});

test('every kana that can begin a name stands in exactly one row', () => {
  for (const kana of KANA_ROWS.flatMap(kanaOfRow)) {
    assert.equal(KANA_ROWS.filter((row) => isInRow(kana, row)).length, 1, kana);
  }
  assert.ok(isInRow('ガモウ', 'か') && isInRow('ﾊﾞﾊﾞ', 'は') && isInRow('ヴァ', 'あ') && !isInRow('', 'あ'));
});
