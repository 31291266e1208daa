/** What a sheet says, judged on the tablet. */
import { type Definition, evaluate, evaluateDisputed, type Item, type Result } from '../../forms/index.ts';
import type { Fields, RecordView } from '../../store/index.ts';
import { isWord, t } from '../words/index.ts';
import { answersOf, disputedOf } from './form.ts';

/** What a sheet says: where answers wait to be decided, only what follows whichever of them is right. */
export function judgeSheet(form: Definition, sheet: Pick<RecordView, 'fields' | 'members'>): Result {
  return evaluateDisputed(form, answersOf(sheet.fields), disputedOf(sheet));
}

/** The questions that are asked, as the answers so far have it. */
export function shownItems(form: Definition, answers: Fields): Item[] {
  const { shown } = evaluate(form, answers);
  return form.items.filter(({ id }) => shown.includes(id));
}

/** Criteria by their name where we have one, by their code otherwise. */
export function criteriaText(criteria: string): string {
  const key = `criteria_${criteria}`;
  return isWord(key) ? t(key) : criteria;
}

/** Numbers of items as the message names them: 「7番・12番」. */
export function numbersText(items: readonly Item[]): string {
  return items.map((item) => t('sheet_number', { n: item.no })).join(t('list_comma'));
}
