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
  state_on: 'field_state_on',
  insured_no: 'field_insured_no',
  register_no: 'field_register_no',
  address_protected: 'field_address_protected',
  merged_into: 'field_merged_into',
};

/** A part of an element of a list: `contacts#son.phone` is the telephone of a contact. */
const partWords: Record<string, WordKey> = {
  'contacts.name': 'field_contact_name',
  'contacts.relation': 'field_contact_relation',
  'contacts.phone': 'field_contact_phone',
};

/** A field in the words of the screen. */
export function fieldWord(field: string): string {
  return t(fieldWords[field] ?? partWords[field.replace(/#[^.]*/, '')] ?? 'field_other');
}

/** A value in the words of the screen; nothing recorded is said, never left blank. */
export function valueText(field: string, value: Value | undefined): string {
  if (value === null || value === undefined || value === '') return t('none');
  if (typeof value === 'object') return t('declined');
  if (typeof value === 'boolean') return t(value ? 'value_yes' : 'value_no');
  if (field === 'born_on' || field === 'state_on') return recordDay(String(value));
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
