/** How long a tablet may be used without contact, and what becomes of it when its clock is turned. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOf, dayToldAs, heard, type LeaseFacts, leaseOf, NEVER, seen } from '../../src/store/lease.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CONTACT = Date.parse('2026-11-21T05:00:00Z');
/** The server answers, and this clock is right. */
const contact = (facts: LeaseFacts, at: number, trip?: string | null): LeaseFacts =>
  heard(facts, at, at, trip);
const fresh = contact(NEVER, CONTACT);

/** In use day after day for so long. */
function used(facts: LeaseFacts, days: number, from = CONTACT): LeaseFacts {
  let now = facts;
  for (let day = 1; day <= days; day++) now = seen(now, from + day * DAY);
  return now;
}

test('before the first contact there is nothing to end', () => {
  assert.equal(leaseOf(NEVER, CONTACT).state, 'open');
});

test('fourteen days after the last contact, to the end of the day in Tokyo', () => {
  assert.equal(leaseOf(fresh, CONTACT).until, '2026-12-05');
  const after = used(fresh, 14);
  assert.equal(leaseOf(after, Date.parse('2026-12-05T14:59:59Z')).state, 'open');
  assert.equal(leaseOf(after, Date.parse('2026-12-05T15:00:00Z')).state, 'over');
});

test('fourteen days after the end of a trip the office knows of, not of one long past', () => {
  assert.equal(leaseOf(contact(NEVER, CONTACT, '2026-12-20'), CONTACT).until, '2027-01-03');
  assert.equal(leaseOf(contact(NEVER, CONTACT, '2026-11-01'), CONTACT).until, '2026-12-05');
});

test('a trip is kept when a reply says nothing of it, and taken back when one says so', () => {
  const away = contact(NEVER, CONTACT, '2026-12-20');
  assert.equal(leaseOf(contact(away, CONTACT + DAY), CONTACT + DAY).until, '2027-01-03');
  assert.equal(leaseOf(contact(away, CONTACT + DAY, null), CONTACT + DAY).until, '2026-12-06');
});

test('each contact begins it anew, also after it was over', () => {
  const over = used(fresh, 20);
  assert.equal(leaseOf(over, CONTACT + 20 * DAY).state, 'over');
  assert.equal(leaseOf(contact(over, CONTACT + 21 * DAY), CONTACT + 21 * DAY).state, 'open');
});

test('turning the clock back does not open what is over', () => {
  const over = used(fresh, 15);
  assert.equal(leaseOf(over, CONTACT + 15 * DAY).state, 'over');
  assert.equal(leaseOf(over, CONTACT + 15 * DAY - 11 * HOUR).state, 'over');
  assert.equal(leaseOf(over, CONTACT).state, 'ask-day');
});

test('a clock turned back asks which day it is, and goes on counting from the answer', () => {
  const later = used(fresh, 5);
  const turned = CONTACT - 400 * DAY;
  assert.equal(leaseOf(later, turned).state, 'ask-day');
  assert.equal(seen(later, turned), later, 'a clock in doubt moves nothing');
  const told = dayToldAs(later, turned, '2026-11-27');
  assert.ok(told);
  assert.deepEqual([leaseOf(told, turned).state, dayOf(leaseOf(told, turned).now)], ['open', '2026-11-27']);
  assert.equal(leaseOf(used(told, 9, turned), turned + 9 * DAY).state, 'over');
});

test('a day before the highest ever believed is not accepted', () => {
  const later = used(fresh, 10);
  assert.equal(dayToldAs(later, CONTACT, '2026-11-30'), null);
  assert.ok(dayToldAs(later, CONTACT, '2026-12-01'));
  assert.equal(dayToldAs(later, CONTACT, 'tomorrow'), null);
});

test('a clock turned far ahead asks, and does not end the lease by itself', () => {
  const ahead = CONTACT + 300 * DAY;
  assert.equal(leaseOf(fresh, ahead).state, 'ask-day');
  const told = dayToldAs(seen(fresh, ahead), ahead, '2026-11-23');
  assert.ok(told);
  assert.equal(leaseOf(told, ahead).state, 'open');
  const back = dayToldAs(told, CONTACT + 3 * DAY, '2026-11-24');
  assert.ok(back, 'set right again by somebody');
  assert.deepEqual([back.shift, leaseOf(back, CONTACT + 3 * DAY).state], [0, 'open']);
});

test('with a connection a wrong clock asks nothing: the server has said what time it is', () => {
  for (const wrong of [CONTACT + 400 * DAY, CONTACT - DAY]) {
    const told = heard(fresh, CONTACT, wrong);
    assert.deepEqual([leaseOf(told, wrong).state, leaseOf(told, wrong).now], ['open', CONTACT]);
    const later = seen(told, wrong + 5 * DAY);
    assert.deepEqual([leaseOf(later, wrong + 5 * DAY).state, later.highest], ['open', CONTACT + 5 * DAY]);
    assert.equal(leaseOf(later, CONTACT + 6 * DAY).state, 'open', 'set right by somebody since');
    assert.equal(leaseOf(used(told, 15, wrong), wrong + 15 * DAY).state, 'over');
  }
});

test('a tablet that lay in a drawer for a month asks once, and is over when the answer says so', () => {
  const clock = CONTACT + 30 * DAY;
  assert.equal(leaseOf(fresh, clock).state, 'ask-day');
  const told = dayToldAs(fresh, clock, dayOf(clock));
  assert.ok(told);
  assert.deepEqual([told.shift, leaseOf(told, clock).state], [0, 'over']);
});

test('whatever the clock does, the time believed never goes back and the lease never grows without a contact', () => {
  let facts = fresh;
  let clock = CONTACT;
  const steps = [3, -900, 5, 40, -1, 7, 7, -20, 700, 1, 1, -3, 6];
  for (const days of steps) {
    clock += days * DAY;
    const before = facts.highest;
    facts = seen(facts, clock);
    if (leaseOf(facts, clock).state === 'ask-day')
      facts = dayToldAs(facts, clock, dayOf(facts.highest + DAY)) ?? facts;
    assert.ok(facts.highest >= before);
    assert.equal(leaseOf(facts, clock).until, '2026-12-05');
  }
});
