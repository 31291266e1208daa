import { parseDateText } from '../../names/index.ts';
import { identity, type Value } from '../../store/index.ts';
import { planText, recordDay, tokyoDay, tokyoTime } from '../shown/dates.ts';
import { kdbField, kdbText } from '../shown/kdb.ts';
import { bornText } from '../shown/person.ts';
import { fieldWord as plainField, valueText } from '../shown/values.ts';
import { language, t } from '../words/index.ts';
import type { Item } from './types-sheets.ts';
import { o } from './words.ts';

/** The time of day as people say it: 8:40. */
export function clock(at: Date | string): string {
  return tokyoTime(at).replace(/^0/, '');
}

/** When something happened: 11月20日（金） 10:12, with its year when that is another one. */
export function moment(at: string): string {
  return `${planText(tokyoDay(at))} ${clock(at)}`;
}

export const born = bornText;

/** A day as people write it: 2027-04-01, 令和9年4月1日, R9.4.1; null when there is no such day. */
export function dayIn(text: string): string | null {
  const read = parseDateText(text);
  return 'iso' in read ? read.iso : null;
}

const ANSWER = 'a.';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

export function isAnswer(field: string): boolean {
  return field.startsWith(ANSWER);
}

/** The question a field of a sheet answers, when its form is at hand. */
export function itemOf(field: string, items: Item[] | undefined): Item | undefined {
  return items?.find((item) => item.id === field.slice(ANSWER.length));
}

/** The number of a question, from the form or from the item's own id ("qmcoo.07_gait" is 7). */
export function questionNumber(field: string, items?: Item[]): number | undefined {
  const item = itemOf(field, items);
  const written = /\.(\d+)_/.exec(field)?.[1];
  return item?.no ?? (written ? Number(written) : undefined);
}

/** What a field is called on screen. */
export function fieldWord(field: string, items?: Item[]): string {
  if (field === 'state') return o('person_state');
  if (field === 'at') return o('field_at');
  if (field === 'on') return o('field_on');
  if (!isAnswer(field)) return kdbField(field) ?? plainField(field);
  const n = questionNumber(field, items);
  return n === undefined ? o('sheet_answer') : o('sheet_answer_to', { n });
}

/** An answer in the official words of its option; states and gaps say what they are. */
export function answerWord(value: Value | undefined, item: Item | undefined): string {
  if (value === null || value === undefined) return t('unanswered');
  if (Array.isArray(value)) return value.map((code) => codeWord(code, item)).join(t('list_comma'));
  if (typeof value === 'object') return stateWord(value);
  if (typeof value === 'string') return value;
  return item?.options.length === 0 ? String(value) : codeWord(value, item);
}

function codeWord(code: unknown, item: Item | undefined): string {
  const option = item?.options?.find((each) => each.code === code);
  return option ? option[language.value] : o('value_code', { n: String(code) });
}

function stateWord(value: object): string {
  const state = 'state' in value ? value.state : undefined;
  if (state === 'cannot_measure') return o('cannot_measure');
  if (state === 'unable') return o('unable');
  if (state === 'not_administered') return o('not_administered');
  return t('declined');
}

/** A value in the words of the screen; nothing recorded is said, never left blank. */
export function valueWord(field: string, value: Value | undefined, items?: Item[]): string {
  if (isAnswer(field)) return answerWord(value, itemOf(field, items));
  if (value === null || value === undefined || value === '') return o('value_empty');
  if (field === 'born_on' && typeof value === 'string') return born(value);
  if (typeof value === 'string' && INSTANT.test(value)) return moment(value);
  if (field === 'on') return recordDay(String(value));
  if (field === 'area') return areaWord(String(value));
  if (field === 'answered_by') return answeredByWord(value);
  if (field === 'state') return recordState(String(value));
  if (kdbField(field)) return kdbText(String(value));
  return valueText(field, value);
}

function areaWord(id: string): string {
  return identity.value?.areas.find((area) => area.id === id)?.name ?? id;
}

export function answeredByWord(value: Value | undefined): string {
  if (value === 'self') return t('answered_by_self');
  if (value === 'family') return t('answered_by_family');
  if (value === 'proxy') return t('answered_by_proxy');
  return o('nobody');
}

const STATES = {
  active: 'person_active',
  deceased: 'person_deceased',
  moved_out: 'person_moved_out',
  in_facility: 'person_in_facility',
  planned: 'state_planned',
  done: 'state_done',
  cancelled: 'state_cancelled',
  present: 'state_present',
} as const;

function recordState(value: string): string {
  return value in STATES ? o(STATES[value as keyof typeof STATES]) : value;
}
