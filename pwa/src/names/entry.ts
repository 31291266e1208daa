/** What the index keeps of a person: her names as keys, joined so that one search runs through all of them. */
import { loosen, searchKey } from './fold.ts';
import { blocks, digits } from './match.ts';

export interface Person {
  readonly id: string;
  readonly family_kana: string;
  readonly given_kana: string;
  readonly family?: string | undefined;
  readonly given?: string | undefined;
  readonly born_on?: string | undefined;
  readonly phone?: string | undefined;
  readonly insured_no?: string | undefined;
}

export interface Entry {
  readonly id: string;
  readonly born: string;
  /** The whole kana name, by which the index is sorted. */
  readonly order: string;
  /** Every key of the person, each behind a BORDER: whole, family and given name in kana, the same in kanji. */
  readonly keys: string;
  /** The same without voicing marks: whole and given name. */
  readonly loose: string;
  /** The marks of the keys under which those like her are looked up; MARKS at most. */
  readonly marks: readonly number[];
}

export const MARKS = 4;

/** Stands before every key of a text, so that a key can be found from its beginning. */
export const BORDER = '\t';

/** Kana order; who was born first, of the same name. */
export function inOrder(a: Entry, b: Entry): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  if (a.born !== b.born) return a.born < b.born ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

export function entryOf(person: Person, keyOf: (name: string) => string = searchKey): Entry {
  const { family = '', given = '', family_kana, given_kana } = person;
  const whole = wholeKey(family_kana, given_kana, keyOf);
  const keys = [whole, keyOf(family_kana), keyOf(given_kana)];
  const [looseFamily, looseGiven] = [loosen(keyOf(family_kana)), loosen(keyOf(given_kana))];
  const kanji = [wholeKey(family, given, keyOf), keyOf(family), keyOf(given)];
  return {
    id: person.id,
    born: person.born_on ?? '',
    order: whole,
    keys: [...keys, ...kanji].filter((key) => key !== '').reduce((text, key) => text + BORDER + key, ''),
    loose: BORDER + loosen(whole) + BORDER + looseGiven,
    marks: blocks({ looseFamily, looseGiven, ...numbersOf(person) }).map(markOf),
  };
}

function numbersOf({ born_on = '', phone = '', insured_no = '' }: Person) {
  return { bornOn: born_on, phone: digits(phone), number: digits(insured_no) };
}

/** A number for a key, nearly always one of its own (FNV-1a): 20,000 of them are compared in a millisecond. */
export function markOf(key: string): number {
  let mark = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) mark = Math.imul(mark ^ key.charCodeAt(at), 0x01000193);
  return mark | 0;
}

/** Both names folded as one: a first sound that can change behind the family name (オ, ー, 々) needs the long way. */
function wholeKey(family: string, given: string, keyOf: (name: string) => string): string {
  const joins = /^[アイウエカ-モヤユヨラ-ロワン一-鿿]/.test(given);
  return joins ? keyOf(family) + keyOf(given) : searchKey(family + given);
}

/** searchKey that remembers: names repeat, and a first start folds all of them. */
export function remembering(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const key = known.get(name) ?? searchKey(name);
    known.set(name, key);
    return key;
  };
}
