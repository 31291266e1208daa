import { language, t } from '../words/index.ts';

/** Japan has kept one offset, without summer time, since 1952. */
const TOKYO_MS = 9 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** The calendar day in Asia/Tokyo, as `YYYY-MM-DD`. */
export function tokyoDay(at: Date | string = new Date()): string {
  return new Date(new Date(at).getTime() + TOKYO_MS).toISOString().slice(0, 10);
}

/** The time of day in Asia/Tokyo: `14:05`. */
export function tokyoTime(at: Date | string = new Date()): string {
  return new Date(new Date(at).getTime() + TOKYO_MS).toISOString().slice(11, 16);
}

/** UTC seconds, as every `_at` on the wire. */
export function nowAt(now: Date = new Date()): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}

export function addDays(on: string, days: number): string {
  return new Date(Date.parse(on) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The same day of the next month, or its last day where there is no such day. */
export function addMonth(on: string): string {
  const { year, month, day } = partsOf(on);
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(day, last))).toISOString().slice(0, 10);
}

/** `YYYY-MM-DD`, or null when the calendar has no such day. */
export function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const kept =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return kept ? date.toISOString().slice(0, 10) : null;
}

export function partsOf(on: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = on.split('-').map(Number);
  return { year, month, day };
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

function weekday(on: string): string {
  const names = language.value === 'en' ? t('weekdays').split(' ') : [...t('weekdays')];
  return names[new Date(on).getUTCDay()] ?? '';
}

/** For lists and plans: 12月5日（土）. */
export function dayText(on: string): string {
  const { month, day } = partsOf(on);
  if (language.value === 'en') return `${day} ${MONTHS[month - 1]} (${weekday(on)})`;
  return `${month}月${day}日（${weekday(on)}）`;
}

/** The same with its year, where the year is not the present one. */
export function planText(on: string, today: string = tokyoDay()): string {
  if (on.slice(0, 4) === today.slice(0, 4)) return dayText(on);
  const { year } = partsOf(on);
  return language.value === 'en' ? `${dayText(on)} ${year}` : `${year}年${dayText(on)}`;
}

/** For records: 2026年12月5日. */
export function recordDay(on: string): string {
  const { year, month, day } = partsOf(on);
  if (language.value === 'en') return `${day} ${MONTHS[month - 1]} ${year}`;
  return `${year}年${month}月${day}日`;
}
