/** Answers in the words of the screen: official labels, numbers with their unit, states that say what they are. */
import type { Coded, Item } from '../../forms/index.ts';
import type { AnswerState, Value } from '../../store/index.ts';
import { t } from '../words/index.ts';
import { recordDay } from './dates.ts';
import { inWords } from './form.ts';

export function isDeclined(value: Value | undefined): boolean {
  return typeof value === 'object' && value !== null && 'state' in value && value.state === 'declined';
}

/** An answer in the official words; the states that are no answer are said too. */
export function answerText(item: Item, value: unknown, reasons: readonly Coded[] = []): string {
  if (value === undefined || value === null) return t('unanswered');
  if (Array.isArray(value)) return value.map((code) => optionText(item, code)).join(t('list_comma'));
  if (typeof value === 'object') return stateText(value as AnswerState, reasons);
  if (item.type === 'date' && typeof value === 'string') return recordDay(value);
  if (typeof value === 'number' && item.type !== 'choice') return numberText(value, item);
  return optionText(item, value);
}

function optionText(item: Item, value: unknown): string {
  return item.options?.find((option) => option.code === value)?.ja ?? String(value);
}

interface Shown {
  decimals?: number;
  /** Of a measure: those it always has. A mean of whole numbers is 138, or 138.5. */
  entered_decimals?: number;
}

/** A number always has its decimals and its unit: 22.0 kg. */
export function numberText(value: number, as: Shown & Pick<Partial<Item>, 'unit'>): string {
  return [digitsText(value, as), as.unit ? inWords(as.unit) : ''].filter(Boolean).join(' ');
}

/** The number alone. */
export function digitsText(value: number, { decimals = 0, entered_decimals = decimals }: Shown): string {
  const text = value.toFixed(decimals);
  const shorter = value.toFixed(entered_decimals);
  return Number(shorter) === Number(text) ? shorter : text;
}

/** Why there is no value, in words; each of the states has its own. */
function stateText({ state, reason }: AnswerState, reasons: readonly Coded[]): string {
  const word = state === 'declined' ? t('declined') : t(`state_${state}`);
  const why = reasons.find(({ code }) => code === reason);
  return why ? t('state_why', { state: word, why: inWords(why) }) : word;
}

/** The codes after one more tap, sorted. */
export function toggled({ options = [] }: Item, chosen: readonly number[], code: number): number[] {
  if (chosen.includes(code)) return chosen.filter((one) => one !== code);
  const alone = new Set(options.filter(({ exclusive }) => exclusive).map((option) => option.code));
  if (alone.has(code)) return [code];
  return [...chosen.filter((one) => !alone.has(one)), code].sort((a, b) => a - b);
}
