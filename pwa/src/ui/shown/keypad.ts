/** Typing a measurement: what the keys make of it, and what to ask when it cannot be. Pure. */
import type { Item } from '../../forms/index.ts';

/** How an item is measured: limits that must hold, limits that are only asked about. */
export interface Gauge {
  decimals: number;
  minimum: number | null;
  maximum: number | null;
  soft_minimum: number | null;
  soft_maximum: number | null;
}

export function gaugeOf(item: Item): Gauge {
  const { type, decimals = 0, minimum = null, maximum = null } = item;
  const { soft_minimum = null, soft_maximum = null } = item;
  return { decimals: type === 'integer' ? 0 : decimals, minimum, maximum, soft_minimum, soft_maximum };
}

/** Long enough for any limit there is. */
const DIGITS = 7;

/** The text after one more key. A key that would make no number is not taken. */
export function typed(text: string, key: string, { decimals }: Gauge): string {
  const [whole = '', part] = text.split('.');
  if (key === '.') return decimals === 0 || part !== undefined ? text : `${whole || '0'}.`;
  if (part !== undefined && part.length >= decimals) return text;
  if (text.replace('.', '').length >= DIGITS) return text;
  return text === '0' ? key : text + key;
}

/** The number typed so far; null before there is one. */
export function numberOf(text: string): number | null {
  return text === '' || text === '.' ? null : Number(text);
}

/** 22 reads 22.0 where tenths are measured, so that it never looks like 2.2. */
export function decimalText(value: number, decimals: number): string {
  return value.toFixed(decimals);
}

/** What a finished number is: right, outside what can be entered, or outside what is usual. */
export type Verdict = 'fits' | 'out-of-range' | 'unusual-high' | 'unusual-low';

export function verdictOn(value: number, gauge: Gauge): Verdict {
  const { minimum, maximum, soft_minimum, soft_maximum } = gauge;
  if ((minimum !== null && value < minimum) || (maximum !== null && value > maximum)) return 'out-of-range';
  if (soft_maximum !== null && value > soft_maximum) return 'unusual-high';
  if (soft_minimum !== null && value < soft_minimum) return 'unusual-low';
  return 'fits';
}

/** 245 → 24.5: what was probably meant when the point was forgotten or a digit slipped in. */
export function slipOf(value: number, gauge: Gauge): number | null {
  const fitting = [value / 10, value / 100].filter((one) => Number(one.toFixed(gauge.decimals)) === one);
  const usual = fitting.find((one) => verdictOn(one, gauge) === 'fits');
  return usual ?? fitting.find((one) => verdictOn(one, gauge) !== 'out-of-range') ?? null;
}
