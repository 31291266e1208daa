/**
 * What a town decides about its forms, and what follows for one form on one day. Pure.
 *
 * forms/decisions.py is the twin; tests/vectors/decisions.json holds what both must say.
 */
import type { Facts } from './types.ts';

/** Under this name decisions travel among the form versions. */
export const DECISIONS = 'decisions';

/** An immutable step of the town; the last word wins. */
export interface Decision {
  readonly n: number;
  readonly what: 'criteria' | 'withdraw' | 'retire' | 'recall' | 'use' | 'trial';
  readonly form: string;
  readonly version?: number;
  readonly from?: string;
  readonly facts?: Facts;
  readonly withdraws?: number;
  readonly reason?: string | null;
  readonly staff?: readonly string[];
}

/** The facts the town has chosen for a form, as they are in force on a day: criteria_<question>, k. */
export function factsOn(decisions: readonly Decision[], form: string, on: string): Facts {
  const gone = new Set(decisions.flatMap(({ withdraws }) => withdraws ?? []));
  const chosen = decisions.filter(
    (one) => one.what === 'criteria' && one.form === form && !gone.has(one.n) && (one.from ?? '') <= on,
  );
  const last = chosen.sort((a, b) => (a.from ?? '').localeCompare(b.from ?? '') || a.n - b.n).at(-1);
  return last?.facts ?? {};
}

/** The last step that took a version out of use or back into it. */
export function standing(
  decisions: readonly Decision[],
  form: string,
  version: number,
): Decision | undefined {
  return lastOf(decisions, form, version, ['retire', 'recall', 'use']);
}

/** Staff who try a version out; undefined when nobody was ever asked to. Its sheets are 試用 for ever. */
export function triedBy(
  decisions: readonly Decision[],
  form: string,
  version: number,
): readonly string[] | undefined {
  return lastOf(decisions, form, version, ['trial'])?.staff;
}

function lastOf(
  decisions: readonly Decision[],
  form: string,
  version: number,
  what: readonly Decision['what'][],
): Decision | undefined {
  return decisions
    .filter((one) => what.includes(one.what) && one.form === form && one.version === version)
    .sort((a, b) => a.n - b.n)
    .at(-1);
}
