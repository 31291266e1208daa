import { isInsuredNo, isKatakana, toInsuredNo } from '../../names/index.ts';
import type { Fields } from '../../store/index.ts';
import { toKatakana } from './kana.ts';

/** What was typed about a new person, as it was typed. */
export interface Entry {
  family_kana: string;
  given_kana: string;
  family: string;
  given: string;
  sex: string;
  area: string;
  phone: string;
  insured_no: string;
}
export const emptyEntry: Entry = {
  family_kana: '',
  given_kana: '',
  family: '',
  given: '',
  sex: '',
  area: '',
  phone: '',
  insured_no: '',
};

/** The part of a registration that still needs her; `same` is the question whether she is registered already. */
export type EntryProblem = 'kana' | 'born_on' | 'sex' | 'area' | 'phone' | 'insured_no' | 'same';

/** The first thing missing, in the order of the screen. */
export function problemOfEntry(entry: Entry, bornOn: string | null): EntryProblem | null {
  if (![entry.family_kana, entry.given_kana].map(toKatakana).every(isKatakana)) return 'kana';
  if (bornOn === null) return 'born_on';
  if (entry.sex === '') return 'sex';
  if (entry.area === '') return 'area';
  if (!isPhone(toPhone(entry.phone))) return 'phone';
  const number = toInsuredNo(entry.insured_no);
  return number === '' || isInsuredNo(number) ? null : 'insured_no';
}

/** Digits and hyphens, whatever width they were typed in. */
export function toPhone(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[‐‑–—−ー―]/g, '-')
    .replace(/\s/g, '')
    .trim();
}

export function isPhone(text: string): boolean {
  return text === '' || /^\+?\d[\d()-]{5,18}\d$/.test(text);
}

/** The fields of the new person; what was not asked is left out rather than stored empty. */
export function fieldsOfEntry(entry: Entry, bornOn: string): Fields {
  const kept: Fields = {
    family_kana: toKatakana(entry.family_kana),
    given_kana: toKatakana(entry.given_kana),
    family: entry.family.trim(),
    given: entry.given.trim(),
    born_on: bornOn,
    sex: entry.sex,
    phone: toPhone(entry.phone),
    insured_no: toInsuredNo(entry.insured_no),
    area: entry.area,
    state: 'active',
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== ''));
}
