import type { Item } from '../../forms/index.ts';
import { go } from '../../router.ts';
import {
  type Draft,
  dropDraft,
  type Fields,
  heldOp,
  type OpDraft,
  replacement,
  save,
  saveDraft,
} from '../../store/index.ts';
import { say } from '../parts/index.ts';
import { sheetAmendment } from '../shown/amending.ts';
import { tokyoDay } from '../shown/dates.ts';
import { fieldsOf, isAnswerField } from '../shown/form.ts';
import { t } from '../words/index.ts';

/** File the sheet as one 件. `shown`: what is asked as the answers are; what is no more asked is not answered. */
export async function fileSheet(draft: Draft, shown: readonly string[]): Promise<void> {
  const { id } = draft; // one sheet, one record: filed from two windows it is still one
  const fields: Fields = {
    on: tokyoDay(),
    ...draft.base,
    person: draft.person,
    ...(draft.session ? { session: draft.session } : {}),
    form: draft.form,
    version: draft.version,
    answered_by: draft.answered_by ?? 'self',
    ...fieldsOf(answersIn(draft.answers, shown)),
  };
  const form_version = `${draft.form}/${draft.version}`;
  const fresh: OpDraft = { kind: 'submission', id, new: fields, form_version };
  // In place of one on hold: an answer taken away since is taken away there too.
  const op = draft.replaces ? replacement(draft.replaces, withoutMissing(fields, draft)) : fresh;
  if (op) await save([withCopies(op, draft)], draft.id);
  else await dropDraft(draft.id);
}

/** File it and go to its result, which takes the place of the sheet. */
export async function finishSheet(draft: Draft, shown: readonly string[]): Promise<void> {
  await fileSheet(draft, shown);
  go(`/result/${draft.id}`, true);
  say(t('m1_saved'));
}

/** Only what stood on the screen is filed. */
function answersIn(answers: Fields, shown: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(answers).filter(([item]) => shown.includes(item)));
}

/** An answer taken over from an earlier sheet says from which op. */
function withCopies(op: OpDraft, { copied = {} }: Draft): OpDraft {
  const from = { ...op.copied_from, ...fieldsOf(copied) };
  return Object.keys(from).length > 0 ? { ...op, copied_from: from as Record<string, string> } : op;
}

/** The fields, with null for every answer of the held sheet that is not there any more. */
function withoutMissing(fields: Fields, { replaces = '' }: Draft): Fields {
  const before = Object.keys(heldOp(replaces)?.fields ?? {});
  const gone = before.filter((field) => isAnswerField(field) && !Object.hasOwn(fields, field));
  return { ...fields, ...Object.fromEntries(gone.map((field) => [field, null])) };
}

/** File a correction as one 件 and go back to the sheet. False when nothing was changed. */
export async function fileAmendment(draft: Draft, items: readonly Item[], reason: string): Promise<boolean> {
  const op = sheetAmendment(draft, items, reason);
  if (!op) return false;
  await save([op], draft.id, draft.person);
  go(`/result/${op.id}`, true);
  say(t('m1_saved'));
  return true;
}

/** Leave the filed sheet as it is; for ten seconds the correction can be had back. */
export async function stopAmending(draft: Draft): Promise<void> {
  await dropDraft(draft.id);
  go(`/result/${draft.amends?.id}`, true);
  say(t('amend_stopped'), () => saveDraft(draft));
}
