import type { Definition, Item, Words } from '../../forms/index.ts';
import type { Fields, RecordView, Value } from '../../store/index.ts';
import { language } from '../words/index.ts';
import { mayBegin } from './form-state.ts';

/** Answers are fields of a submission under this prefix. */
const ANSWER = 'a.';

export function definitionIn(versions: RecordView[], form: string, version: number): Definition | undefined {
  const found = versions.find((view) => view.fields.form === form && Number(view.fields.version) === version);
  return found?.fields.definition as Definition | undefined;
}

/** The newest version of a form a new sheet may begin with. `practice`: those being tried out count, too. */
export function newestIn(versions: RecordView[], form: string, practice: boolean): Definition | undefined {
  const numbers = versions
    .filter((view) => view.fields.form === form && mayBegin(view, practice))
    .map((view) => Number(view.fields.version));
  return numbers.length === 0 ? undefined : definitionIn(versions, form, Math.max(...numbers));
}

export function questionsOf(form: Definition): readonly Item[] {
  return form.items;
}

/** The questions page by page, as the form orders them. */
export function pagesOf(form: Definition): Item[][] {
  const byId = new Map(form.items.map((item) => [item.id, item]));
  return form.pages.map((ids) => ids.flatMap((id) => byId.get(id) ?? []));
}

/** A word pair of a form in the language of the interface. */
export function inWords(words: Words): string {
  return language.value === 'en' ? words.en : words.ja;
}

/** True for a value and for a said reason why there is none. */
export function isAnswered(value: Value | undefined): boolean {
  return value !== undefined && value !== null;
}

/** The field that holds the answer to an item. */
export function answerField(item: string): string {
  return ANSWER + item;
}

/** True for a field that holds an answer. */
export function isAnswerField(field: string): boolean {
  return field.startsWith(ANSWER);
}

/** Item id → answer, out of the fields of a submission. */
export function answersOf(fields: Fields): Fields {
  const answers = Object.entries(fields).filter(([field]) => field.startsWith(ANSWER));
  return Object.fromEntries(answers.map(([field, value]) => [field.slice(ANSWER.length), value]));
}

/** Item id → all its values, for the answers that wait for somebody to decide between them. */
export function disputedOf({ members }: Pick<RecordView, 'members'>): Record<string, Value[]> {
  const found: Record<string, Value[]> = {};
  for (const [field, values] of Object.entries(members)) {
    const said = values.map(({ value }) => value);
    const differs = said.some((value) => JSON.stringify(value) !== JSON.stringify(said[0]));
    if (isAnswerField(field) && differs) found[field.slice(ANSWER.length)] = said;
  }
  return found;
}

/** The fields of a submission, out of item id → answer. */
export function fieldsOf(answers: Fields): Fields {
  return Object.fromEntries(Object.entries(answers).map(([item, value]) => [ANSWER + item, value]));
}
