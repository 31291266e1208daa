/** What engine 2 judges: measures, gradings, locks and red flags. forms/judge.py is the twin. */

import type {
  GradingResult,
  LockResult,
  MeasureResult,
  OutcomeResult,
  RedFlagResult,
  Result,
} from './results.ts';
import { evaluateRule, exact, isCodes, rounded, truth, type Value } from './rules.ts';
import type { Definition, FindingState, Grading, Lock, LockState, Measure, Outcome } from './types.ts';

export type WritableEnv = Map<string, Value>;
type Names = ReadonlySet<string>;

/** A lock in one of these keeps its sections closed. */
export const SHUT: ReadonlySet<LockState> = new Set<LockState>(['closed', 'ask']);

export function stateOf(value: Value): FindingState {
  if (typeof value !== 'boolean') return 'undetermined';
  return value ? 'positive' : 'negative';
}

/** Whether nothing was done that a finding or grading could speak of. */
export function isNotAdministered(one: { role: string; items: readonly string[] }, known: Names): boolean {
  if (one.role === 'test') return !one.items.some((item) => known.has(item));
  return one.role === 'result' && known.size === 0;
}

/** Each measure's value with its protocol; the value goes into `env` too. */
export function measures(form: Definition, env: WritableEnv, known: Names): Record<string, MeasureResult> {
  const found: Record<string, MeasureResult> = {};
  if (!form.measures) return found;
  const entered = new Map(form.items.map((item) => [item.id, item.decimals ?? 0]));
  for (const one of form.measures) {
    const { id, title, unit, decimals, rows, items, value, protocol, provisional } = one;
    const got = evaluateRule(value, env);
    env.set(`measure.${id}`, got);
    const trials = rows.length > 0 ? rows.flatMap((row) => row.items) : items;
    const said = protocol.map((part) => [part.id, plain(evaluateRule(part.rule, env))] as const);
    found[id] = {
      title,
      unit,
      decimals,
      entered_decimals: enteredDecimals(one, entered),
      value: exact(got),
      known: trials.filter((item) => known.has(item)).length,
      of: trials.length,
      protocol: Object.fromEntries(said),
      provisional,
    };
  }
  return found;
}

/** What its trials are entered with: it is shown with no more, unless its value has them. What is computed, all. */
function enteredDecimals({ decimals, rows }: Measure, entered: ReadonlyMap<string, number>): number {
  const trials = rows.flatMap(({ items }) => items.map((item) => entered.get(item) ?? 0));
  return trials.length === 0 ? decimals : Math.min(decimals, Math.max(...trials));
}

/** The class of each grading, and every class it may still be. */
export function gradings(
  form: Definition,
  env: WritableEnv,
  missing: Names,
  known: Names,
  unused: Names,
): Record<string, GradingResult> {
  const used = (form.gradings ?? []).filter((one) => !unused.has(one.criteria));
  return Object.fromEntries(used.map((one) => [one.id, judged(one, form.words, env, missing, known)]));
}

function judged(
  one: Grading,
  words: Definition['words'],
  env: WritableEnv,
  missing: Names,
  known: Names,
): GradingResult {
  const possible = possibleGrades(one, env);
  const [only] = possible.length === 1 ? possible : [undefined];
  const state = isNotAdministered(one, known) ? 'not_administered' : (only ?? 'undetermined');
  const grade = one.grades.find(({ id }) => id === state);
  return {
    state,
    possible,
    role: one.role,
    title: one.title,
    word: grade?.title ?? words[state as FindingState],
    criteria: one.criteria,
    provisional: one.provisional,
    missing_items: one.items.filter((item) => missing.has(item)),
  };
}

/** Every class not refuted, up to the first that is certain. */
function possibleGrades({ grades }: Grading, env: WritableEnv): string[] {
  const possible: string[] = [];
  for (const { id, rule } of grades) {
    const holds = truth(evaluateRule(rule, env));
    if (holds !== false) possible.push(id);
    if (holds === true) break;
  }
  return possible;
}

/** Which sections are closed, and by what. */
export function locks(form: Definition, env: WritableEnv, missing: Names): Record<string, LockResult> {
  const found = (form.locks ?? []).map((one): [string, LockResult] => {
    const name = lockWord(one, env);
    const state = name === 'waived' ? 'released' : name;
    const { title, words, sections, closes, release, provisional } = one;
    const open = one.items.filter((item) => missing.has(item));
    const word = words[name] ?? null;
    return [one.id, { state, title, word, sections, closes, release, provisional, missing_items: open }];
  });
  return Object.fromEntries(found);
}

/** The state of a lock, by the name of the words for it. */
function lockWord({ closed, opened, release, waived }: Lock, env: WritableEnv): LockState | 'waived' {
  const shut = truth(evaluateRule(closed, env));
  if (shut === false || evaluateRule(opened, env) === true) return 'open';
  if (release !== null && (env.get(release) ?? null) !== null) return 'released';
  if (shut === true) return 'closed';
  return evaluateRule(waived, env) === true ? 'waived' : 'ask';
}

/** Every red flag with its state; what is positive is shown at once. */
export function redFlags(form: Definition, env: WritableEnv, missing: Names): Record<string, RedFlagResult> {
  const found = (form.red_flags ?? []).map((one): [string, RedFlagResult] => {
    const { level, title, action, provisional } = one;
    const open = one.items.filter((item) => missing.has(item));
    const state = stateOf(evaluateRule(one.rule, env));
    return [one.id, { state, level, title, action, provisional, missing_items: open }];
  });
  return Object.fromEntries(found);
}

/**
 * What changed between the measures of two results, by outcome.
 *
 * Not evaluated when a value is missing or the protocols differ: `why` says which.
 */
export function compareRounds(
  form: Definition,
  before: Result['measures'],
  now: Result['measures'],
): Record<string, OutcomeResult> {
  const found = (form.outcomes ?? []).map((one): [string, OutcomeResult] => {
    const { change, why } = measureChange(before[one.measure], now[one.measure]);
    const state = change === null ? 'not_evaluated' : direction(one, change);
    const { title, criteria, provisional } = one;
    return [one.id, { state, why, change, title, criteria, provisional }];
  });
  return Object.fromEntries(found);
}

/** One measure now minus before; or none, and why: a value is missing, or the protocol differs. */
export function measureChange(
  before: MeasureResult | undefined,
  now: MeasureResult | undefined,
): Pick<OutcomeResult, 'change' | 'why'> {
  if (before === undefined || now === undefined || before.value === null || now.value === null)
    return { change: null, why: 'missing' };
  const known = Object.values(before.protocol).every((said) => said !== null);
  if (!known || !alike(before.protocol, now.protocol)) return { change: null, why: 'protocol' };
  return { change: rounded(now.value - before.value, 9), why: null };
}

function alike(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const sorted = (one: typeof a) => JSON.stringify(Object.entries(one).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}

function direction({ improved, worse }: Outcome, change: number): OutcomeResult['state'] {
  const env = new Map([['change', change]]);
  if (evaluateRule(improved, env) === true) return 'improved';
  return evaluateRule(worse, env) === true ? 'worse' : 'kept';
}

/** A circumstance as JSON; what is not known as null. */
function plain(value: Value): unknown {
  return isCodes(value) || typeof value === 'boolean' || typeof value === 'string' ? value : exact(value);
}
