import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Definition, evaluate, notMet, worded } from '../../src/forms/index.ts';

const VECTORS = new URL('../../../tests/vectors/', import.meta.url);
const json = (name: string) => JSON.parse(readFileSync(new URL(name, VECTORS), 'utf8'));
const chips: Record<string, Record<string, unknown>> = json('chips.json');

for (const file of readdirSync(new URL('published/', VECTORS)).filter((one) => one.endsWith('.json'))) {
  const form: Definition = json(`published/${file}`);
  const expected = chips[`${form.form}/${form.version}`];
  if (expected)
    test(`chips of ${form.form}/${form.version} say what the server says`, () => {
      assert.deepEqual(Object.fromEntries(form.findings.map((one) => [one.id, notMet(form, one)])), expected);
    });
}

test('a value above its line is not called below the criteria', () => {
  const form: Definition = json('published/body-1.json');
  const { findings } = worded(form, evaluate(form, { 'body.height': 160, 'body.weight': 60 }));
  assert.equal(findings.bmi_20?.state, 'negative');
  assert.equal(findings.bmi_20?.word.ja, '該当しない');
});
