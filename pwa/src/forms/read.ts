/** What a stored answer is worth: its value, or what is wrong with it. forms/evaluate.py is the twin. */
import { finite, rounded, type Value } from './rules.ts';
import type { Item } from './types.ts';

const MAX_TEXT = 4_000;
const DAY = /^[1-9]\d{3}-\d\d-\d\d$/;

/** The value of a stored answer, or unknown and what is wrong with it. */
export function readAnswer(item: Item, raw: unknown): { value: Value; problem: string | null } {
  if (raw === null || raw === undefined || isState(raw)) return { value: null, problem: null };
  if (item.type === 'text' || item.type === 'date') return read(raw as string, textProblem(item, raw));
  if (item.type === 'multi') return read(raw as number[], codesProblem(item, raw));
  const value = typeof raw === 'number' ? finite(raw) : null;
  return value === null ? { value, problem: 'wrong-type' } : read(value, numberProblem(item, value));
}

/** Whether 「できなかった」 is the result; unknown when there is none. */
export function unable(value: Value, raw: unknown): boolean | null {
  if (value !== null) return false;
  return isState(raw) && (raw as { state?: unknown }).state === 'unable' ? true : null;
}

function read(value: Value, problem: string | null) {
  return { value: problem === null ? value : null, problem };
}

function isState(raw: unknown): boolean {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

function textProblem(item: Item, raw: unknown): string | null {
  if (typeof raw !== 'string') return 'wrong-type';
  if (item.type === 'date') return DAY.test(raw) && exists(raw) ? null : 'not-a-date';
  return [...raw].length > (item.max_length ?? MAX_TEXT) ? 'too-long' : null;
}

function exists(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === day;
}

/** It is sorted, none is twice, what excludes stands alone. */
function codesProblem(item: Item, raw: unknown): string | null {
  if (!Array.isArray(raw) || !raw.every((code) => typeof code === 'number')) return 'wrong-type';
  if (raw.length === 0) return 'nothing-chosen';
  const options = new Map(item.options?.map((option) => [option.code, option.exclusive === true]));
  if (raw.some((code) => !options.has(code))) return 'not-in-list';
  if (raw.some((code, i) => i > 0 && code <= (raw[i - 1] ?? code))) return 'not-sorted';
  return raw.length > 1 && raw.some((code) => options.get(code)) ? 'exclusive' : null;
}

function numberProblem(item: Item, value: number): string | null {
  if (item.type === 'choice') {
    return item.options?.some((option) => option.code === value) ? null : 'not-in-list';
  }
  const { minimum = null, maximum = null } = item;
  if ((minimum !== null && value < minimum) || (maximum !== null && value > maximum)) return 'out-of-range';
  const decimals = item.type === 'integer' ? 0 : (item.decimals ?? 0);
  return rounded(value, decimals) === value ? null : 'too-many-decimals';
}
