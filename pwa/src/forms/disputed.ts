/**
 * Judging answers of which some have two values: what follows whichever of them is right.
 *
 * forms/disputed.py is the twin; tests/vectors/disputed.json holds what both must say.
 */
import { evaluate } from './evaluate.ts';
import type { Answers, Definition, FindingResult, Result, ScoreResult } from './types.ts';

/** Of disputed answers, judged one by one; beyond that nothing is said. */
const COMBINATIONS = 64;

/**
 * Everything that follows from the answers, undetermined where the disputed ones say different things.
 *
 * disputed: item id → all its values, for the items that have more than one. A finding is kept only if every way to
 * settle them gives it; a score spans all of theirs.
 */
export function evaluateDisputed(
  form: Definition,
  answers: Answers,
  disputed: Readonly<Record<string, readonly unknown[]>>,
): Result {
  const judged = evaluate(form, answers);
  const items = Object.keys(disputed);
  if (items.length === 0 || !judged.judged) return judged;
  const ways = waysOf(Object.values(disputed));
  const others = ways.map((way) => {
    const settled = Object.fromEntries(items.map((item, i) => [item, way[i]]));
    return evaluate(form, { ...answers, ...settled } as Answers);
  });
  const findings = Object.entries(judged.findings).map(([id, finding]) => {
    const differs = others.some((other) => other.findings[id]?.state !== finding.state);
    return [id, differs || ways.length > COMBINATIONS ? undetermined(form, id, finding) : finding] as const;
  });
  const scores = Object.entries(judged.scores).map(([id, score]) => {
    const known = [score, ...others.flatMap((other) => other.scores[id] ?? [])];
    return [id, widened(score, ways.length > COMBINATIONS ? [] : known)] as const;
  });
  return { ...judged, findings: Object.fromEntries(findings), scores: Object.fromEntries(scores) };
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
