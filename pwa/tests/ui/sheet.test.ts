/** What a sheet of any form asks, in which order its numbers are walked, and what its answers close. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Definition, evaluate, type Item } from '../../src/forms/index.ts';
import type { Fields, RecordView, Role } from '../../src/store/index.ts';
import { answerText, toggled } from '../../src/ui/shown/answers.ts';
import {
  askedItems,
  blocksOf,
  brokenItems,
  type Entry,
  nextNumber,
  openItems,
  withUnit,
} from '../../src/ui/shown/blocks.ts';
import { draftOf, formsFor, mayAnswerHerself, usualForm } from '../../src/ui/shown/forms-here.ts';
import { missingItems } from '../../src/ui/shown/judge.ts';
import { decimalText, gaugeOf, numberOf, slipOf, typed, verdictOn } from '../../src/ui/shown/keypad.ts';
import { learn } from '../../src/ui/words/index.ts';
import { later } from '../../src/ui/words/later/index.ts';

learn(later);
const VECTORS = join(import.meta.dirname, '../../../tests/vectors');
const read = (name: string): Definition => JSON.parse(readFileSync(join(VECTORS, name), 'utf8'));
const body = read('published/body-1.json');
const qmcoo = read('qmcoo-1.published.json');

const CALM = {
  'body.symptoms': [0],
  'body.pulse_irregular': 2,
  'body.sbp_1': 128,
  'body.dbp_1': 74,
  'body.pulse_1': 66,
};

function entryOf(answers: Fields, roles: Role[] = ['nurse'], form = body): Entry {
  return { form, roles, result: evaluate(form, answers) };
}
const itemOf = (id: string, form = body): Item => form.items.find((item) => item.id === id) as Item;
const ids = (items: readonly Item[]): string[] => items.map(({ id }) => id);

function keyed(keys: string, item: Item): string {
  return [...keys].reduce((text, key) => typed(text, key, gaugeOf(item)), '');
}

test('keys make the number that was pressed, and no key makes another one of it', () => {
  const grip = itemOf('body.grip_right_1');
  assert.equal(keyed('24.5', grip), '24.5');
  assert.equal(keyed('24.57', grip), '24.5', 'a second decimal is not taken');
  assert.equal(keyed('2.4.5', grip), '2.4');
  assert.equal(keyed('.5', grip), '0.5');
  assert.equal(keyed('007', grip), '7');
  assert.equal(keyed('12.8', itemOf('body.sbp_1')), '128', 'a whole number has no point');
  assert.equal(numberOf(''), null);
  assert.equal(decimalText(22, 1), '22.0');
});

test('a slip of the digits is offered mended; what is only unusual is asked about', () => {
  const gauge = gaugeOf(itemOf('body.grip_right_1'));
  assert.equal(verdictOn(245, gauge), 'out-of-range');
  assert.equal(slipOf(245, gauge), 24.5);
  assert.equal(slipOf(2450, gauge), 24.5);
  assert.equal(verdictOn(52, gauge), 'unusual-high');
  assert.equal(verdictOn(4.9, gauge), 'unusual-low');
  assert.equal(verdictOn(50, gauge), 'fits', 'the limit itself is usual');
  assert.equal(slipOf(999999, gauge), null, 'nothing is made up');
});

test('all trials of a measurement stand together, and つぎ walks them as the form has them', () => {
  const pages = blocksOf(entryOf(CALM));
  const grip = pages.flat().find(({ id }) => id === 'grip');
  assert.deepEqual(
    ids(grip?.items ?? []),
    ['right_1', 'right_2', 'left_1', 'left_2'].map((one) => `body.grip_${one}`),
  );
  const [first = []] = pages;
  const walked: string[] = [];
  for (let at = nextNumber(body, first, 'body.sbp_1', {}); at && walked.length < 9; )
    at = nextNumber(body, first, walked[walked.push(at.id) - 1] ?? '', {});
  assert.deepEqual(
    walked.map((id) => id.slice(5)),
    ['dbp_1', 'pulse_1', 'sbp_2', 'dbp_2', 'pulse_2'],
    'the other question after them ends it',
  );
  const done = { 'body.grip_right_2': 25 };
  const gripPage = pages.find((page) => page.includes(grip as never)) ?? [];
  assert.equal(nextNumber(body, gripPage, 'body.grip_right_1', done)?.id, 'body.grip_left_1');
});

test('a reading at the stop line closes the tests; a professional opens each lock with her reason', () => {
  const high = { ...CALM, 'body.sbp_1': 180 };
  const shut = entryOf(high);
  assert.equal(shut.result.locks.stop?.state, 'closed');
  assert.ok(shut.result.locked_items.includes('body.grip_right_1'));
  assert.equal(shut.result.red_flags.stop_values?.state, 'positive');
  const opened = entryOf({ ...high, 'body.stop_release': '診た', 'body.caution_release': '診た' });
  assert.ok(!opened.result.locked_items.includes('body.grip_right_1'));
  assert.ok(!entryOf(CALM).result.locked_items.includes('body.grip_right_1'));
  const asked = entryOf({});
  assert.equal(asked.result.locks.stop?.state, 'ask');
  assert.ok(asked.result.locked_items.includes('body.grip_right_1'), 'not known is not open');
});

test('supporters are not asked what only a professional may say', () => {
  const nurse = ids(askedItems(entryOf(CALM)));
  const supporter = ids(askedItems(entryOf(CALM, ['supporter'])));
  assert.ok(nurse.includes('body.noticed'));
  assert.ok(!supporter.includes('body.noticed'));
  for (const id of ['body.stop_release', 'body.caution_release'])
    assert.ok(!nurse.includes(id), `${id} stands at its lock`);
});

test('what is measured once is not open; what is needed and closed off is not asked for either', () => {
  const [open] = openItems(entryOf({}, ['nurse'], qmcoo), {});
  assert.equal(open?.id, 'qmcoo.01_health');
  const none = entryOf(CALM);
  assert.deepEqual(ids(openItems(none, CALM)), []);
  assert.deepEqual(ids(missingItems(body, none.result)), []);
  const declined = { 'qmcoo.01_health': { state: 'declined' as const } };
  assert.ok(!ids(openItems(entryOf(declined, ['nurse'], qmcoo), declined)).includes('qmcoo.01_health'));
  assert.ok(ids(missingItems(qmcoo, evaluate(qmcoo, declined))).includes('qmcoo.01_health'));
});

test('values that exclude each other stop the end of a sheet', () => {
  const swapped = { ...CALM, 'body.sbp_1': 74, 'body.dbp_1': 128 };
  assert.deepEqual(ids(brokenItems(entryOf(swapped))), ['body.dbp_1']);
  const sides = { ...CALM, 'body.grip_right_1': 40, 'body.grip_left_1': 20 };
  assert.deepEqual(ids(brokenItems(entryOf(sides))), [], 'what is only asked about stops nothing');
});

test('what was closed after it was measured does not stop the end of a sheet that nobody could then finish', () => {
  const beyond = { ...CALM, 'body.one_leg_cap': 30, 'body.one_leg_1': 45 };
  assert.deepEqual(ids(brokenItems(entryOf(beyond))), ['body.one_leg_1']);
  const unwell = entryOf({ ...beyond, 'body.symptoms': [1] });
  assert.ok(unwell.result.locked_items.includes('body.one_leg_1'));
  assert.deepEqual(ids(brokenItems(unwell)), []);
});

test('several choices are kept sorted, and one that excludes the others stands alone', () => {
  const signs = itemOf('body.symptoms');
  assert.deepEqual(toggled(signs, [], 5), [5]);
  assert.deepEqual(toggled(signs, [5], 2), [2, 5]);
  assert.deepEqual(toggled(signs, [2, 5], 0), [0]);
  assert.deepEqual(toggled(signs, [0], 3), [3]);
  assert.deepEqual(toggled(signs, [2, 5], 5), [2]);
});

test('each sort of answer is said in its own words', () => {
  const grip = withUnit(body, itemOf('body.grip_right_1'));
  assert.equal(answerText(grip, 22), '22.0 kg');
  const reason = { state: 'cannot_measure', reason: 'pain' };
  const said = [22, null, { state: 'declined' }, reason, { state: 'unable' }, { state: 'not_administered' }];
  const texts = said.map((one) => answerText(grip, one, body.reasons));
  assert.equal(new Set(texts).size, texts.length, texts.join(' / '));
  assert.equal(answerText(itemOf('body.symptoms'), [2, 5]), '熱がある・頭痛やめまいがする');
});

const version = (definition: Definition): RecordView =>
  ({ fields: { form: definition.form, version: definition.version, definition } }) as unknown as RecordView;

test('the form used last comes first, then the commonest, then the questionnaire of every town', () => {
  const forms = formsFor([version(body), version(qmcoo)], ['nurse'], false);
  assert.deepEqual(
    forms.map(({ form }) => form),
    ['qmcoo', 'body'],
  );
  const sheet = (form: string) => ({ fields: { form } }) as unknown as RecordView;
  assert.equal(usualForm(forms, undefined, [])?.form, 'qmcoo');
  assert.equal(usualForm(forms, undefined, [sheet('body'), sheet('body'), sheet('qmcoo')])?.form, 'body');
  assert.equal(usualForm(forms, 'qmcoo', [sheet('body')])?.form, 'qmcoo');
  assert.equal(usualForm(forms, 'gone', [])?.form, 'qmcoo');
});

test('a supporter may fill only the forms that name her; nobody gives a measurement away', () => {
  assert.deepEqual(
    formsFor([version(body), version(qmcoo)], ['supporter'], false).map(({ form }) => form),
    ['body'],
  );
  const draft = { id: 'd', person: 'p', form: 'qmcoo', version: 1, answers: {}, page: 1, started_at: '' };
  assert.ok(mayAnswerHerself(qmcoo, draft));
  assert.ok(!mayAnswerHerself(body, draft));
  for (const form of ['dasc8', 'mna_sf']) assert.ok(!mayAnswerHerself({ ...qmcoo, form }, draft));
  assert.ok(!mayAnswerHerself(qmcoo, { ...draft, replaces: '1.1' }));
});

test('sheets of several forms of one person may be under way beside each other', () => {
  const draft = (id: string, form: string, session?: string) => {
    const head = { id, person: 'p', form, version: 1, answers: {}, page: 1, started_at: '' };
    return session ? { ...head, session } : head;
  };
  const open = [draft('a', 'qmcoo'), draft('b', 'body'), draft('c', 'body', 's')];
  const hers = (whom: string) => whom === 'p';
  assert.equal(draftOf(open, 'body', hers)?.id, 'b');
  assert.equal(draftOf(open, 'body', hers, 's')?.id, 'c');
  assert.equal(draftOf(open, 'qmcoo', hers, 's'), undefined);
});
