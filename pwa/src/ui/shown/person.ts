import { age, formatBirth, shortWareki } from '../../names/index.ts';
import type { Fields } from '../../store/index.ts';
import type { PersonFacts } from '../parts/screen.tsx';
import { language, t, type WordKey } from '../words/index.ts';
import { recordDay, tokyoDay } from './dates.ts';

/** What is needed of a person to name her: a record's fields or a search hit. */
export type Named = Partial<
  Record<'family' | 'given' | 'family_kana' | 'given_kana' | 'born_on' | 'sex', unknown>
>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const joined = (a: unknown, b: unknown): string => `${text(a)} ${text(b)}`.trim();

/** The written name; a part whose kanji were never entered is written in kana. */
export function nameOf(person: Named): string {
  return joined(text(person.family) || person.family_kana, text(person.given) || person.given_kana);
}

export function kanaOf(person: Named): string {
  return joined(person.family_kana, person.given_kana);
}

/** 昭15.3.7 in lists and headings; in English the western day. */
export function bornShort(on: string): string {
  if (!on) return '';
  if (language.value === 'en') return on;
  return shortWareki(on, true);
}

/** 昭和15年3月7日（1940年） where one person is shown; in English the western day. */
export function bornText(on: string): string {
  if (!on) return '';
  return language.value === 'en' ? recordDay(on) : formatBirth(on);
}

export function ageText(bornOn: string, on: string = tokyoDay()): string {
  return bornOn ? t('age', { n: age(bornOn, on) }) : '';
}

const sexes: Record<string, WordKey> = {
  female: 'sex_female',
  male: 'sex_male',
  unanswered: 'sex_unanswered',
};

export function sexText(sex: unknown): string {
  const word = sexes[text(sex)];
  return word ? t(word) : '';
}

export function factsOf(person: Named): PersonFacts {
  const born = text(person.born_on);
  return { name: nameOf(person), kana: kanaOf(person), born: bornShort(born), age: ageText(born) };
}

/** One line under a name in a list: kana, birth, age. */
export function lineOf(person: Named): string {
  const { kana, born, age: years } = factsOf(person);
  return [kana, born, years].filter(Boolean).join(' ');
}

const stopped: Record<string, WordKey> = {
  deceased: 'state_deceased',
  moved_out: 'state_moved_out',
  in_facility: 'state_in_facility',
};

/** Why nobody visits or calls this person any more; '' while plans go on. */
export function stoppedText(fields: Fields | undefined): string {
  const word = stopped[text(fields?.state)];
  return word ? t(word) : '';
}

/** The text of a record field, or '' when it holds none. */
export function fieldText(fields: Fields, field: string): string {
  return text(fields[field]);
}
