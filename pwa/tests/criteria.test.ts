import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Definition } from '../src/forms/index.ts';
import { later } from '../src/ui/words/later/index.ts';

const VECTORS = new URL('../../tests/vectors/', import.meta.url);

function read(path: string): Definition {
  return JSON.parse(readFileSync(new URL(path, VECTORS), 'utf8')) as Definition;
}

test('every criterion a form is judged by has a name on screen', () => {
  const files = readdirSync(new URL('published/', VECTORS)).map((file) => `published/${file}`);
  const forms = ['qmcoo-1.published.json', ...files].map(read);
  const judged = forms.flatMap(({ findings, scores, gradings = [], outcomes = [] }) => [
    ...findings,
    ...scores,
    ...gradings,
    ...outcomes,
  ]);
  const named = new Set(Object.keys(later));
  const nameless = judged.map(({ criteria }) => criteria).filter((id) => !named.has(`criteria_${id}`));
  assert.ok(judged.length > 50);
  assert.deepEqual([...new Set(nameless)], []);
});
