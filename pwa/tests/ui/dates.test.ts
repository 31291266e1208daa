import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addDays,
  addMonth,
  dayOf,
  dayText,
  planText,
  tokyoDay,
  tokyoTime,
} from '../../src/ui/shown/dates.ts';

test('the day changes at midnight in Tokyo, not in London', () => {
  assert.equal(tokyoDay('2026-11-21T14:59:59Z'), '2026-11-21');
  assert.equal(tokyoDay('2026-11-21T15:00:00Z'), '2026-11-22');
  assert.equal(tokyoTime('2026-11-21T05:05:00Z'), '14:05');
});

test('one month after the 31st is the last day of the next month', () => {
  assert.equal(addMonth('2026-01-31'), '2026-02-28');
  assert.equal(addMonth('2028-01-31'), '2028-02-29');
  assert.equal(addMonth('2026-12-05'), '2027-01-05');
  assert.equal(addDays('2026-12-31', 1), '2027-01-01');
});

test('a day the calendar does not have is no day', () => {
  assert.equal(dayOf(2027, 2, 29), null);
  assert.equal(dayOf(2026, 13, 1), null);
  assert.equal(dayOf(2028, 2, 29), '2028-02-29');
});

test('a plan always says its weekday, and its year when that is another one', () => {
  assert.equal(dayText('2026-12-05'), '12月5日（土）');
  assert.equal(planText('2027-01-05', '2026-11-21'), '2027年1月5日（火）');
});
