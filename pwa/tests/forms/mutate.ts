/** Every number in the rules of a form, and the form with one of them a step higher or lower. */
import type { Ast, Definition } from '../../src/forms/types.ts';

/** A number at a place of the published JSON, and the smallest step that means something there. */
export interface Threshold {
  path: (string | number)[];
  value: number;
  step: number;
}

type Node = Ast | undefined;
const COMPARISONS = new Set(['<', '<=', '>', '>=', '==', '!=', 'in']);
/** Where rules stand in a published form: the lists, and in each entry the names of its rules. */
const RULES: [keyof Definition, string[]][] = [
  ['items', ['shown']],
  ['measures', ['value']],
  ['derived', ['rule']],
  ['findings', ['rule']],
  ['locks', ['closed', 'opened']],
  ['red_flags', ['rule']],
  ['outcomes', ['improved', 'worse']],
];

/** Every number in a rule of the form. */
export function thresholds(form: Definition): Threshold[] {
  const found: Threshold[] = [];
  const look = (rule: Node, path: (string | number)[], step: number) => {
    if (typeof rule === 'number') found.push({ path, value: rule, step });
    if (!isCall(rule)) return;
    const [op, ...args] = rule;
    if (op === 'get') return;
    const inside = (i: number, within: number) => look(args[i], [...path, i + 1], within);
    if (COMPARISONS.has(String(op))) {
      const fine = Math.min(...args.map((arg) => fineness(form, arg)));
      for (const i of args.keys()) inside(i, fine);
    } else if (op === 'round') inside(0, 1);
    else if (op === '?:') {
      inside(0, 1);
      inside(1, step);
      inside(2, step);
    } else for (const i of args.keys()) inside(i, 1);
  };
  for (const [list, names] of RULES)
    for (const [i, one] of ((form[list] ?? []) as Record<string, Node>[]).entries())
      for (const name of names) look(one[name], [list, i, name], stepOf(form, list, one));
  for (const [i, item] of form.items.entries()) {
    look(item.risk?.rule, ['items', i, 'risk', 'rule'], 1);
    for (const [j, { rule }] of item.constraints.entries())
      look(rule, ['items', i, 'constraints', j, 'rule'], 1);
  }
  for (const [i, { terms }] of form.scores.entries())
    for (const [j, term] of terms.entries()) {
      look(term.rule, ['scores', i, 'terms', j, 'rule'], 1);
      look(term.low, ['scores', i, 'terms', j, 'low'], 1);
      look(term.high, ['scores', i, 'terms', j, 'high'], 1);
    }
  for (const [i, { grades }] of (form.gradings ?? []).entries())
    for (const [j, { rule }] of grades.entries()) look(rule, ['gradings', i, 'grades', j, 'rule'], 1);
  return found;
}

/** The same form with the number at a place replaced. */
export function changed(form: Definition, path: readonly (string | number)[], value: number): Definition {
  const copy = structuredClone(form) as unknown as Record<string, unknown>;
  let at = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  at[path.at(-1) as string | number] = value;
  return copy as unknown as Definition;
}

function isCall(rule: Node): rule is readonly Ast[] {
  return Array.isArray(rule);
}

/** A named limit is as fine as what is compared with it. */
function stepOf(form: Definition, list: string, one: Record<string, Node>): number {
  if (list !== 'derived') return 1;
  const partners = [...comparedWith(form, `derived.${String(one.id)}`)];
  return Math.min(1, ...partners.map((partner) => fineness(form, partner)));
}

function* comparedWith(rule: unknown, name: string): Generator<Ast> {
  if (typeof rule !== 'object' || rule === null) return;
  if (Array.isArray(rule) && COMPARISONS.has(String(rule[0])) && rule.length === 3) {
    const isIt = (arg: unknown) => Array.isArray(arg) && arg[0] === 'get' && arg[1] === name;
    if (isIt(rule[1])) yield rule[2] as Ast;
    if (isIt(rule[2])) yield rule[1] as Ast;
  }
  for (const inside of Object.values(rule)) yield* comparedWith(inside, name);
}

/** The smallest difference between two values of a rule: that of the answers it rests on. */
function fineness(form: Definition, rule: Node): number {
  if (!isCall(rule)) return 1;
  if (rule[0] !== 'get') return Math.min(1, ...rule.slice(1).map((arg) => fineness(form, arg)));
  const name = String(rule[1]);
  const item = form.items.find(({ id }) => id === name);
  if (item !== undefined) return item.type === 'number' ? 10 ** -(item.decimals ?? 0) : 1;
  const measure = form.measures?.find(({ id }) => `measure.${id}` === name);
  if (measure !== undefined) {
    const whole = measure.items.every((id) => form.items.find((one) => one.id === id)?.type === 'integer');
    if (whole && measure.decimals > 0) return 0.5; // the mean of two whole numbers
    return 10 ** -measure.decimals;
  }
  return fineness(form, form.derived?.find(({ id }) => `derived.${id}` === name)?.rule);
}
