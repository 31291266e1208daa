import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Definition, evaluate, type Result } from '../src/forms/index.ts';

interface Case {
  id: string;
  why: string;
  answers: Record<string, unknown>;
  facts?: Record<string, unknown>;
  expect: Record<string, unknown>;
}

interface Cases {
  form: string;
  version: number;
  cases: Case[];
}

const VECTORS = new URL('../../tests/vectors/', import.meta.url);

function read<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, VECTORS), 'utf8')) as T;
}

/** The part of a result that a case speaks of; of findings and scores only those it names. */
function seen(result: Result, name: string, wanted: unknown): unknown {
  const named = Object.keys(wanted as object);
  if (name === 'findings') return Object.fromEntries(named.map((id) => [id, result.findings[id]?.state]));
  if (name === 'scores') {
    return Object.fromEntries(named.map((id) => [id, [result.scores[id]?.lo, result.scores[id]?.hi]]));
  }
  if (name === 'missing') return result.missing_items.length;
  if (name === 'violations') return result.violations.map(({ item, rule }) => [item, rule]);
  if (name === 'not_shown') return (wanted as string[]).filter((item) => !result.shown.includes(item));
  return result[name as keyof Result];
}

for (const file of readdirSync(new URL('instruments/', VECTORS)).sort()) {
  const { form, version, cases } = read<Cases>(`instruments/${file}`);
  const published = read<Definition>(`published/${form}-${version}.json`);
  for (const { id, why, answers, facts, expect } of cases) {
    test(`${form} ${id}: ${why}`, () => {
      const result = evaluate(published, answers, facts);
      for (const [name, wanted] of Object.entries(expect))
        assert.deepEqual(seen(result, name, wanted), wanted, name);
    });
  }
}
