import type { Value } from '../../store/index.ts';
import { toPhone } from '../shown/entry.ts';
import { answersOf } from './settle.ts';
import type { Conflict } from './types.ts';

const HYPHENS = /[‐‑‒–—―−ーｰ~〜-]/g;

/**
 * A value reduced to what it says: the width of letters, spaces and the kind of hyphen are how it was typed. Variant
 * kanji stay apart: which of them a person's name has is a fact about her.
 */
export function meaningOf(field: string, value: Value): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (field === 'phone' || field.endsWith('.phone')) return toPhone(value).replace(/[()-]/g, '');
  const plain = value.normalize('NFKC').replace(/\s/g, '');
  return field.endsWith('_kana') ? plain : plain.replace(HYPHENS, '-');
}

/** True when the answers of a conflict differ only in how they were typed. */
export function sameMeaning(conflict: Conflict): boolean {
  const answers = answersOf(conflict);
  const meanings = new Set(answers.map((answer) => meaningOf(conflict.field, answer.value)));
  return answers.length > 1 && meanings.size === 1;
}
