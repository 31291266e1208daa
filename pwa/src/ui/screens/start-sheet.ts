import type { Definition } from '../../forms/index.ts';
import { go } from '../../router.ts';
import { canonical, type Draft, type Drawn, drafts, type RecordView, saveDraft } from '../../store/index.ts';
import { newId } from '../../sync/index.ts';
import { attempt, say } from '../parts/index.ts';
import { answersToAmend, redrawn } from '../shown/amending.ts';
import { nowAt } from '../shown/dates.ts';
import { isTrial } from '../shown/decisions.ts';
import { draftOf } from '../shown/forms-here.ts';
import { noteForm } from '../shown/last-form.ts';
import { fieldText } from '../shown/person.ts';
import { t } from '../words/index.ts';

/** Open a sheet of a person: the one of this form under way, or a new one that says the person answers herself. */
export async function startSheet(
  person: string,
  form: Definition | undefined,
  session?: string,
): Promise<void> {
  if (!form) return say(t('sheet_no_form'));
  const hers = (whom: string) => canonical(whom) === canonical(person);
  const trial = isTrial(form.form, form.version);
  const open = draftOf(await drafts(), form.form, hers, session, trial);
  if (!trial) noteForm(form.form, session);
  if (open) return go(`/p/${person}/f/${open.id}`);
  const draft: Draft = {
    id: newId(),
    person,
    ...(session ? { session } : {}),
    form: form.form,
    version: form.version,
    answers: {},
    answered_by: 'self',
    page: 1,
    started_at: nowAt(),
  };
  await attempt(async () => {
    await saveDraft(draft);
    go(`/p/${person}/f/${draft.id}`);
  });
}

/** 訂正する: the filed sheet opens with its answers; what is on screen now is what she saw. */
export async function startAmending(person: string, sheet: RecordView): Promise<void> {
  const { kind, id, op, fields, members } = sheet;
  const drawn: Drawn = { kind, id, op, fields, members };
  const open = (await drafts()).find((draft) => draft.amends?.id === id);
  const by = fieldText(fields, 'answered_by');
  const fresh: Draft = {
    id: newId(),
    person,
    form: fieldText(fields, 'form'),
    version: Number(fields.version),
    answers: answersToAmend(drawn),
    answered_by: by === 'family' || by === 'proxy' ? by : 'self',
    page: 1,
    started_at: nowAt(),
    amends: drawn,
  };
  const draft = open ? redrawn(open, drawn) : fresh;
  await attempt(async () => {
    await saveDraft({ ...draft, page: 1 });
    go(`/p/${person}/f/${draft.id}`);
  });
}
