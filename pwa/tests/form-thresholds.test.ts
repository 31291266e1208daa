/** Every number in every rule, one step higher or lower, turns a worked case red. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import type { Definition } from '../src/forms/index.ts';
import { type Case, formsWithCases, questionnaire, seen, spokenOf } from './forms/cases.ts';
import { changed, type Threshold, thresholds } from './forms/mutate.ts';

/** Numbers no case can catch, by the place in the published form, with the reason. */
const EXPLAINED: Record<string, Record<string, string>> = {};

function isCaught(form: Definition, cases: Case[]): boolean {
  return cases.some((one) => {
    const found = seen(form, one);
    return Object.entries(one.expect).some(
      ([name, wanted]) => !isDeepStrictEqual(spokenOf(found[name], wanted), wanted),
    );
  });
}

/** The cases that speak of what the changed rule is near to come first: most changes are caught at once. */
function nearest(cases: Case[], near: string): Case[] {
  const speaks = (one: Case) => (JSON.stringify([one.id, one.answers, one.expect]).includes(near) ? 0 : 1);
  return [...cases].sort((a, b) => speaks(a) - speaks(b));
}

function uncaught({ path, value, step }: Threshold, form: Definition, cases: Case[]): string[] {
  const entry = (form[path[0] as keyof Definition] as unknown as { id: string }[])[path[1] as number];
  const sorted = nearest(cases, (entry?.id ?? '').replace(/_(2019|2025|low|high|below|[0-9])+$/, ''));
  const steps = [value + step, value - step].map((one) => Math.round(one * 1e6) / 1e6);
  const missed = steps.filter((one) => !isCaught(changed(form, path, one), sorted));
  return missed.map((one) => `${entry?.id} ${path.join('.')}: ${value} → ${one}`);
}

for (const { file, form, cases } of [questionnaire(), ...formsWithCases()]) {
  test(`every number in the rules of ${file} matters to a case`, () => {
    const explained = EXPLAINED[file] ?? {};
    const missed = thresholds(form)
      .filter(({ path }) => !(path.join('.') in explained))
      .flatMap((one) => uncaught(one, form, cases));
    assert.deepEqual(missed, []);
  });
}

test('what is explained away is really not caught, and is still there', () => {
  for (const { file, form, cases } of [questionnaire(), ...formsWithCases()]) {
    const known = new Map(thresholds(form).map((one) => [one.path.join('.'), one]));
    for (const [place, reason] of Object.entries(EXPLAINED[file] ?? {})) {
      const one = known.get(place);
      assert.ok(one, `${file} has no number at ${place} (${reason})`);
      assert.notDeepEqual(uncaught(one, form, cases), [], `${place} is caught: take its explanation away`);
    }
  }
});
