/** What the 結果のお知らせ says of one person's day: what was measured, and what differs from last time. Pure. */
import {
  compareRounds,
  type Definition,
  type FindingResult,
  type MeasureResult,
  type Outcome,
  type OutcomeResult,
  type Result,
  type Words,
} from '../../forms/index.ts';

/** ● ▲ ―: blue only when nothing that was left out could change it. */
export type Mark = 'good' | 'care' | 'unknown';

/** One sheet of hers, with what its form finds in it. */
export interface Judged {
  id: string;
  on: string;
  form: Definition;
  result: Result;
}

/** A questionnaire: what it comes to, and what to talk about. `before.mark` null: the two cannot be compared. */
export interface Asked {
  id: string;
  title: Words;
  mark: Mark;
  provisional: boolean;
  topics: Words[];
  before: { on: string; mark: Mark | null } | null;
}

/** A measure with its number; `mark` only where a criterion of its own says something about it. */
export interface Measured {
  id: string;
  title: Words;
  value: number;
  decimals: number;
  entered_decimals: number;
  unit: MeasureResult['unit'];
  mark: Mark | null;
  provisional: boolean;
  /** Points or risk answers added up: for staff only. */
  total: boolean;
  before: Earlier | null;
}

/** The same measure last time. Not `comparable`: it was measured in another way, so nothing is said. */
export interface Earlier {
  sheet: string;
  on: string;
  value: number;
  comparable: boolean;
  /** Now minus then; null where they cannot be compared. */
  by: number | null;
  change: 'improved' | 'kept' | 'worse' | null;
  /** What criteria say of it, for staff: a gain is not good news for everybody. */
  outcomes: OutcomeResult[];
}

export interface ResultSheet {
  asked: Asked[];
  measured: Measured[];
}

/** Sheets of the day and those before it, of any forms; staff's own records find nothing and are left out. */
export function resultSheet(day: readonly Judged[], earlier: readonly Judged[]): ResultSheet {
  const before = [...earlier].sort((a, b) => b.on.localeCompare(a.on));
  return {
    asked: day
      .filter(({ form, result }) => isForHer(form) && mainOf(result).length > 0)
      .map((sheet) => askedOf(sheet, before)),
    measured: day.flatMap((sheet) => measuredOf(sheet, before).filter(({ total }) => !total)),
  };
}

/** For staff: each measure of a sheet that has an earlier value, totals too. */
export function changesOf(sheet: Judged, earlier: readonly Judged[]): Measured[] {
  const before = [...earlier].sort((a, b) => b.on.localeCompare(a.on));
  return measuredOf(sheet, before).filter((one) => one.before !== null);
}

/**
 * Whether a form has anything to say to a resident. How a visit ended is staff's bookkeeping, found by rules of the
 * product's own; what a town asks with a form of its own is meant for her.
 */
export function isForHer({ form, findings, measures = [], gradings = [] }: Definition): boolean {
  const says = findings.some(({ confidence }) => confidence !== 'D' || form.startsWith('own_'));
  return says || measures.length + gradings.length > 0;
}

/** What a sheet as a whole comes to. */
export function markOf(result: Result): Mark {
  return markFor(result.judged, mainOf(result));
}

function markFor(judged: boolean, findings: readonly FindingResult[]): Mark {
  const states = findings.map(({ state }) => state);
  if (states.includes('positive')) return 'care';
  return judged && states.length > 0 && states.every((state) => state === 'negative') ? 'good' : 'unknown';
}

function mainOf(result: Result): FindingResult[] {
  return Object.values(result.findings).filter(({ role }) => role === 'result');
}

