import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Definition } from '../../src/forms/index.ts';
import type { Value } from '../../src/store/index.ts';
import {
  comparing,
  type Found,
  marking,
  numberTyped,
  numberWord,
  replying,
} from '../../src/ui/office/mailings.ts';
import { GRIDS, labelPages, paperPages } from '../../src/ui/office/paper-pages.ts';

const vectors = new URL('../../../tests/vectors/', import.meta.url);
const qmcoo = JSON.parse(readFileSync(new URL('qmcoo-1.published.json', vectors), 'utf8')) as Definition;
const TODAY = '2026-12-01';

function found(more: Partial<Found> = {}): Found {
  const fields: Record<string, Value> = { person: 'p1', form: 'qmcoo', version: 1, number: '799273987' };
  const mailing = {
    id: 'm1',
    op: '7.1',
    fields,
    members: {},
    state: 'sent',
    person: { id: 'p1' },
    title: {},
  };
  return { mailing, definition: qmcoo, sheet: null, ...more } as unknown as Found;
}

test('a reply is a sheet that says it came on paper, filed together with its mailing', () => {
  const answers = { 'qmcoo.01_health': 3 };
  const reply = { id: 's1', answers, answered_by: 'family', on: '2026-11-20' };
  const [sheet, mailing] = replying(found(), reply, TODAY);
  assert.deepEqual(sheet, {
    kind: 'submission',
    id: 's1',
    form_version: 'qmcoo/1',
    new: {
      person: 'p1',
      form: 'qmcoo',
      version: 1,
      on: '2026-11-20',
      answered_by: 'family',
      medium: 'paper',
      'a.qmcoo.01_health': 3,
    },
  });
  assert.deepEqual(mailing, {
    kind: 'mailing',
    id: 'm1',
    edits: { replied_on: { saw: [], now: TODAY }, sheet: { saw: [], now: 's1' } },
  });
});

const keyedIn = {
  id: 's1',
  op: '8.1',
  fields: { form: 'qmcoo', version: 1, 'a.qmcoo.01_health': 3, 'a.qmcoo.02_satisfaction': 1 },
  members: { 'a.qmcoo.01_health': [['9.4', 3]] as [string, Value][] },
};

test('a second entry corrects what it says was wrong, having seen what stood there', () => {
  const right = { 'qmcoo.01_health': 4, 'qmcoo.02_satisfaction': 1 };
  const [correction, checked] = comparing(found({ sheet: keyedIn }), right, TODAY, 'why');
  assert.deepEqual(correction, {
    kind: 'submission',
    id: 's1',
    form_version: 'qmcoo/1',
    reason: 'why',
    edits: { 'a.qmcoo.01_health': { saw: ['9.4'], now: 4 } },
  });
  assert.deepEqual(checked && 'edits' in checked && checked.edits, { checked_on: { saw: [], now: TODAY } });
});

test('two entries that agree leave the sheet alone and keep that they were compared', () => {
  const right = { 'qmcoo.01_health': 3, 'qmcoo.02_satisfaction': 1 };
  const ops = comparing(found({ sheet: keyedIn }), right, TODAY, 'why');
  assert.deepEqual(
    ops.map(({ kind }) => kind),
    ['mailing'],
  );
});

test('an answer that was only in the first entry is taken away', () => {
  const [correction] = comparing(found({ sheet: keyedIn }), { 'qmcoo.01_health': 3 }, TODAY, 'why');
  assert.deepEqual(correction && 'edits' in correction && correction.edits, {
    'a.qmcoo.02_satisfaction': { saw: ['8.1'], now: null },
  });
});

test('a state is taken back by emptying its day', () => {
  const sent = found().mailing;
  sent.fields.sent_on = '2026-11-22';
  assert.deepEqual(marking(sent, 'sent', null), {
    kind: 'mailing',
    id: 'm1',
    edits: { sent_on: { saw: ['7.1'], now: null } },
  });
});

test('every question stands on one page, in its order', () => {
  const pages = paperPages(qmcoo);
  assert.deepEqual(
    pages.flat().map(({ id }) => id),
    qmcoo.items.map(({ id }) => id),
  );
  assert.equal(pages.length, 2);
});

test('labels fill the sheets and leave those free that are used up', () => {
  const [twelve, twentyfour] = GRIDS;
  assert.ok(twelve && twentyfour);
  const labels = Array.from({ length: 23 }, (_, i) => i);
  assert.deepEqual(
    labelPages(twelve, labels, 2).map((page) => page.length),
    [12, 12, 1],
  );
  assert.deepEqual(labelPages(twelve, labels, 2)[0]?.slice(0, 3), [null, null, 0]);
  assert.equal(labelPages(twentyfour, labels, 0).length, 1);
  for (const { columns, rows, width, height } of GRIDS)
    assert.ok(columns * width <= 210 && rows * height <= 297);
});

test('a number is printed in threes and read however it is typed', () => {
  assert.equal(numberWord('799273987'), '799-273-987');
  assert.equal(numberTyped('７９９-273 987'), '799273987');
});
