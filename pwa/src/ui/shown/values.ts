import type { Kind, Value } from '../../store/index.ts';
import { t, type WordKey } from '../words/index.ts';
import { planText, recordDay } from './dates.ts';
import { sexText } from './person.ts';

const fieldWords: Record<string, WordKey> = {
  family: 'field_family',
  given: 'field_given',
  family_kana: 'field_family_kana',
  given_kana: 'field_given_kana',
  born_on: 'field_born_on',
  sex: 'field_sex',
  phone: 'field_phone',
  address: 'field_address',
  area: 'field_area',
  due_on: 'field_due_on',
  due_time: 'field_due_time',
  way: 'field_way',
  purpose: 'field_purpose',
  assigned_to: 'field_assigned_to',
  answered_by: 'field_answered_by',
  state: 'field_state',
};

/** A field in the words of the screen. */
export function fieldWord(field: string): string {
  return t(fieldWords[field] ?? 'field_other');
}

/** A value in the words of the screen; nothing recorded is said, never left blank. */
export function valueText(field: string, value: Value | undefined): string {
  if (value === null || value === undefined || value === '') return t('none');
  if (typeof value === 'object') return t('declined');
  if (field === 'born_on') return recordDay(String(value));
  if (field === 'due_on') return planText(String(value));
  if (field === 'sex') return sexText(value) || String(value);
  if (field === 'way' && (value === 'phone' || value === 'visit')) return t(`way_${value}`);
  return String(value);
}

const kindWords: Partial<Record<Kind, WordKey>> = {
  person: 'kind_person',
  attendance: 'kind_attendance',
  submission: 'kind_submission',
  follow_up: 'kind_follow_up',
  membership: 'kind_membership',
  session: 'kind_session',
  notice: 'kind_notice',
};

/** What a saved thing is called. */
export function kindWord(kind: Kind): string {
  return t(kindWords[kind] ?? 'kind_other');
}

const reasonWords: Record<string, WordKey> = {
  'not-allowed': 'held_not_allowed',
  'form-version-unknown': 'held_form_version',
  'invalid-value': 'held_invalid',
  'unknown-field': 'held_invalid',
  'unknown-kind': 'held_invalid',
  'wrong-id': 'held_invalid',
  'missing-field': 'held_missing',
  'unproven-author': 'held_author',
  unreadable: 'held_unreadable',
  lost: 'held_unreadable',
  waits: 'held_waits',
};

/** Why something is on hold, in words; the slug itself stands only behind 「くわしく」. */
export function reasonText(reason: string | undefined): string {
  return t(reasonWords[reason ?? ''] ?? 'held_other');
}
