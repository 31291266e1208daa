/** Which numbers a watch or a counter takes, read out of the definitions as they are. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Definition, evaluate, type Item } from '../../src/forms/index.ts';
import {
  begun,
  corrected,
  ended,
  passed,
  secondsLeft,
  secondsText,
  type Taking,
  type Tool,
  takenText,
  toolFor,
  touched,
} from '../../src/ui/shown/timing.ts';

const FOLDER = new URL('../../../tests/vectors/published/', import.meta.url);
const forms = readdirSync(FOLDER).map(
  (file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Definition,
);
const formOf = (id: string): Definition => forms.find(({ form }) => form === id) as Definition;
const itemOf = (form: Definition, id: string): Item => form.items.find((one) => one.id === id) as Item;

function toolOf(form: Definition, id: string, answers: Record<string, unknown> = {}): Tool | null {
  return toolFor(form, itemOf(form, id), evaluate(form, answers));
}

test('of all forms these numbers are taken by a watch or a counter, and no other', () => {
  const found = forms.flatMap((form) =>
    form.items.flatMap(({ id }) => {
      const tool = toolOf(form, id);
      if (!tool) return [];
      return [`${id} ${tool.kind} ${tool.kind === 'watch' ? tool.ends : tool.seconds}`];
    }),
  );
  assert.deepEqual(found, [
    'body.walk5_1 watch null',
    'body.walk5_2 watch null',
    'body.tug_1 watch null',
    'body.tug_2 watch null',
    'body.sts5 watch null',
    'body.cs30 counter 30',
    'body.one_leg_1 watch null',
    'body.one_leg_2 watch null',
    'body.side_by_side watch 10',
    'body.semi_tandem watch 10',
    'body.tandem watch 10',
    'body.walk4_1 watch null',
    'body.walk4_2 watch null',
    'oral.odk_pa counter 5',
    'oral.odk_ta counter 5',
    'oral.odk_ka counter 5',
    'oral.rsst counter 30',
  ]);
});

test('the one-leg stand ends at the time limit she chose', () => {
  const body = formOf('body');
  for (const { code } of itemOf(body, 'body.one_leg_cap').options ?? [])
    assert.deepEqual(toolOf(body, 'body.one_leg_2', { 'body.one_leg_cap': code }), {
      kind: 'watch',
      ends: code,
    });
});

test("seconds of a town's own form are seconds without a code, too", () => {
  const body = formOf('body');
  const unit = { ja: '秒', en: 's', ucum: null };
  const own = { ...itemOf(body, 'body.sts5'), unit };
  assert.deepEqual(toolFor(body, own, evaluate(body, {})), { kind: 'watch', ends: null });
  assert.equal(toolFor(body, { ...own, unit: { ...unit, ja: '分' } }, evaluate(body, {})), null);
});

test('a wording that speaks of two times gives none', () => {
  const oral = formOf('oral');
  const item = { ...itemOf(oral, 'oral.rsst'), wording: '30秒を2回、休みは60秒' };
  assert.equal(toolFor(oral, item, evaluate(oral, {})), null);
});

test('the protocol decides before the wording does', () => {
  const oral = formOf('oral');
  const item = { ...itemOf(oral, 'oral.odk_ta'), wording: '「タ」を10秒間に言えた回数' };
  assert.deepEqual(toolFor(oral, item, evaluate(oral, {})), { kind: 'counter', seconds: 5 });
});

test('seconds are shown with the decimals that are kept', () => {
  const body = formOf('body');
  const tug = itemOf(body, 'body.tug_1');
  assert.equal(secondsText(8_424, tug), '8.42');
  assert.equal(secondsText(8_429.9, tug), '8.42', 'a hundredth that has not passed is not shown');
  for (const ms of [290, 570, 1_130, 8_420, 60_010])
    assert.equal(secondsText(ms, tug), (ms / 1_000).toFixed(2));
  assert.equal(secondsText(60_000, tug), '60.00');
  assert.equal(secondsText(-3, tug), '0.00');
});

test('the last second is left until it is over', () => {
  assert.deepEqual(
    [0, 1, 29_001, 29_999, 30_000, 30_500].map((ms) => secondsLeft(ms, 30)),
    [30, 30, 1, 1, 0, 0],
  );
});

const WALK: Tool = { kind: 'watch', ends: null };
const STAND: Tool = { kind: 'watch', ends: 10 };
const CHAIR: Tool = { kind: 'counter', seconds: 30 };
const textOf = (taking: Taking, tool: Tool): string =>
  takenText(taking, tool, itemOf(formOf('body'), tool === CHAIR ? 'body.cs30' : 'body.tug_1'));

test('the watch keeps the moment of the touch, whatever frames still come', () => {
  const stopped = touched(passed(begun, WALK, 4_190), WALK, 4_205);
  assert.equal(stopped.stage, 'stopped');
  for (const late of [passed(stopped, WALK, 4_230), touched(stopped, WALK, 9_000), ended(stopped, 'lost')])
    assert.equal(textOf(late, WALK), '4.20');
});

test('a touch that shakes at the start does not stop the watch', () => {
  assert.equal(touched(begun, WALK, 120).stage, 'running');
  assert.equal(touched(touched(begun, WALK, 120), WALK, 5_000).stage, 'stopped');
});

test('where the test ends the watch says just that, also when the touch or the frame comes later', () => {
  for (const late of [passed(begun, STAND, 10_016), touched(begun, STAND, 10_400)]) {
    assert.equal(late.stage, 'over');
    assert.equal(textOf(late, STAND), '10.00');
  }
  assert.equal(textOf(touched(begun, STAND, 9_999), STAND), '9.99', 'not held to the end');
});

test('every touch counts until the time is over, and none after it', () => {
  let taking = begun;
  for (const at of [90, 180, 270, 15_000, 29_999]) taking = touched(taking, CHAIR, at);
  assert.equal(textOf(taking, CHAIR), '5');
  taking = touched(taking, CHAIR, 30_000);
  assert.deepEqual([taking.stage, textOf(taking, CHAIR)], ['over', '5']);
  assert.equal(textOf(touched(taking, CHAIR, 30_100), CHAIR), '5');
});

test('a count is put right by hand, never below nothing', () => {
  const two = touched(touched(begun, CHAIR, 400), CHAIR, 900);
  assert.equal(corrected(two, -1).count, 1);
  assert.equal(corrected(corrected(begun, -1), 1).count, 1);
  assert.equal(corrected(passed(two, CHAIR, 31_000), 1).count, 3);
});
