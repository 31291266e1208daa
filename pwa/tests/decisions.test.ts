import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Decision, factsOn, standing, triedBy } from '../src/forms/index.ts';

interface Vectors {
  decisions: Decision[];
  facts: { form: string; on: string; facts: object; why: string }[];
  standing: { form: string; version: number; what: string | null; reason: string | null }[];
  tried: { form: string; version: number; staff: string[] | null }[];
}

const path = new URL('../../tests/vectors/decisions.json', import.meta.url);
const { decisions, ...cases } = JSON.parse(readFileSync(path, 'utf8')) as Vectors;

for (const { form, on, facts, why } of cases.facts)
  test(`in force for ${form} on ${on}: ${why}`, () => {
    assert.deepEqual(factsOn(decisions, form, on), facts);
    assert.deepEqual(factsOn([...decisions].reverse(), form, on), facts);
  });

test('the last step of a version counts', () => {
  for (const { form, version, what, reason } of cases.standing) {
    const last = standing(decisions, form, version);
    assert.deepEqual([last?.what ?? null, last?.reason ?? null], [what, reason]);
  }
});

test('who tries a version out', () => {
  for (const { form, version, staff } of cases.tried)
    assert.deepEqual(triedBy(decisions, form, version) ?? null, staff);
});
