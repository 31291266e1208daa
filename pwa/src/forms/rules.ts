/**
 * Evaluate a rule that was parsed at publication. forms/RULES.md is the specification, forms/rules.py the twin.
 *
 * Nothing here throws on data: what cannot be computed is unknown (null), and unknown never counts as "no".
 */
import type { Ast } from './types.ts';

/** A number known only by its bounds, lo < hi: a count with answers missing. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

/** The codes chosen of an item of type multi. */
export type Codes = readonly number[];

export type Value = boolean | number | string | Range | Codes | null;
/** A Map, so that a name like "constructor" is never found on a prototype. */
export type Env = ReadonlyMap<string, Value>;
type Args = readonly Ast[];
type Operator = (args: Args, env: Env) => Value;

const POWERS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** The value of a rule, where `env` holds every name that has a known value. */
export function evaluateRule(node: Ast, env: Env): Value {
  if (isCall(node)) {
    const operator = OPERATORS.get(String(node[0]));
    if (operator === undefined) throw new Error(`unknown operator ${String(node[0])}`);
    return operator(node.slice(1), env);
  }
  return typeof node === 'number' ? finite(node) : node;
}

/** A JSON number, minus zero as zero; unknown when it is too large for a double. */
export function finite(raw: number): number | null {
  return Number.isFinite(raw) ? raw + 0 : null;
}

/** The bounds of a number or range; null for anything else. */
export function span(value: Value): Range | null {
  if (typeof value === 'number') return { lo: value, hi: value };
  return typeof value === 'object' && !isCodes(value) ? value : null;
}

export function isCodes(value: Value): value is Codes {
  return Array.isArray(value);
}

/** The number, or the range, with these bounds; unknown when a bound is not finite. */
export function between(lo: number, hi: number): Value {
  if (!(Number.isFinite(lo) && Number.isFinite(hi))) return null;
  return lo === hi ? lo + 0 : { lo: lo + 0, hi: hi + 0 }; // + 0: minus zero is zero
}

/** Half up, at `digits` decimals (0 to 9). Written out: Python and JavaScript round differently. */
export function rounded(value: number, digits: number): number | null {
  const power = POWERS[digits] ?? 1;
  const scaled = value * power + 0.5;
  return Number.isFinite(scaled) ? Math.floor(scaled) / power : null;
}

/** The sum; of ranges, the range of all sums. */
export function add(left: Value, right: Value): Value {
  const a = span(left);
  const b = span(right);
  return a === null || b === null ? null : between(a.lo + b.lo, a.hi + b.hi);
}

function isCall(node: Ast): node is readonly Ast[] {
  return typeof node === 'object';
}

function less(left: Value, right: Value, orEqual: boolean): boolean | null {
  const a = span(left);
  const b = span(right);
  if (a === null || b === null) return null;
  if (a.hi < b.lo || (orEqual && a.hi === b.lo)) return true;
  if (a.lo > b.hi || (!orEqual && a.lo === b.hi)) return false;
  return null;
}

function equal(left: Value, right: Value): boolean | null {
  const a = span(left);
  const b = span(right);
  if (a !== null && b !== null) {
    if (a.lo === a.hi && b.lo === b.hi && a.lo === b.lo) return true;
    return a.hi < b.lo || b.hi < a.lo ? false : null;
  }
  if (typeof left === 'boolean' && typeof right === 'boolean') return left === right;
  return typeof left === 'string' && typeof right === 'string' ? left === right : null;
}

function negate(value: boolean | null): boolean | null {
  return value === null ? null : !value;
}

export function truth(value: Value): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

export function exact(value: Value): number | null {
  return typeof value === 'number' ? value : null;
}

function at(args: Args, index: number, env: Env): Value {
  const arg = args[index];
  return arg === undefined ? null : evaluateRule(arg, env);
}

/** && and ||: the deciding value wins at once, otherwise one unknown makes the whole unknown. */
function all(args: Args, env: Env, deciding: boolean): Value {
  let result: boolean | null = !deciding;
  for (const arg of args) {
    const value = truth(evaluateRule(arg, env));
    if (value === deciding) return deciding;
    if (value === null) result = null;
  }
  return result;
}

function isIn(args: Args, env: Env): Value {
  const wanted = at(args, 0, env);
  let result: boolean | null = false;
  for (const arg of args.slice(1)) {
    const same = equal(wanted, evaluateRule(arg, env));
    if (same === true) return true;
    if (same === null) result = null;
  }
  return result;
}

function choose(args: Args, env: Env): Value {
  const condition = truth(at(args, 0, env));
  return condition === null ? null : at(args, condition ? 1 : 2, env);
}

