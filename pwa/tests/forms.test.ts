import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Definition, evaluate, evaluateDisputed, type Result } from '../src/forms/index.ts';
import { type Env, evaluateRule, type Value } from '../src/forms/rules.ts';
import type { Ast } from '../src/forms/types.ts';

interface FormCase {
  id: string;
  why: string;
  answers: Record<string, unknown>;
  facts: Record<string, unknown>;
  expect: Record<string, unknown>;
}

interface RuleCase {
  rule: string;
  ast: Ast;
  env: Record<string, Value>;
  value: Value;
}

function vectors<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}`, import.meta.url), 'utf8')) as T;
}

const form = vectors<Definition>('qmcoo-1.published.json');

function seen(result: Result, name: string): unknown {
  const finding = result.findings[name];
  if (finding !== undefined) return finding.state;
  const score = result.scores.qmcoo12_hori2023;
  if (name === 'score') return [score?.lo, score?.hi];
  if (name === 'missing') return result.missing_items.length;
  return result[name as keyof Result];
}

for (const { id, why, answers, facts, expect } of vectors<{ cases: FormCase[] }>('forms.json').cases) {
  test(`${id}: ${why}`, () => {
    const result = evaluate(form, answers, facts);
    for (const [name, wanted] of Object.entries(expect)) assert.deepEqual(seen(result, name), wanted, name);
  });
}

interface DisputedCase {
  name: string;
  answers: Record<string, unknown>;
  disputed: Record<string, unknown[]>;
  findings: Record<string, [state: string, word: string, chip: string]>;
  scores: Record<string, [lo: number | null, hi: number | null]>;
}

for (const one of vectors<{ cases: DisputedCase[] }>('disputed.json').cases) {
  test(`disputed: ${one.name}`, () => {
    const { findings, scores } = evaluateDisputed(form, one.answers, one.disputed);
    for (const [id, wanted] of Object.entries(one.findings)) {
      const found = findings[id];
      assert.deepEqual([found?.state, found?.word.ja, found?.chip.ja], wanted);
    }
    for (const [id, wanted] of Object.entries(one.scores))
      assert.deepEqual([scores[id]?.lo, scores[id]?.hi], wanted);
  });
}

test('every rule of the shared vectors has the value Python gives it', () => {
  for (const { rule, ast, env, value } of vectors<{ cases: RuleCase[] }>('rules.json').cases) {
    const known: Env = new Map(Object.entries(env));
    assert.deepEqual(evaluateRule(ast, known), value, rule);
  }
});

test('a form written for a newer app is stored but not judged in part', () => {
  const result = evaluate({ ...form, min_engine: 99 }, { 'qmcoo.07_gait': 1 });
  assert.equal(result.judged, false);
  assert.deepEqual(result.findings, {});
  assert.equal(result.shown.length, 15);
});
