import type { Definition, Item } from '../../forms/index.ts';
import { type Draft, drafts, ofKind, ofPerson, type RecordView } from '../../store/index.ts';
import { answerField, answersOf, definitionIn, isAnswered } from '../shown/form.ts';
import { judgeSheet } from '../shown/judge.ts';
import { fieldText } from '../shown/person.ts';
import type { Before } from './measure.tsx';
import type { Previous } from './question.tsx';

export interface SheetRead {
  draft: Draft;
  form: Definition;
  /** What she said last time, by item; what was measured last time, by measurement. */
  previous: ReadonlyMap<string, Previous>;
  before: ReadonlyMap<string, Before & { protocol: string }>;
}

/** A sheet under way; null once it is filed, or while its form is not here. Supporters see nothing of before. */
export async function readSheet(personId: string, draftId: string, staff = true): Promise<SheetRead | null> {
  const draft = (await drafts()).find((one) => one.id === draftId);
  if (!draft) return null;
  const versions = await ofKind('form_version');
  const form = definitionIn(versions, draft.form, draft.version);
  if (!form) return null;
  // A correction has its own sheet to look back at.
  const looksBack = staff && !draft.amends;
  const sheets = looksBack ? (await ofPerson(personId)).filter(({ kind }) => kind === 'submission') : [];
  const newest = sheets.sort(newestFirst);
  return { draft, form, previous: previousIn(form, newest), before: beforeIn(form, newest, versions) };
}

const dayOf = ({ fields }: RecordView): string => fieldText(fields, 'on');
const newestFirst = (a: RecordView, b: RecordView): number => dayOf(b).localeCompare(dayOf(a));

function previousIn(form: Definition, sheets: RecordView[]): Map<string, Previous> {
  const found = new Map<string, Previous>();
  for (const item of form.items) {
    const last = sheets.flatMap((sheet) => lastAnswer(form, item, sheet) ?? [])[0];
    if (last) found.set(item.id, last);
  }
  return found;
}

/** Of the same form the same question; of another one only those the form names. */
function lastAnswer(form: Definition, item: Item, sheet: RecordView): Previous | null {
  const answers = answersOf(sheet.fields);
  const ids = [...(sheet.fields.form === form.form ? [item.id] : []), ...(item.copy_from ?? [])];
  const id = ids.find((one) => isAnswered(answers[one]));
  if (id === undefined) return null;
  const op = sheet.members[answerField(id)]?.[0]?.op ?? sheet.op;
  return { on: dayOf(sheet), value: answers[id] ?? null, op };
}

/** The last value of each measurement, judged by the form version it was taken with. */
function beforeIn(form: Definition, sheets: RecordView[], versions: RecordView[]): SheetRead['before'] {
  const found = new Map<string, Before & { protocol: string }>();
  if (!form.measures?.length) return found;
  for (const sheet of sheets.filter(({ fields }) => fields.form === form.form)) {
    const its = definitionIn(versions, form.form, Number(sheet.fields.version));
    if (!its) continue;
    for (const [id, { value, protocol }] of Object.entries(judgeSheet(its, sheet).measures))
      if (value !== null && !found.has(id))
        found.set(id, { on: dayOf(sheet), value, sameWay: true, protocol: JSON.stringify(protocol) });
  }
  return found;
}
