/** A paper sheet on its way into the record, key by key. Pure: the screen draws it, the keyboard drives it. */
import { type Definition, evaluate, type Item, readAnswer } from '../../forms/index.ts';
import { parseDateText } from '../../names/index.ts';
import type { Fields, Value } from '../../store/index.ts';

/** Why a key did nothing: the screen says it beside the question. */
export type Told = 'no_such_code' | 'not_a_number' | 'out_of_range' | 'not_a_day' | 'too_long' | 'odd_value';

export interface Keyed {
  answers: Fields;
  /** The items of this sheet that were passed, in order; the next one is open. */
  passed: readonly string[];
  typed: string;
  told: Told | null;
  /** Who answered, known when the last question is passed. */
  answeredBy: string | null;
  done: boolean;
}

export const begin = (): Keyed => ({
  answers: {},
  passed: [],
  typed: '',
  told: null,
  answeredBy: null,
  done: false,
});

/** No answer was wanted: it is kept as such, and is something else than an empty line. */
const DECLINED = '-';

/** The question that is open; null when all are passed and it is asked who answered. */
export function openItem(form: Definition, keyed: Keyed): Item | null {
  const { shown } = evaluate(form, keyed.answers);
  const next = shown.find((id) => !keyed.passed.includes(id));
  return form.items.find(({ id }) => id === next) ?? null;
}

/** One digit answers the question by itself. */
export function isOneKey(item: Item): boolean {
  return item.type === 'choice' && (item.options ?? []).every(({ code }) => code >= 0 && code <= 9);
}

/** What stands in the field now. A code goes on to the next question at once. */
export function type(form: Definition, keyed: Keyed, text: string): Keyed {
  const item = openItem(form, keyed);
  const typed = item?.type === 'text' ? text : text.normalize('NFKC').trim();
  const kept = { ...keyed, typed, told: null };
  if (!item) return typed ? answered(form, kept, typed) : kept;
  if (!isOneKey(item) || typed === '') return kept;
  return typed === DECLINED ? declined(kept, item) : coded(kept, item, typed.slice(-1));
}

/** Enter: take what was typed; nothing typed leaves the question unanswered and goes on. */
export function enter(form: Definition, keyed: Keyed): Keyed {
  const item = openItem(form, keyed);
  if (!item) return { ...keyed, answeredBy: keyed.answeredBy ?? codeOfBy(form, 1), done: true };
  if (keyed.typed === '') return passed(keyed, item, null);
  if (keyed.typed === DECLINED) return declined(keyed, item);
  if (item.type === 'choice') return coded(keyed, item, keyed.typed);
  const value = valueFrom(item, keyed.typed);
  const told = problemOf(item, value);
  if (told === null || value === null) return told ? { ...keyed, told } : passed(keyed, item, value);
  // A value outside the usual is asked about once; Enter again takes it.
  return told === 'odd_value' && keyed.told === 'odd_value' ? passed(keyed, item, value) : { ...keyed, told };
}

/** Back to the question before, with what was given there forgotten. */
export function stepBack(keyed: Keyed): Keyed {
  const last = keyed.passed.at(-1);
  if (last === undefined) return keyed;
  const { [last]: _, ...answers } = keyed.answers;
  return { ...begin(), answers, passed: keyed.passed.slice(0, -1) };
}

/** `1` is the first of who may have answered. */
export function codeOfBy(form: Definition, digit: number): string | null {
  return form.answered_by[digit - 1]?.code ?? null;
}

function answered(form: Definition, keyed: Keyed, typed: string): Keyed {
  const code = codeOfBy(form, Number(typed.slice(-1)));
  if (code === null) return { ...keyed, typed: '', told: 'no_such_code' };
  return { ...keyed, typed: '', answeredBy: code };
}

function coded(keyed: Keyed, item: Item, text: string): Keyed {
  const known = item.options?.find(({ code }) => String(code) === text);
  return known ? passed(keyed, item, known.code) : { ...keyed, typed: '', told: 'no_such_code' };
}

function declined(keyed: Keyed, item: Item): Keyed {
  return passed(keyed, item, { state: 'declined' });
}

/** An unanswered question is left out of the sheet, as it was on the paper. */
function passed(keyed: Keyed, item: Item, value: Value | null): Keyed {
  const answers = value === null ? keyed.answers : { ...keyed.answers, [item.id]: value };
  return { ...keyed, answers, passed: [...keyed.passed, item.id], typed: '', told: null };
}

function valueFrom(item: Item, typed: string): Value | null {
  if (item.type === 'text') return typed.trim() || null;
  if (item.type === 'date') {
    const day = parseDateText(typed);
    return 'iso' in day ? day.iso : typed;
  }
  if (item.type === 'multi') {
    const codes = typed.split(/[,、.\s]+/).filter(Boolean);
    // A list is a value of an answer, as the form's own reader has it.
    return [...new Set(codes.map(Number))].sort((a, b) => a - b) as unknown as Value;
  }
  return /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : Number.NaN;
}

const problems: Record<string, Told> = {
  'not-a-date': 'not_a_day',
  'too-long': 'too_long',
  'out-of-range': 'out_of_range',
  'too-many-decimals': 'not_a_number',
};

function problemOf(item: Item, value: Value | null): Told | null {
  if (value === null) return null;
  const isNumber = item.type === 'number' || item.type === 'integer';
  const { problem } = readAnswer(item, value);
  if (problem !== null) return problems[problem] ?? (isNumber ? 'not_a_number' : 'no_such_code');
  const { soft_minimum = -Infinity, soft_maximum = Infinity } = item;
  const odd = typeof value === 'number' && isNumber && (value < soft_minimum || value > soft_maximum);
  return odd ? 'odd_value' : null;
}

/** Where a second entry of the same paper says something else. */
export interface Difference {
  item: Item;
  first: Value | undefined;
  second: Value | undefined;
}

export function differences(form: Definition, first: Fields, second: Fields): Difference[] {
  return form.items
    .map((item) => ({ item, first: first[item.id], second: second[item.id] }))
    .filter((one) => JSON.stringify(one.first ?? null) !== JSON.stringify(one.second ?? null));
}
