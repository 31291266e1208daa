/**
 * Whether two records may be of one person: rules a nurse can follow, each with its reasons.
 *
 * server/people/matching.py is the twin, tests/vectors/matching.json what both must say; docs/matching.md says how
 * often each rule is right. A match is a question for a person, never an answer: nothing is joined by it.
 */
import { isKatakana, loosen, searchKey } from './fold.ts';
import { dayAfter, dayBefore, isoIfReal, split } from './wareki.ts';

/** Why two records may be of one person; the last two speak against it. */
export const REASONS = [
  ...([
    'number_same',
    'number_near',
    'born_same',
    'born_year',
    'born_era',
    'born_swapped',
    'born_day',
  ] as const),
  ...(['name_same', 'name_near', 'family_same', 'given_same', 'family_written', 'given_written'] as const),
  ...(['phone_same', 'sex_other', 'number_other'] as const),
] as const;
export type Reason = (typeof REASONS)[number];
export type Slip = 'day' | 'swapped' | 'year' | 'era';

/** What of a person is compared; '' = unknown. Names are search keys, loose without voicing marks. */
export interface Traits {
  readonly family: string;
  readonly given: string;
  readonly looseFamily: string;
  readonly looseGiven: string;
  readonly writtenFamily: string;
  readonly writtenGiven: string;
  readonly bornOn: string;
  readonly sex: string;
  readonly phone: string;
  readonly number: string;
}

type KeyTraits = Pick<Traits, 'looseFamily' | 'looseGiven' | 'bornOn' | 'phone' | 'number'>;
const KEY_LENGTH = 60;
/** Years between the same number in two eras: 大正15 and 昭和15, 昭和10 and 平成10, 大正3 and 平成3. */
const ERA_YEARS = [-77, -63, -14, 14, 63, 77];

/** The traits of a person's fields, however they were typed. */
export function traits(fields: Readonly<Record<string, unknown>>): Traits {
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  const [family, given] = [searchKey(text('family_kana')), searchKey(text('given_kana'))];
  const [sex, number] = [text('sex'), digits(text('insured_no'))];
  return {
    family,
    given,
    looseFamily: loosen(family),
    looseGiven: loosen(given),
    writtenFamily: searchKey(text('family')),
    writtenGiven: searchKey(text('given')),
    bornOn: text('born_on'),
    sex: sex === 'female' || sex === 'male' ? sex : '',
    phone: digits(text('phone')),
    number: number.length === 8 ? number : '',
  };
}

/** The digits of a number, in whatever width it was typed. */
export function digits(text: string): string {
  return (/^[0-9-]*$/.test(text) ? text : text.normalize('NFKC')).replace(/[^0-9]/g, '');
}

/** The keys under which a person is kept: who may be the same shares one, or one of `sought`. */
export function blocks({ looseFamily, looseGiven, bornOn, phone, number }: KeyTraits): string[] {
  const kept = [bornOn && `b${bornOn}`, phone && `p${phone}`, number && `n${number}`];
  return [`k${looseFamily}${looseGiven}`, ...kept].flatMap((key) => (key ? [key.slice(0, KEY_LENGTH)] : []));
}

/** The keys under which those who may be the same are kept: her own, and the birth dates one slip away. */
export function sought(one: KeyTraits): string[] {
  return [...blocks(one), ...[...slips(one.bornOn).keys()].map((day) => `b${day}`)];
}

/** Birth dates one slip away, and which slip. */
export function slips(bornOn: string): Map<string, Slip> {
  const found = new Map<string, Slip>();
  if (bornOn === '') return found;
  const { year, month, day } = split(bornOn);
  const note = (iso: string | null, slip: Slip) => {
    if (iso !== null && iso !== bornOn) found.set(iso, slip);
  };
  for (const years of ERA_YEARS) note(isoIfReal(year + years, month, day), 'era');
  for (const years of [-1, 1]) note(isoIfReal(year + years, month, day), 'year');
  note(isoIfReal(year, day, month), 'swapped');
  note(dayBefore(bornOn), 'day');
  note(dayAfter(bornOn), 'day');
  return found;
}

