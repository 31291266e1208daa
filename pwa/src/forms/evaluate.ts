/**
 * (published form, answers) -> what is shown, violated, scored and found. No DOM, no clock.
 *
 * forms/evaluate.py is the twin; tests/vectors/forms.json holds what both must say.
 */
import {
  gradings,
  isNotAdministered,
  locks,
  measures,
  redFlags,
  SHUT,
  stateOf,
  type WritableEnv,
} from './judge.ts';
import { readAnswer, unable } from './read.ts';
import type { FindingResult, Result, ScoreResult } from './results.ts';
import { add, between, evaluateRule, finite, span, type Value } from './rules.ts';
import type { Answers, Definition, Fact, Facts, Finding, Item, Score, Term, Words } from './types.ts';

/** What this evaluator understands. A form that asks for more is stored, never judged in part. */
export const ENGINE = 2;

type Violation = Result['violations'][number];

/**
 * Everything that follows from the answers.
 *
 * answers: item id -> code, number or text, or {"state": …}; anything missing or without a code is unknown.
 * facts: fact id -> value; a fact not given has its default, else it is unknown.
 */
export function evaluate(form: Definition, answers: Answers, facts: Facts = {}): Result {
  if (form.min_engine > ENGINE) return notJudged(form);
  const env: WritableEnv = new Map();
  for (const fact of form.facts) env.set(`fact.${fact.id}`, factValue(fact, facts));
  const { shown, violations } = readAnswers(form.items, answers, env);
  const broken = shown.flatMap((item) => brokenConstraints(item, env));
  const isKnown = ({ id }: Item) => env.get(id) !== null || env.get(`unable:${id}`) === true;
  const known = new Set(shown.filter(isKnown).map((item) => item.id));
  const missing = new Set(shown.filter((item) => !isKnown(item)).map((item) => item.id));
  const risks = riskItems(form.items, env);
  const measured = measures(form, env, known);
  for (const { id, rule } of form.derived ?? []) env.set(`derived.${id}`, evaluateRule(rule, env));
  const { inUse, unused } = criteriaInUse(form, facts);
  const scores = form.scores.map((score) => [score.id, judgeScore(score, env)] as const);
  const findings = form.findings.map(
    (finding) => [finding.id, judgeFinding(finding, form.words, env, missing, risks, known)] as const,
  );
  const isUsed = ([, one]: readonly [string, { criteria: string }]) => !unused.has(one.criteria);
  const open = shown.filter((item) => item.required && missing.has(item.id)).map((item) => item.id);
  const closing = locks(form, env, missing);
  const shut = Object.values(closing).filter((lock) => SHUT.has(lock.state));
  const locked = new Set(shut.flatMap((lock) => lock.closes));
  return {
    form: form.form,
    version: form.version,
    judged: true,
    shown: shown.map((item) => item.id),
    required: shown.filter((item) => item.required && !locked.has(item.id)).map((item) => item.id),
    violations: [...violations, ...broken],
    scores: Object.fromEntries(scores.filter(isUsed)),
    findings: Object.fromEntries(findings.filter(isUsed)),
    risk_items: risks,
    missing_items: open,
    administered: known.size > 0,
    complete: open.length === 0,
    criteria: inUse,
    measures: measured,
    gradings: gradings(form, env, missing, known, unused),
    locks: closing,
    locked_items: shown.filter((item) => locked.has(item.id)).map((item) => item.id),
    red_flags: redFlags(form, env, missing),
  };
}

/** The set in use for each question of criteria, and the sets that are not: the town's choice, or the default. */
function criteriaInUse(form: Definition, facts: Facts) {
  const inUse: Record<string, string> = {};
  const unused = new Set<string>();
  for (const { id, default: usual, sets } of form.criteria_sets ?? []) {
    const codes = sets.map(({ code }) => code);
    const chosen = codes.find((code) => code === own(facts, `criteria_${id}`)) ?? usual;
    inUse[id] = chosen;
    for (const code of codes) if (code !== chosen) unused.add(code);
  }
  return { inUse, unused };
}

