/**
 * Japanese era dates, both ways, and ages. forms/wareki.py is the twin.
 *
 * Two rules of age exist. `age` is 満年齢 as everybody counts it, one more on the birthday: the screens use it. By law
 * (年齢計算ニ関スル法律, 民法143条) a year is completed when the day before the birthday ends: `legalAge`, for the
 * few rules that ask for it. Someone born on 29 February is a year older on 1 March of a common year, legally on
 * 28 February.
 */

export type EraKey = 'M' | 'T' | 'S' | 'H' | 'R' | 'AD';
export type Part = number | null | undefined;

export interface Limit {
  readonly era: EraKey;
  readonly name: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface Suggestion {
  readonly era: EraKey;
  readonly name: string;
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
  /** 平成1年1月8日, as far as the parts are given. */
  readonly text: string;
}

interface Given {
  readonly era?: string;
  readonly year?: number | null;
  readonly month?: number | null;
  readonly day?: number | null;
}

export type WarekiProblem = Given &
  (
    | { readonly problem: 'era-ended' | 'era-not-begun'; readonly limit: Limit; readonly suggest: Suggestion }
    | {
        readonly problem:
          | 'unknown-era'
          | 'year-zero'
          | 'incomplete'
          | 'impossible-date'
          | 'before-1873'
          | 'future'
          | 'not-a-date';
      }
  );

export type WarekiResult = { readonly iso: string } | WarekiProblem;

interface Era {
  readonly key: EraKey;
  readonly name: string;
  readonly short: string;
  readonly english: string;
  readonly began: string;
}

export const ERAS: readonly Era[] = [
  { key: 'M', name: '明治', short: '明', english: 'Meiji', began: '1868-01-25' },
  { key: 'T', name: '大正', short: '大', english: 'Taishō', began: '1912-07-30' },
  { key: 'S', name: '昭和', short: '昭', english: 'Shōwa', began: '1926-12-25' },
  { key: 'H', name: '平成', short: '平', english: 'Heisei', began: '1989-01-08' },
  { key: 'R', name: '令和', short: '令', english: 'Reiwa', began: '2019-05-01' },
];
const WESTERN: Era = { key: 'AD', name: '西暦', short: '西', english: '', began: '0001-01-01' };
/** Before this day Japan wrote dates in the lunar calendar: they are not converted, only refused. */
const MODERN = '1873-01-01';
const NAMED = new Map<string, Era>([
  ...ERAS.flatMap((era, index) =>
    [era.key, era.key.toLowerCase(), era.name, era.short, String(index + 1)].map(
      (name) => [name, era] as const,
    ),
  ),
  ['AD', WESTERN],
  ['西暦', WESTERN],
]);

/**
 * The ISO date, or the problem with what a message needs.
 *
 * Month and day may be missing: what is certain without them is said at once. `today` lets the future be refused.
 */
export function parseWareki(era: string, year: Part, month?: Part, day?: Part, today?: string): WarekiResult {
  const known = NAMED.get(era);
  const given = { era: known?.key ?? era, year: year ?? null, month: month ?? null, day: day ?? null };
  if (known === undefined) return { problem: 'unknown-era', ...given };
  if (given.year === 0) return { problem: 'year-zero', ...given };
  if (given.year === null) return { problem: 'incomplete', ...given };
  const western = yearOf(known.began) + given.year - 1;
  if (given.year < 0 || western > 9998 || !mayExist(western, given.month, given.day)) {
    return { problem: 'impossible-date', ...given };
  }
  const outside = outsideEra(known, western, given.month, given.day);
  if (outside !== null) return { ...outside, ...given };
  if (given.month === null || given.day === null) return { problem: 'incomplete', ...given };
  const iso = isoOf(western, given.month, given.day);
  return today !== undefined && iso > today ? { problem: 'future', ...given } : { iso };
}

/** The same for a written date: 昭和15年3月7日, S15.3.7, s150307, 1940-03-07, 19400307. */
export function parseDateText(text: string, today?: string): WarekiResult {
  const parts = dateParts(text);
  if (parts === null) return { problem: 'not-a-date' };
  return parseWareki(...parts, today);
}

/** The beginning of the ISO date a searcher means: 昭和15 is "1940", s15.3.7 is "1940-03-07". */
export function birthPrefix(text: string): string | null {
  const parts = dateParts(text);
  if (parts === null) return null;
  const [key, year, month, day] = parts;
  if (year === 0 || (key !== 'AD' && year > 99)) return null;
  const western = yearOf((NAMED.get(key) ?? WESTERN).began) + year - 1;
  if (!mayExist(western, month, day)) return null;
  return isoOf(western, month ?? 1, day ?? 1).slice(0, day !== null ? 10 : month !== null ? 7 : 4);
}

/** 昭和15年3月7日; a day before 1873 stays in the western calendar. */
export function formatWareki(iso: string): string {
  const { era, year, month, day } = inEra(iso);
  return `${era === WESTERN ? '' : era.name}${year}年${month}月${day}日`;
}

/** 昭和15年3月7日（1940年）, as records write a birth. */
export function formatBirth(iso: string): string {
  return `${formatWareki(iso)}（${yearOf(iso)}年）`;
}

/** 昭15, or 昭15.3.7, as lists write a birth. */
export function shortWareki(iso: string, withDay = false): string {
  const { era, year, month, day } = inEra(iso);
  const short = `${era === WESTERN ? '' : era.short}${year}`;
  return withDay ? `${short}.${month}.${day}` : short;
}

/** 満年齢: whole years on a day, one more on each birthday. */
export function age(born: string, on: string): number {
  return yearOf(on) - yearOf(born) - (on.slice(5) < born.slice(5) ? 1 : 0);
}

/** The age by law: a year is completed at the end of the day before the birthday. */
export function legalAge(born: string, on: string): number {
  return age(born, dayAfter(on));
}

/** Era, year, month and day as written; month and day may be missing. null: this is not a date. */
function dateParts(text: string): [string, number, number | null, number | null] | null {
  const plain = text.normalize('NFKC').replace(/\s/g, '').replace('元年', '1年');
  const match = /^(明治|大正|昭和|平成|令和|西暦|[明大昭平令MTSHR])?([0-9.]+)$/i.exec(
    plain.replace(/日$/, '').replace(/[年月/-]/g, '.'),
  );
  if (match === null) return null;
  const era = (match[1] ?? '').toUpperCase();
  const digits = (match[2] ?? '').replace(/\.$/, '');
  const parts = digits.includes('.') ? digits.split('.') : packed(digits, era !== '');
  if (parts.length > 3 || !parts.every((part) => /^[0-9]{1,4}$/.test(part))) return null;
  if (era === '' && parts[0]?.length !== 4) return null; // "15.3.7" could be any era
  const [year = 0, month = null, day = null] = parts.map(Number);
  return [NAMED.get(era)?.key ?? 'AD', year, month, day];
}

/** 150307 behind an era and 19400307 alone are year, month and day written without separators. */
function packed(digits: string, withEra: boolean): string[] {
  const year = digits.length - 4;
  if (year !== (withEra ? 2 : 4)) return [digits];
  return [digits.slice(0, year), digits.slice(year, year + 2), digits.slice(year + 2)];
}

/** The problem of a date that its era never had, as soon as the parts given so far make it certain. */
function outsideEra(era: Era, year: number, month: number | null, day: number | null): WarekiProblem | null {
  if (era === WESTERN) return null;
  const following = ERAS[ERAS.indexOf(era) + 1];
  if (following !== undefined && isoOf(year, month ?? 1, day ?? 1) >= following.began) {
    const last = dayBefore(following.began);
    return { problem: 'era-ended', limit: limit(era, last), suggest: suggest(year, month, day) };
  }
  const first = later(era.began, MODERN);
  if (isoOf(year, month ?? 12, day ?? 31) >= first) return null;
  if (era.key === 'M') return { problem: 'before-1873' };
  return { problem: 'era-not-begun', limit: limit(era, first), suggest: suggest(year, month, day) };
}

function limit(era: Era, iso: string): Limit {
  const { year, month, day } = split(iso);
  return { era: era.key, name: era.name, year: year - yearOf(era.began) + 1, month, day };
}

/** The same date in the era it really lies in. */
function suggest(western: number, month: number | null, day: number | null): Suggestion {
  const { era, year } = inEra(isoOf(western, month ?? 1, day ?? 1));
  const text = `${era.name}${year}年${month ? `${month}月` : ''}${month && day ? `${day}日` : ''}`;
  return { era: era.key, name: era.name, year, month, day, text };
}

function inEra(iso: string) {
  const era = ERAS.findLast((candidate) => iso >= later(candidate.began, MODERN)) ?? WESTERN;
  const { year, month, day } = split(iso);
  return { era, year: year - yearOf(era.began) + 1, month, day };
}

/** Whether the given parts occur in the calendar of that year. */
function mayExist(year: number, month: number | null, day: number | null): boolean {
  if (year < 1) return false;
  if (month !== null && (month < 1 || month > 12)) return false;
  return day === null || (day >= 1 && day <= (month === null ? 31 : daysIn(year, month)));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The day in the calendar; null when that year has none such. */
export function isoIfReal(year: number, month: number, day: number): string | null {
  return mayExist(year, month, day) ? isoOf(year, month, day) : null;
}

export function dayAfter(iso: string): string {
  const { year, month, day } = split(iso);
  return isoIfReal(year, month, day + 1) ?? (month < 12 ? isoOf(year, month + 1, 1) : isoOf(year + 1, 1, 1));
}

export function dayBefore(iso: string): string {
  const { year, month, day } = split(iso);
  if (day > 1) return isoOf(year, month, day - 1);
  return month > 1 ? isoOf(year, month - 1, daysIn(year, month - 1)) : isoOf(year - 1, 12, 31);
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

export function split(iso: string) {
  return { year: yearOf(iso), month: Number(iso.slice(5, 7)), day: Number(iso.slice(8, 10)) };
}

function yearOf(iso: string): number {
  return Number(iso.slice(0, 4));
}

function isoOf(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
