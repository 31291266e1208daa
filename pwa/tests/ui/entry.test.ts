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
import { isInRow, KANA_ROWS, kanaOfRow, toKatakana } from '../../src/ui/shown/kana.ts';

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

test('a 被保険者番号 is eight digits in any width, leading zeros kept; its check digit stops nobody', () => {
  const typed = (insured_no: string) => ({ ...whole, insured_no });
  for (const text of ['01234566', '０１２３４５６６', ' 0123-4566 '])
    assert.equal(fieldsOfEntry(typed(text), '1940-03-07').insured_no, '01234566');
  assert.equal(problemOfEntry(typed('12345675'), '1940-03-07'), null, 'G04: only pointed out');
  for (const text of ['1234567', '123456789', 'ありません'])
    assert.equal(problemOfEntry(typed(text), '1940-03-07'), 'insured_no', text);
});

test('every kana that can begin a name stands in exactly one row', () => {
  for (const kana of KANA_ROWS.flatMap(kanaOfRow)) {
    assert.equal(KANA_ROWS.filter((row) => isInRow(kana, row)).length, 1, kana);
  }
  assert.ok(isInRow('ガモウ', 'か') && isInRow('ﾊﾞﾊﾞ', 'は') && isInRow('ヴァ', 'あ') && !isInRow('', 'あ'));
});
