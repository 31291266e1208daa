/** What one version of a form says otherwise than another. Pure: the office and the tablet show the same. */
import type { Definition, Item } from '../../forms/index.ts';
import { ruleText } from './rule-text.ts';

/** Parts of a question that may differ. */
export const PARTS = [
  'wording',
  'english',
  'note',
  'hint',
  'type',
  'choices',
  'unit',
  'limits',
  'soft_limits',
  'decimals',
  'code',
  'required',
  'shown',
  'constraints',
  'risk',
] as const;
export type Part = (typeof PARTS)[number];

export interface Difference {
  part: Part;
  before: string;
  now: string;
}

/** A threshold, score, class or value that is worked out: its rule in both versions, null where it is not. */
export interface JudgedDifference {
  id: string;
  title: { ja: string; en: string };
  before: string | null;
  now: string | null;
}

export interface FormDiff {
  added: Item[];
  removed: Item[];
  changed: { item: Item; differences: Difference[] }[];
  judged: JudgedDifference[];
  /** The questions both have stand in another order. */
  moved: boolean;
}

export function isSame({ added, removed, changed, judged, moved }: FormDiff): boolean {
  return !moved && [added, removed, changed, judged].every((part) => part.length === 0);
}

export function compareForms(before: Definition, now: Definition): FormDiff {
  const old = new Map(before.items.map((item) => [item.id, item]));
  const fresh = new Set(now.items.map(({ id }) => id));
  const stay = now.items.filter(({ id }) => old.has(id));
  const order = before.items.filter(({ id }) => fresh.has(id));
  return {
    added: now.items.filter(({ id }) => !old.has(id)),
    removed: before.items.filter(({ id }) => !fresh.has(id)),
    changed: stay.flatMap((item) => {
      const differences = differencesOf(before, old.get(item.id) ?? item, now, item);
      return differences.length > 0 ? [{ item, differences }] : [];
    }),
    judged: judgedDifferences(before, now),
    moved: stay.some(({ id }, at) => order[at]?.id !== id),
  };
}

function differencesOf(oldForm: Definition, old: Item, newForm: Definition, item: Item): Difference[] {
  const [was, is] = [textsOf(oldForm, old), textsOf(newForm, item)];
  return PARTS.flatMap((part) =>
    was[part] === is[part] ? [] : [{ part, before: was[part], now: is[part] }],
  );
}

function textsOf(form: Definition, item: Item): Record<Part, string> {
  const { minimum, maximum, soft_minimum, soft_maximum } = item;
  return {
    wording: item.wording,
    english: item.reference_en,
    note: item.note ?? '',
    hint: item.hint ?? '',
    type: item.type,
    choices: (item.options ?? []).map(({ code, ja }) => `${code} ${ja}`).join('、'),
    unit: item.unit?.ja ?? '',
    limits: limitsText(minimum, maximum),
    soft_limits: limitsText(soft_minimum, soft_maximum),
    decimals: item.type === 'number' ? String(item.decimals ?? 0) : '',
    code: [item.code, item.answer_oid].filter(Boolean).join(' '),
    required: item.required ? '○' : '―',
    shown: item.shown === true ? '' : ruleText(form, item.shown),
    constraints: item.constraints.map(({ rule, ja }) => `${ruleText(form, rule)}（${ja}）`).join('、'),
    risk: item.risk ? ruleText(form, item.risk.rule) : '',
  };
}

function limitsText(low: number | null | undefined, high: number | null | undefined): string {
  return low == null && high == null ? '' : `${low ?? ''}〜${high ?? ''}`;
}

interface Judged {
  title: { ja: string; en: string };
  rule: string;
}

function judgedDifferences(before: Definition, now: Definition): JudgedDifference[] {
  const [was, is] = [judgedIn(before), judgedIn(now)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => {
    const [one, other] = [was.get(id), is.get(id)];
    const title = (other ?? one)?.title ?? { ja: id, en: id };
    const same = one?.rule === other?.rule && JSON.stringify(one?.title) === JSON.stringify(other?.title);
    return same ? [] : [{ id, title, before: one?.rule ?? null, now: other?.rule ?? null }];
  });
}

/** Everything that judges, by a name of its own, with the rule it follows. */
function judgedIn(form: Definition): Map<string, Judged> {
  const found = new Map<string, Judged>();
  const rule = (ast: Parameters<typeof ruleText>[1]) => ruleText(form, ast);
  for (const { id, ja, en, default: value } of form.facts)
    found.set(`fact.${id}`, { title: { ja, en }, rule: String(value) });
  for (const one of form.measures ?? [])
    found.set(`measure.${one.id}`, {
      title: one.title,
      rule: `${rule(one.value)} ${one.unit.ja} (${one.decimals})`,
    });
  for (const one of form.scores)
    found.set(`score.${one.id}`, {
      title: one.title,
      rule: one.terms.map((term) => `${rule(term.rule)} [${term.low}, ${term.high}]`).join(' + '),
    });
  for (const one of form.findings) found.set(`finding.${one.id}`, { title: one.title, rule: rule(one.rule) });
  for (const one of form.gradings ?? [])
    found.set(`grading.${one.id}`, {
      title: one.title,
      rule: one.grades.map((grade) => `${grade.title.ja}: ${rule(grade.rule)}`).join('、'),
    });
  for (const one of form.locks ?? [])
    found.set(`lock.${one.id}`, { title: one.title, rule: `${rule(one.closed)} / ${rule(one.opened)}` });
  for (const one of form.red_flags ?? [])
    found.set(`flag.${one.id}`, { title: one.title, rule: rule(one.rule) });
  return found;
}
