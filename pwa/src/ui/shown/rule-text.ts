/** A rule of a form as a coordinator can read it: 「4番 < 20.5」. */
import type { Definition, Item } from '../../forms/index.ts';
import { t } from '../words/index.ts';

type Ast = Item['shown'];

const INFIX: Record<string, string> = {
  '&&': 'and',
  '||': 'or',
  '==': '=',
  '!=': '≠',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
  '+': '+',
  '-': '−',
  '*': '×',
  '/': '÷',
};

/** Names of items become their printed numbers; what cannot be said shorter stays as a function. */
export function ruleText(form: Definition, rule: Ast): string {
  const numbers = new Map(form.items.map(({ id, no }) => [id, t('rule_item', { n: no })]));
  return say(rule, (name) => numbers.get(name) ?? name);
}

function say(rule: Ast, named: (name: string) => string): string {
  if (!Array.isArray(rule)) return typeof rule === 'string' ? `"${rule}"` : String(rule);
  const [op, ...args] = rule as [string, ...Ast[]];
  if (op === 'get') return named(String(args[0]));
  const parts = args.map((arg) => part(arg, named));
  if (INFIX[op]) return parts.join(` ${INFIX[op]} `);
  if (op === '!') return `not ${parts[0]}`;
  if (op === 'neg') return `−${parts[0]}`;
  if (op === 'in') return `${parts[0]} = ${parts.slice(1).join(' / ')}`;
  if (op === '?:') return `${parts[0]} → ${parts[1]} | ${parts[2]}`;
  return `${op}(${args.map((arg) => say(arg, named)).join(', ')})`;
}

/** A part of a rule; brackets where it is made of several. */
function part(rule: Ast, named: (name: string) => string): string {
  const text = say(rule, named);
  const whole = !Array.isArray(rule) || !INFIX[String(rule[0])];
  return whole ? text : `(${text})`;
}