/** Why the two may be one person, strongest first; empty when nobody needs to be asked. */
export function reasons(one: Traits, other: Traits): Reason[] {
  const seen = compare(one, other);
  if (!mayBeSame(seen)) return [];
  const found: (Reason | false)[] = [
    (seen.number === 'same' || seen.number === 'near') && `number_${seen.number}`,
    seen.born !== null && (`born_${seen.born}` as const),
    ...namesOf(seen),
    seen.phone && 'phone_same',
    seen.sex === 'other' && 'sex_other',
    seen.number === 'other' && 'number_other',
  ];
  return found.filter((reason) => reason !== false);
}

/** The slips of one birth date, which is compared with many. */
let slipped = { of: '', days: slips('') };

function slipOf(bornOn: string, other: string): Slip | null {
  if (slipped.of !== bornOn) slipped = { of: bornOn, days: slips(bornOn) };
  return slipped.days.get(other) ?? null;
}

/** How two persons compare. */
type Seen = ReturnType<typeof compare>;

function compare(one: Traits, other: Traits) {
  return {
    number: compareNumbers(one.number, other.number),
    born: agree(one.bornOn, other.bornOn) ? ('same' as const) : slipOf(one.bornOn, other.bornOn),
    sex: differ(one.sex, other.sex) ? 'other' : one.sex && other.sex ? 'same' : 'unknown',
    men: one.sex === 'male' && other.sex === 'male',
    phone: agree(one.phone, other.phone),
    family: agree(one.looseFamily, other.looseFamily),
    given: agree(one.looseGiven, other.looseGiven),
    writtenFamily: agree(one.writtenFamily, other.writtenFamily),
    writtenGiven: agree(one.writtenGiven, other.writtenGiven),
    otherFamily: differ(one.writtenFamily, other.writtenFamily),
    writtenOtherwise: differ(one.writtenGiven, other.writtenGiven),
    readOneWay: isKatakana(one.writtenGiven) || isKatakana(other.writtenGiven),
    exactName: one.family === other.family && one.given === other.given,
    nearName: oneApart(one.looseFamily + one.looseGiven, other.looseFamily + other.looseGiven),
  };
}

/** The rules, in the order of docs/matching.md. */
function mayBeSame(seen: Seen): boolean {
  const born = seen.born !== null;
  const name = seen.family && seen.given;
  if (seen.number === 'same') return true;
  if (name && (born || seen.phone)) return true;
  if (seen.number === 'near') return born || name || seen.nearName;
  if (seen.number === 'other' || seen.sex === 'other') return false;
  if (seen.born === 'same') return seen.nearName || oneHalfFits(seen);
  return seen.phone && seen.sex === 'same' && (seen.nearName || seen.given);
}

/** She has married (the given name fits), or one of her names is read in another way. */
function oneHalfFits(seen: Seen): boolean {
  if (seen.given && !(seen.men && seen.otherFamily && !seen.phone)) return !seen.writtenOtherwise;
  return seen.family && (seen.writtenGiven || !(seen.writtenOtherwise || seen.readOneWay));
}

function namesOf(seen: Seen): (Reason | false)[] {
  if (seen.exactName) return ['name_same'];
  if (seen.nearName || (seen.family && seen.given)) return ['name_near'];
  return [
    seen.family && 'family_same',
    seen.given && 'given_same',
    seen.writtenFamily && !seen.family && 'family_written',
    seen.writtenGiven && !seen.given && 'given_written',
  ];
}

/** True when one kana is missing, doubled or another one. */
export function oneApart(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (short === long || long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  return short.slice(same + (short.length === long.length ? 1 : 0)) === long.slice(same + 1);
}

function compareNumbers(one: string, other: string): 'same' | 'near' | 'other' | 'unknown' {
  if (one === '' || other === '') return 'unknown';
  const apart = [...one].flatMap((digit, at) => (digit === other[at] ? [] : [at]));
  const [first = 0, last = first] = apart;
  if (apart.length === 0) return 'same';
  if (apart.length === 1) return 'near';
  const turned = last === first + 1 && one[first] === other[last] && one[last] === other[first];
  return apart.length === 2 && turned ? 'near' : 'other';
}

function agree(one: string, other: string): boolean {
  return one !== '' && one === other;
}

function differ(one: string, other: string): boolean {
  return one !== '' && other !== '' && one !== other;
}