/** Put each shown answer into `env`, in order, so that a later item may depend on an earlier one. */
function readAnswers(items: readonly Item[], answers: Answers, env: WritableEnv) {
  const shown: Item[] = [];
  const violations: Violation[] = [];
  for (const item of items) {
    env.set(item.id, null);
    if (evaluateRule(item.shown, env) !== true) continue;
    shown.push(item);
    const raw = own(answers, item.id);
    const { value, problem } = readAnswer(item, raw);
    env.set(item.id, value);
    if (item.unable === true) env.set(`unable:${item.id}`, unable(value, raw));
    if (problem !== null) violations.push({ item: item.id, rule: problem });
  }
  return { shown, violations };
}

function brokenConstraints(item: Item, env: WritableEnv): Violation[] {
  return item.constraints
    .filter((constraint) => evaluateRule(constraint.rule, env) === false)
    .map((constraint) => ({ item: item.id, rule: constraint.id }));
}

function own(values: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function factValue(fact: Fact, facts: Facts): Value {
  const raw = own(facts, fact.id);
  const value = raw === undefined ? fact.default : raw;
  if (fact.type === 'number') return typeof value === 'number' ? finite(value) : null;
  if (fact.type === 'boolean') return typeof value === 'boolean' ? value : null;
  return typeof value === 'string' ? value : null;
}

function riskItems(items: readonly Item[], env: WritableEnv): string[] {
  for (const item of items) {
    if (item.risk !== null) env.set(`risk.${item.id}`, evaluateRule(item.risk.rule, env));
  }
  return items.filter((item) => env.get(`risk.${item.id}`) === true).map((item) => item.id);
}

/** The sum as bounds; a part that is unknown may be anything between its low and its high. */
function judgeScore(score: Score, env: WritableEnv): ScoreResult {
  let total: Value = 0;
  let missing = 0;
  for (const term of score.terms) {
    const points = termPoints(term, evaluateRule(term.rule, env));
    if (points === null) missing += 1;
    total = add(total, points ?? between(term.low, term.high));
  }
  env.set(`score.${score.id}`, total);
  const bounds = span(total);
  return {
    lo: bounds === null ? null : bounds.lo,
    hi: bounds === null ? null : bounds.hi,
    missing,
    of: score.terms.length,
    criteria: score.criteria,
  };
}

function termPoints(term: Term, value: Value): number | null {
  if (typeof value === 'boolean') return value ? term.high : term.low;
  return typeof value === 'number' && term.low <= value && value <= term.high ? value : null;
}

function judgeFinding(
  finding: Finding,
  chips: Definition['words'],
  env: WritableEnv,
  missing: ReadonlySet<string>,
  risks: readonly string[],
  known: ReadonlySet<string>,
): FindingResult {
  const value = evaluateRule(finding.rule, env);
  env.set(`finding.${finding.id}`, value);
  const state = isNotAdministered(finding, known) ? 'not_administered' : stateOf(value);
  const missingItems = finding.items.filter((item) => missing.has(item));
  const word: Words = finding.words[state];
  return {
    state,
    role: finding.role,
    title: finding.title,
    word,
    chip: chips[state],
    criteria: finding.criteria,
    basis: finding.basis,
    provisional: finding.provisional,
    score: finding.score,
    missing: missingItems.length,
    missing_items: missingItems,
    counted: finding.items.filter((item) => risks.includes(item)),
  };
}

/** Every item shown, nothing judged: the form was written for a newer app. */
function notJudged(form: Definition): Result {
  return {
    form: form.form,
    version: form.version,
    judged: false,
    shown: form.items.map((item) => item.id),
    required: [],
    violations: [],
    scores: {},
    findings: {},
    risk_items: [],
    missing_items: [],
    administered: false,
    complete: false,
    criteria: {},
    measures: {},
    gradings: {},
    locks: {},
    locked_items: [],
    red_flags: {},
  };
}