function askedOf(sheet: Judged, before: readonly Judged[]): Asked {
  const { form, result } = sheet;
  const main = mainOf(result);
  const groups = Object.values(result.findings).filter(({ role }) => role === 'group');
  const last = before.find((one) => one.form.form === form.form && one.result.administered);
  return {
    id: sheet.id,
    title: form.title,
    mark: markOf(result),
    provisional: main.some(({ provisional }) => provisional),
    topics: groups.filter(({ state }) => state === 'positive').map(({ title }) => title),
    before: last
      ? { on: last.on, mark: sameCriteria(result, last.result) ? markOf(last.result) : null }
      : null,
  };
}

function sameCriteria(one: Result, other: Result): boolean {
  const criteria = (result: Result) => JSON.stringify(mainOf(result).map((finding) => finding.criteria));
  return criteria(one) === criteria(other);
}

function measuredOf(sheet: Judged, before: readonly Judged[]): Measured[] {
  return Object.entries(sheet.result.measures).flatMap(
    ([id, { title, unit, decimals, entered_decimals, value, provisional }]) => {
      if (value === null) return [];
      const tests = testsOf(sheet, id);
      const said = markFor(sheet.result.judged, tests);
      const mark = said === 'unknown' ? null : said;
      const shaky = mark !== null && (provisional || tests.some((test) => test.provisional));
      const total = isTotal(sheet.form, id);
      const own = { title, unit, decimals, entered_decimals, value, mark, provisional: shaky, total };
      return [{ id: `${sheet.id}.${id}`, ...own, before: earlierOf(sheet, id, before) }];
    },
  );
}

function isTotal({ measures = [] }: Definition, measure: string): boolean {
  return addsUp(measures.find(({ id }) => id === measure)?.value);
}

/** A rule that takes a score or counts risk answers. */
function addsUp(rule: unknown): boolean {
  if (!Array.isArray(rule)) return false;
  const [head, name] = rule;
  return head === 'get' ? /^(score|risk)\./.test(String(name)) : rule.some(addsUp);
}

/** Findings that rest on the trials of this measure alone. */
function testsOf({ form, result }: Judged, measure: string): FindingResult[] {
  const items = new Set(form.measures?.find(({ id }) => id === measure)?.items ?? []);
  const own = form.findings.filter(
    (finding) =>
      finding.role === 'test' && finding.items.length > 0 && finding.items.every((item) => items.has(item)),
  );
  return own.flatMap(({ id }) => result.findings[id] ?? []);
}

function earlierOf(sheet: Judged, id: string, before: readonly Judged[]): Earlier | null {
  const last = before.find((one) => one.form.form === sheet.form.form && valueIn(one, id) !== null);
  const value = last ? valueIn(last, id) : null;
  if (!last || value === null) return null;
  const { outcomes = [] } = sheet.form;
  const own = outcomes.filter(({ measure }) => measure === id);
  const all = own.length > 0 ? own : [unnamed(id)];
  const found = Object.values(
    compareRounds({ ...sheet.form, outcomes: all }, last.result.measures, sheet.result.measures),
  );
  const states = found.map(({ state }) => state);
  const comparable = !states.includes('not_evaluated');
  const change = own.length > 0 && comparable ? agreed(states) : null;
  const by = comparable ? (found[0]?.change ?? null) : null;
  const said = own.length > 0 ? found : [];
  return { sheet: last.id, on: last.on, value, comparable, by, change, outcomes: said };
}

/** A measure that no outcome speaks of is compared by its protocol only. */
function unnamed(measure: string): Outcome {
  const words = { ja: '', en: '' };
  const claim = { confidence: 'D', sources: [], note: null, provisional: false } as const;
  return { id: measure, title: words, measure, improved: false, worse: false, criteria: '', ...claim };
}

/** What all outcomes say alike. */
function agreed(states: OutcomeResult['state'][]): Earlier['change'] {
  const [first] = states;
  const alike = first !== undefined && first !== 'not_evaluated' && states.every((state) => state === first);
  return alike ? first : null;
}

function valueIn({ result }: Judged, measure: string): number | null {
  return result.measures[measure]?.value ?? null;
}
