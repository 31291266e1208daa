import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forgetPlace, placeOf, remember } from '../../src/ui/office/place.ts';

test('an address says its list and what is open beside it', () => {
  assert.deepEqual(placeOf('/o/sessions/s1'), {
    list: { section: 'sessions' },
    detail: { kind: 'session', id: 's1' },
  });
  assert.deepEqual(placeOf('/o/conflicts/p1.phone'), {
    list: { section: 'conflicts' },
    detail: { kind: 'entry', id: 'p1.phone' },
  });
  assert.equal(placeOf('/o/nowhere'), null);
});

test('a sheet opened from a session keeps its attendees beside it, also after a look at the person', () => {
  forgetPlace();
  for (const address of ['/o/sessions/s1', '/o/review/a1', '/o/p/p1']) {
    const place = placeOf(address);
    assert.ok(place);
    remember(place);
  }
  assert.deepEqual(placeOf('/o/review/a1')?.list, { section: 'sessions', session: 's1' });
});

test('opened from outside, a person stands beside the search and a sheet beside the flagged persons', () => {
  forgetPlace();
  assert.deepEqual(placeOf('/o/p/p1')?.list, { section: 'find' });
  assert.deepEqual(placeOf('/o/review/a1')?.list, { section: 'flagged' });
});
