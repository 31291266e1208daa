/** A day in the office, however it is written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayIn } from '../../src/ui/office/values.ts';

const SAME = [
  '2027-04-01',
  '２０２７-０４-０１',
  '2027/4/1',
  '2027年4月1日',
  '令和9年4月1日',
  'Ｒ９．４．１',
  'r9.4.1',
];

test('a day may be written in either calendar, with full-width digits', () => {
  for (const text of SAME) assert.equal(dayIn(text), '2027-04-01', text);
  assert.equal(dayIn('平成31年4月30日'), '2019-04-30');
});

test('what is no day is not taken for one', () => {
  for (const text of ['', '来年', '2027-02-29', '2026-13-45', '平成31年5月1日', '2027-04'])
    assert.equal(dayIn(text), null, text);
});
