import { kdbField, kdbText } from '../shown/kdb.ts';
import { valueText } from '../shown/values.ts';
import { type OfficeWord, o } from './words.ts';

const STATE_WORDS: Record<string, OfficeWord> = {
  active: 'import_s_active',
  deceased: 'import_s_deceased',
  moved_out: 'import_s_moved_out',
  in_facility: 'import_s_in_facility',
};

/** A value in words; of what KDB says only what the other one says differently. */
export function shownValue(field: string, value: unknown, beside: unknown): string {
  if (value === null || value === undefined || value === '') return o('import_to_empty');
  if (kdbField(field)) return kdbText(String(value), beside);
  const state = field === 'state' ? STATE_WORDS[String(value)] : undefined;
  return state ? o(state) : valueText(field, String(value));
}
