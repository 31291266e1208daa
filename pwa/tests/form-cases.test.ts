/** Every worked case of tests/vectors/forms, as tests/unit/test_forms_cases.py runs them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formsWithCases, seen, spokenOf } from './forms/cases.ts';

for (const { file, form, cases } of formsWithCases()) {
  for (const one of cases) {
    test(`${file} ${one.id}: ${one.why ?? ''}`, () => {
      const found = seen(form, one);
      for (const [name, wanted] of Object.entries(one.expect))
        assert.deepEqual(spokenOf(found[name], wanted), wanted, name);
    });
  }
}
