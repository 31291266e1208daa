import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { first } from '../../src/ui/words/index.ts';
import { later } from '../../src/ui/words/later/index.ts';

const SOURCES = join(import.meta.dirname, '../../src');
const IMPORT = /^(?:import|export) (?!type )(?:[^;]*? from )?'(\.[^']+\.tsx?)'/gms;

/** Every module of ours that stands in the same chunks as `from`: what it imports, but not what it fetches later. */
function within(from: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(from)) return found;
  const text = readFileSync(from, 'utf8');
  found.set(from, text);
  for (const [, named = ''] of text.matchAll(IMPORT)) within(join(dirname(from), named), found);
  return found;
}

const firstScreens = within(join(SOURCES, 'main.tsx'));
const relative = (path: string) => path.slice(SOURCES.length + 1);

test('the first screens say nothing whose words come later', () => {
  for (const [path, text] of firstScreens) {
    if (relative(path).startsWith('ui/words/')) continue;
    for (const [, key = ''] of text.matchAll(/['"](\w+)['"]/g))
      assert.ok(!Object.hasOwn(later, key), `${relative(path)} says ${key}, which is in words/later`);
  }
});

test('no text has its place twice', () => {
  for (const key of Object.keys(later)) assert.ok(!Object.hasOwn(first, key), `${key} is in both`);
});

test('the first screens do without judging and without the office', () => {
  const names = [...firstScreens.keys()].map(relative);
  for (const part of ['forms/', 'ui/office/', 'ui/words/later/'])
    assert.deepEqual(
      names.filter((name) => name.startsWith(part) && !name.endsWith('types.ts')),
      [],
    );
});
