/** What a sheet says, judged on the tablet. */
import {
  asksKdb,
  type Definition,
  evaluate,
  evaluateDisputed,
  type Facts,
  type FindingResult,
  factsOn,
  fiscalYear,
  type Item,
  type KdbTold,
  kdbFacts,
  kdbKnown,
  kdbTold,
  type Result,
  worded,
} from '../../forms/index.ts';
import { age } from '../../names/index.ts';
import { type Fields, person, type RecordView } from '../../store/index.ts';
import { isWord, t } from '../words/index.ts';
import { numberText } from './answers.ts';
import { tokyoDay } from './dates.ts';
import { decisions } from './decisions.ts';
import { answersOf, disputedOf, inWords } from './form.ts';
import { type Known, kdbSaid } from './kdb.ts';
import { fieldText } from './person.ts';

/** What a sheet says: where answers wait to be decided, only what follows whichever of them is right. */
export function judgeSheet(form: Definition, sheet: Pick<RecordView, 'fields' | 'members'>): Result {
  const about = person(fieldText(sheet.fields, 'person'));
  const facts = factsOf(form, about, fieldText(sheet.fields, 'on') || tokyoDay());
  return worded(form, evaluateDisputed(form, answersOf(sheet.fields), disputedOf(sheet), facts));
}

/** What KDB said for the fiscal year of a sheet; undefined where its form asks nothing of KDB. */
export function kdbOf(
  form: Definition,
  { fields }: Pick<RecordView, 'fields'>,
): { year: number; facts: KdbTold[] } | undefined {
  if (!asksKdb(form)) return undefined;
  const about = person(fieldText(fields, 'person'));
  const on = fieldText(fields, 'on') || tokyoDay();
  return { year: fiscalYear(on), facts: about ? kdbTold(form, kdbKnown(kdbSaid(about), on)) : [] };
}

/** What the answers so far have to say about this person. */
export function judgeAnswers(form: Definition, answers: Fields, about: Known): Result {
  return evaluate(form, answers, factsOf(form, about, tokyoDay()));
}

/** What a form may ask of the person's own record, and the criteria and k the town had chosen on that day. */
function factsOf(form: Definition, about: Known | undefined, on: string): Facts {
  return { ...(about ? personFacts(form, about, on) : {}), ...factsOn(decisions(), form.form, on) };
}

function personFacts(form: Definition, about: Known, on: string): Facts {
  const { sex, born_on } = about.fields;
  const known: Facts = {
    ...(sex === 'female' || sex === 'male' ? { sex } : {}),
    ...(typeof born_on === 'string' ? { age: age(born_on, on) } : {}),
  };
  const asked = form.facts.map(({ id }) => id).filter((id) => id in known);
  const hers = Object.fromEntries(asked.map((id) => [id, known[id]]));
  return { ...hers, ...kdbFacts(form, kdbKnown(kdbSaid(about), on)) };
}

/** What the chip of a finding says where the word every form shares does not fit; undefined where it does. */
export function chipWord({ state, word, chip }: FindingResult): string | undefined {
  return state === 'negative' && word.ja !== chip.ja ? inWords(word) : undefined;
}

/** The questions that are asked, as the answers so far have it. */
export function shownItems(form: Definition, answers: Fields): Item[] {
  const { shown } = evaluate(form, answers);
  return form.items.filter(({ id }) => shown.includes(id));
}

/** Criteria by their name where we have one, by their code otherwise. */
export function criteriaText(criteria: string): string {
  const key = `criteria_${criteria}`;
  return isWord(key) ? t(key) : criteria;
}

/** The same with the form at hand: the name it gives them, ours, else the first source they come from. */
export function criteriaOf(form: Definition, criteria: string, sources: readonly string[] = []): string {
  const set = form.criteria_sets?.flatMap(({ sets }) => sets).find(({ code }) => code === criteria);
  if (set) return inWords(set);
  const text = criteriaText(criteria);
  return text === criteria ? (form.sources.find(({ id }) => id === sources[0])?.cite ?? criteria) : text;
}

/** Shown items without a value. A measurement that has one needs no further trial, a closed section none. */
export function missingItems(form: Definition, result: Result): Item[] {
  const measured = (form.measures ?? []).filter(({ id }) => (result.measures[id]?.known ?? 0) > 0);
  const enough = new Set(measured.flatMap(({ rows }) => rows.flatMap(({ items }) => items)));
  const locked = new Set(result.locked_items);
  return form.items.filter(
    ({ id, required }) => required && result.missing_items.includes(id) && !enough.has(id) && !locked.has(id),
  );
}

/** The measurements of a sheet in one line, those that have a value. */
export function measuresText(result: Result): string {
  const known = Object.values(result.measures).filter(({ value }) => value !== null);
  return known.map((one) => `${inWords(one.title)} ${numberText(one.value ?? 0, one)}`).join(t('list_comma'));
}

/** Numbers of items as the message names them: 「7番・12番」. */
export function numbersText(items: readonly Item[]): string {
  return items.map((item) => t('sheet_number', { n: item.no })).join(t('list_comma'));
}
