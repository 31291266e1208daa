/**
 * The word for a finding that is not met, where the one every form shares would read the wrong way round.
 * forms/wording.py gives the reasons and says the same.
 */
import type { Result } from './results.ts';
import type { Ast, Definition, Finding, Words } from './types.ts';

const NOT_MET: Words = { ja: '該当しない', en: 'Does not meet the criterion' };
const BELOW = ['<', '<='];
const REACHED = ['>', '>='];
const COMPARED = [...BELOW, ...REACHED];

/** A result whose findings that are not met say so in a word that cannot be misread. */
export function worded(form: Definition, result: Result): Result {
  const said = Object.entries(result.findings).map(([id, finding]) => {
    const defined = finding.state === 'negative' && form.findings.find((one) => one.id === id);
    return [id, defined ? { ...finding, word: notMet(form, defined) } : finding] as const;
  });
  return { ...result, findings: Object.fromEntries(said) };
}

/** What is said of one finding that is not met. */
export function notMet(form: Definition, { words, rule }: Finding): Words {
  if (words.negative.ja !== form.words.negative.ja) return words.negative;
  return readsBackwards(form, rule) ? NOT_MET : words.negative;
}

/** What lies below a line is the finding, or there is no line at all. */
function readsBackwards(form: Definition, rule: Ast): boolean {
  const found = comparisons(form, rule);
  const has = (ops: readonly string[]) => ops.some((op) => found.includes(op));
  return has(BELOW) || !has(REACHED);
}

/** Every comparison of a rule and of the rules it names. Names come before their use, so this ends. */
function comparisons(form: Definition, rule: unknown): string[] {
  if (!Array.isArray(rule)) return [];
  const [head, ...rest] = rule;
  if (head === 'get') return comparisons(form, ruleNamed(form, String(rest[0])));
  return [...(COMPARED.includes(head) ? [head] : []), ...rest.flatMap((one) => comparisons(form, one))];
}

function ruleNamed({ derived = [], findings }: Definition, name: string): Ast | undefined {
  const [sort, id] = name.split('.');
  if (sort !== 'derived' && sort !== 'finding') return undefined;
  return (sort === 'derived' ? derived : findings).find((one) => one.id === id)?.rule;
}
