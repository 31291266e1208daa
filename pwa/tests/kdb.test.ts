import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  type Definition,
  fiscalYear,
  kdbFacts,
  kdbKnown,
  kdbTold,
  kdbYear,
  readKdb,
} from '../src/forms/index.ts';
import { later } from '../src/ui/words/later/index.ts';

interface Vectors {
  read: { text: string; facts: object; on: string | null; source: string }[];
  refused: unknown[];
  fiscal_year: [string, number][];
  years: [string, number | null][];
  facts: Definition['facts'];
  known: { why: string; on: string; said: Record<string, unknown[]>; facts: object; told: object[] }[];
}

const path = new URL('../../tests/vectors/kdb.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors;

test('what a source says is read', () => {
  for (const { text, ...want } of vectors.read) assert.deepEqual(readKdb(text), want, text);
  for (const text of vectors.refused) assert.equal(readKdb(text), undefined, String(text));
});

test('the fiscal year begins in April', () => {
  for (const [on, year] of vectors.fiscal_year) assert.equal(fiscalYear(on), year);
  for (const [field, year] of vectors.years) assert.equal(kdbYear(field) ?? null, year, field);
});

for (const { why, on, said, facts, told } of vectors.known)
  test(`what KDB says: ${why}`, () => {
    const known = kdbKnown(said, on);
    assert.deepEqual(kdbFacts(vectors, known), facts);
    assert.deepEqual(kdbTold(vectors, known), told);
  });

test('every fact a form asks of KDB is called on screen what the form calls it', () => {
  const file = new URL('../../tests/vectors/published/qmcoo-2.json', import.meta.url);
  const { facts } = JSON.parse(readFileSync(file, 'utf8')) as Definition;
  const asked = facts.filter(({ id }) => id.startsWith('kdb_'));
  assert.ok(asked.length >= 20);
  for (const { id, ja, en } of asked) assert.deepEqual(later[id as keyof typeof later], [ja, en]);
});
