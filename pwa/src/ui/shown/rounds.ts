/** Sheets of one person as rounds that can be compared, and how a difference is said. */
import type { RecordView } from '../../store/index.ts';
import { t } from '../words/index.ts';
import { numberText } from './answers.ts';
import { definitionIn } from './form.ts';
import { judgeSheet } from './judge.ts';
import { fieldText } from './person.ts';
import type { Judged, Measured } from './result-sheet.ts';

/** A sheet as its own version judges it; nothing where that version is not here. */
export function judgedOf(sheet: RecordView, versions: RecordView[]): Judged[] {
  const { fields } = sheet;
  const form = definitionIn(versions, fieldText(fields, 'form'), Number(fields.version));
  return form ? [{ id: sheet.id, on: fieldText(fields, 'on'), form, result: judgeSheet(form, sheet) }] : [];
}

/** The sheets of her records that were filled before this one, of the same form. */
export function roundsBefore({ fields }: RecordView, all: RecordView[], versions: RecordView[]): Judged[] {
  const on = fieldText(fields, 'on');
  return all
    .filter((one) => one.kind === 'submission' && one.fields.form === fields.form)
    .filter((one) => fieldText(one.fields, 'on') < on)
    .flatMap((one) => judgedOf(one, versions));
}

/** How much more or less than last time, as a number: words of praise or worry are not a sheet's to say. */
export function differenceText(one: Measured): string {
  const by = one.before?.by ?? null;
  if (by === null) return '';
  if (Number(by.toFixed(one.decimals)) === 0) return t('resident_same');
  return t(by > 0 ? 'resident_more_than' : 'resident_less_than', { number: numberText(Math.abs(by), one) });
}
