/**
 * Judging answers of which some have two values: what follows whichever of them is right.
 *
 * forms/disputed.py is the twin; tests/vectors/disputed.json holds what both must say.
 */
import { evaluate } from './evaluate.ts';
import { SHUT } from './judge.ts';
import type { FindingResult, Result, ScoreResult } from './results.ts';
import type { Answers, Definition, Facts, LockState } from './types.ts';

const LOCK_ORDER: readonly LockState[] = ['closed', 'ask', 'released', 'open'];

/** Of disputed answers, judged one by one; beyond that nothing is said. */
const COMBINATIONS = 64;

/**
 * Everything that follows from the answers, undetermined where the disputed ones say different things.
 *
 * disputed: item id → all its values, for the items that have more than one. A finding is kept only if every way to
 * settle them gives it; a score spans all of theirs; a red flag of any of them is shown, and a section is open only if
 * it is for all.
 */
export function evaluateDisputed(
  form: Definition,
  answers: Answers,
  disputed: Readonly<Record<string, readonly unknown[]>>,
  facts: Facts = {},
): Result {
  const judged = evaluate(form, answers, facts);
  const items = Object.keys(disputed);
  if (items.length === 0 || !judged.judged) return judged;
  const ways = waysOf(Object.values(disputed));
  const others = ways.map((way) => {
    const settled = Object.fromEntries(items.map((item, i) => [item, way[i]]));
    return evaluate(form, { ...answers, ...settled } as Answers, facts);
  });
  const tooMany = ways.length > COMBINATIONS;
  const findings = Object.entries(judged.findings).map(([id, finding]) => {
    const differs = others.some((other) => other.findings[id]?.state !== finding.state);
    return [id, differs || tooMany ? undetermined(form, id, finding) : finding] as const;
  });
  const scores = Object.entries(judged.scores).map(([id, score]) => {
    const known = [score, ...others.flatMap((other) => other.scores[id] ?? [])];
    return [id, widened(score, tooMany ? [] : known)] as const;
  });
  return {
    ...judged,
    ...joined(form, [judged, ...others], tooMany),
    findings: Object.fromEntries(findings),
    scores: Object.fromEntries(scores),
  };
}

/** Every way to choose one of each, up to one more than is judged. */
function waysOf(choices: readonly (readonly unknown[])[]): unknown[][] {
  let ways: unknown[][] = [[]];
  for (const values of choices) {
    const longer: unknown[][] = [];
    for (const way of ways)
      for (const value of values) if (longer.length <= COMBINATIONS) longer.push([...way, value]);
    ways = longer;
  }
  return ways;
}

function undetermined(form: Definition, id: string, finding: FindingResult): FindingResult {
  const words = form.findings.find((one) => one.id === id)?.words;
  const word = words?.undetermined ?? finding.word;
  return { ...finding, state: 'undetermined', chip: form.words.undetermined, word };
}

/** What engine 2 judges, as far as it holds in every one of these results. */
function joined(form: Definition, ways: readonly Result[], tooMany: boolean): Partial<Result> {
  const [judged] = ways;
  if (judged === undefined) return {};
  const measures = mapped(judged.measures, (one, id) => {
    const differs = ways.some((way) => JSON.stringify(way.measures[id]) !== JSON.stringify(one));
    return differs || tooMany ? { ...one, value: null } : one;
  });
  const gradings = mapped(judged.gradings, (one, id) => {
    const all = ways.flatMap((way) => way.gradings[id] ?? []);
    if (all.every(({ state }) => state === one.state) && !tooMany) return one;
    const grades = form.gradings?.find((grading) => grading.id === id)?.grades ?? [];
    const possible = grades
      .map((grade) => grade.id)
      .filter((grade) => tooMany || all.some((way) => way.possible.includes(grade)));
    return { ...one, state: 'undetermined', possible, word: form.words.undetermined };
  });
  const locks = mapped(judged.locks, (one, id) => {
    const states = new Set<LockState>(ways.map((way) => way.locks[id]?.state ?? one.state));
    if (tooMany) states.add('ask');
    const state = LOCK_ORDER.find((wanted) => states.has(wanted)) ?? one.state;
    return { ...one, state, word: form.locks?.find((lock) => lock.id === id)?.words[state] ?? null };
  });
  const shut = Object.values(locks).filter((lock) => SHUT.has(lock.state));
  const locked = new Set(shut.flatMap((lock) => lock.closes));
  const red_flags = mapped(judged.red_flags, (one, id) => {
    const states = ways.map((way) => way.red_flags[id]?.state ?? one.state);
    if (states.includes('positive')) return { ...one, state: 'positive' as const };
    const differs = states.some((state) => state !== one.state);
    return differs || tooMany ? { ...one, state: 'undetermined' as const } : one;
  });
  return {
    measures,
    gradings,
    locks,
    locked_items: judged.shown.filter((item) => locked.has(item)),
    required: judged.required.filter((item) => !locked.has(item)),
    red_flags,
  };
}

function mapped<T>(all: Readonly<Record<string, T>>, change: (one: T, id: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(all).map(([id, one]) => [id, change(one, id)]));
}

/** From the lowest to the highest of these; unknown where any of them is, or there are none. */
function widened(score: ScoreResult, all: readonly ScoreResult[]): ScoreResult {
  const outermost = (ends: (number | null)[], choose: (...values: number[]) => number) => {
    const known = ends.filter((end) => end !== null);
    return known.length > 0 && known.length === ends.length ? choose(...known) : null;
  };
  const lows = all.map(({ lo }) => lo);
  const highs = all.map(({ hi }) => hi);
  return { ...score, lo: outermost(lows, Math.min), hi: outermost(highs, Math.max) };
}
