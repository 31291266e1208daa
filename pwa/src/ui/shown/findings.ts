/** What a result says, in the order it is read: what needs somebody first, by what it is about. Pure. */
import type { Definition, FindingResult, GradingResult, Result, Words } from '../../forms/index.ts';
import type { Fields } from '../../store/index.ts';
import { isAnswered } from './form.ts';

export type Told =
  | { kind: 'finding'; id: string; items: readonly string[]; said: FindingResult }
  | { kind: 'grading'; id: string; items: readonly string[]; said: GradingResult };

/** What is about one category of the form's questions; `title` null: about several of them. */
export interface About {
  title: Words | null;
  told: Told[];
}

/** A measure, finding or class that came to nothing, and the items it would take. */
export interface NotJudged {
  title: Words;
  items: readonly string[];
}

export interface Read {
  /** To be seen at once: what meets its criteria, every class, what could not be told. */
  open: About[];
  /** Single tests and criteria that are not met. */
  below: About[];
  notJudged: NotJudged[];
}

const ROLES = ['result', 'test', 'rule'] as const;

export function readingOf(form: Definition, result: Result, answers: Fields): Read {
  const done = (items: readonly string[]) => items.some((item) => isAnswered(answers[item]));
  const all = toldOf(form, result);
  const judged = all.filter(
    ({ said, items }) => said.state !== 'not_administered' && (said.role === 'result' || done(items)),
  );
  const below = judged.filter((one) => isBelow(form, one));
  const open = judged.filter((one) => !below.includes(one)).toSorted((a, b) => urgency(a) - urgency(b));
  const left = all.filter((one) => !judged.includes(one));
  const unmeasured = Object.entries(result.measures).filter(
    ([, { value, known }]) => value === null && !known,
  );
  return {
    open: byCategory(form, open),
    below: byCategory(form, below),
    notJudged: [
      ...unmeasured.map(([id, { title }]) => ({ title, items: itemsOf(form.measures, id) })),
      ...left.map(({ said, items }) => ({ title: said.title, items })),
    ],
  };
}

/** The whole first, then single tests, then criteria beside it; groups are for talking with her. */
function toldOf(form: Definition, { findings, gradings }: Result): Told[] {
  const found = Object.entries(findings).map(([id, said]): Told => {
    return { kind: 'finding', id, said, items: itemsOf(form.findings, id) };
  });
  const graded = Object.entries(gradings).map(([id, said]): Told => {
    return { kind: 'grading', id, said, items: itemsOf(form.gradings, id) };
  });
  return ROLES.flatMap((role) => [...found, ...graded].filter(({ said }) => said.role === role));
}

type Named = readonly { readonly id: string; readonly items: readonly string[] }[];

const itemsOf = (all: Named = [], id: string) => all.find((one) => one.id === id)?.items ?? [];

/**
 * Only this may be folded away. The instrument's own result is always read, a class too: the form does not say which
 * of them needs nothing. A form that has a word of its own for what is not met says more by it.
 */
function isBelow(form: Definition, { kind, id, said }: Told): boolean {
  const own = form.findings.find((one) => one.id === id)?.words.negative.ja;
  const plain = kind === 'finding' && own === form.words.negative.ja;
  return plain && said.role !== 'result' && said.state === 'negative';
}

function urgency({ said }: Told): number {
  return said.state === 'positive' ? 0 : said.state === 'undetermined' ? 2 : 1;
}

/** Whose items lie in one category stand under it, in the order in which the first of each comes. */
function byCategory(form: Definition, all: readonly Told[]): About[] {
  const of = new Map(form.items.map(({ id, category }) => [id, category]));
  const found = new Map<string | null, Told[]>();
  for (const one of all) {
    const [only = null, ...others] = new Set(one.items.map((item) => of.get(item) ?? null));
    const category = others.length > 0 ? null : only;
    found.set(category, [...(found.get(category) ?? []), one]);
  }
  const titleOf = (id: string | null) => form.categories.find((one) => one.id === id) ?? null;
  return [...found].map(([id, told]) => ({ title: titleOf(id), told }));
}