function minus(args: Args, env: Env): Value {
  const a = span(at(args, 0, env));
  const b = span(at(args, 1, env));
  return a === null || b === null ? null : between(a.lo - b.hi, a.hi - b.lo);
}

function times(args: Args, env: Env): Value {
  const a = exact(at(args, 0, env));
  const b = exact(at(args, 1, env));
  return a === null || b === null ? null : between(a * b, a * b);
}

function divide(args: Args, env: Env): Value {
  const a = exact(at(args, 0, env));
  const b = exact(at(args, 1, env));
  return a === null || b === null || b === 0 ? null : rounded(a / b, 9);
}

function opposite(args: Args, env: Env): Value {
  const a = span(at(args, 0, env));
  return a === null ? null : between(-a.hi, -a.lo);
}

function coalesce(args: Args, env: Env): Value {
  for (const arg of args) {
    const value = evaluateRule(arg, env);
    if (value !== null) return value;
  }
  return null;
}

/** How many are true: a range as soon as one of them is unknown. */
function count(args: Args, env: Env): Value {
  const values = args.map((arg) => truth(evaluateRule(arg, env)));
  const known = values.filter((value) => value === true).length;
  return between(known, known + values.filter((value) => value === null).length);
}

function sum(args: Args, env: Env): Value {
  return args.reduce<Value>((total, arg) => add(total, evaluateRule(arg, env)), 0);
}

function extreme(args: Args, env: Env, pick: (...values: number[]) => number): Value {
  const spans = args.map((arg) => span(evaluateRule(arg, env)));
  const known = spans.filter((bounds) => bounds !== null);
  if (known.length < spans.length) return null;
  return between(pick(...known.map((bounds) => bounds.lo)), pick(...known.map((bounds) => bounds.hi)));
}

function known(args: Args, env: Env): Range[] {
  return args.map((arg) => span(evaluateRule(arg, env))).filter((bounds) => bounds !== null);
}

function extremeKnown(args: Args, env: Env, pick: (...values: number[]) => number): Value {
  const spans = known(args, env);
  if (spans.length === 0) return null;
  return between(pick(...spans.map((bounds) => bounds.lo)), pick(...spans.map((bounds) => bounds.hi)));
}

function meanKnown(args: Args, env: Env): Value {
  const spans = known(args, env);
  if (spans.length === 0) return null;
  const lo = rounded(spans.reduce((total, bounds) => total + bounds.lo, 0) / spans.length, 9);
  const hi = rounded(spans.reduce((total, bounds) => total + bounds.hi, 0) / spans.length, 9);
  return lo === null || hi === null ? null : between(lo, hi);
}

function has(args: Args, env: Env): Value {
  const chosen = at(args, 0, env);
  const code = args[1];
  return isCodes(chosen) && typeof code === 'number' && Number.isInteger(code) ? chosen.includes(code) : null;
}

function unable([item]: Args, env: Env): Value {
  return item !== undefined && isCall(item) && item.length === 2
    ? (env.get(`unable:${String(item[1])}`) ?? null)
    : null;
}

function round(args: Args, env: Env): Value {
  const value = exact(at(args, 0, env));
  return value === null || typeof args[1] !== 'number' ? null : rounded(value, args[1]);
}

const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['get', (args, env) => env.get(String(args[0])) ?? null],
  ['&&', (args, env) => all(args, env, false)],
  ['||', (args, env) => all(args, env, true)],
  ['!', (args, env) => negate(truth(at(args, 0, env)))],
  ['==', (args, env) => equal(at(args, 0, env), at(args, 1, env))],
  ['!=', (args, env) => negate(equal(at(args, 0, env), at(args, 1, env)))],
  ['<', (args, env) => less(at(args, 0, env), at(args, 1, env), false)],
  ['<=', (args, env) => less(at(args, 0, env), at(args, 1, env), true)],
  ['>', (args, env) => less(at(args, 1, env), at(args, 0, env), false)],
  ['>=', (args, env) => less(at(args, 1, env), at(args, 0, env), true)],
  ['in', isIn],
  ['?:', choose],
  ['+', (args, env) => add(at(args, 0, env), at(args, 1, env))],
  ['-', minus],
  ['*', times],
  ['/', divide],
  ['neg', opposite],
  ['answered', (args, env) => at(args, 0, env) !== null],
  ['coalesce', coalesce],
  ['count', count],
  ['sum', sum],
  ['min', (args, env) => extreme(args, env, Math.min)],
  ['max', (args, env) => extreme(args, env, Math.max)],
  ['min_known', (args, env) => extremeKnown(args, env, Math.min)],
  ['max_known', (args, env) => extremeKnown(args, env, Math.max)],
  ['mean_known', meanKnown],
  ['has', has],
  ['unknown', () => null],
  ['unable', unable],
  ['round', round],
]);
