/** Every worked case of tests/vectors/forms, as tests/unit/test_forms_cases.py runs them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compareRounds, type Definition, evaluate, type Result } from '../src/forms/index.ts';

interface Round {
  answers: Record<string, unknown>;
  facts?: Record<string, unknown>;
}

interface Case extends Round {
  id: string;
  why?: string;
  before?: Round;
  expect: Record<string, unknown>;
}

const FOLDER = new URL('../../tests/vectors/', import.meta.url);

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as T;
}

function mapped<T>(all: Readonly<Record<string, T>>, seen: (one: T) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all).map(([id, one]) => [id, seen(one)]));
}

const state = (one: { state: string }) => one.state;

function judged(form: Definition, round: Round | undefined): Result {
  return evaluate(form, round?.answers ?? {}, round?.facts ?? {});
}

/** Everything a case may speak of. */
function seen(form: Definition, one: Case): Record<string, unknown> {
  const result = judged(form, one);
  return {
    ...result,
    findings: mapped(result.findings, state),
    locks: mapped(result.locks, state),
    red_flags: mapped(result.red_flags, state),
    outcomes: mapped(compareRounds(form, judged(form, one.before).measures, result.measures), state),
    gradings: mapped(result.gradings, (grade) =>
      grade.state === 'undetermined' ? grade.possible : grade.state,
    ),
    scores: mapped(result.scores, ({ lo, hi }) => [lo, hi]),
    measures: mapped(result.measures, ({ value }) => value),
    missing: result.missing_items.length,
    locked: result.locked_items,
  };
}

function spokenOf(found: unknown, wanted: unknown): unknown {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return found;
  const all = found as Record<string, unknown>;
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, all[key]]));
}

for (const file of readdirSync(new URL('forms/', FOLDER)).sort()) {
  const form = read<Definition>(`published/${file}`);
  for (const one of read<{ cases: Case[] }>(`forms/${file}`).cases) {
    test(`${file} ${one.id}: ${one.why ?? ''}`, () => {
      const found = seen(form, one);
      for (const [name, wanted] of Object.entries(one.expect))
        assert.deepEqual(spokenOf(found[name], wanted), wanted, name);
    });
  }
}
