import { go } from '../../router.ts';
import { canonical, type Draft, drafts, ofKind, saveDraft } from '../../store/index.ts';
import { newId } from '../../sync/index.ts';
import { attempt, say } from '../parts/index.ts';
import { nowAt } from '../shown/dates.ts';
import { newestIn } from '../shown/form.ts';
import { t } from '../words/index.ts';

const FORM = 'qmcoo';

/** Open the questionnaire of a person: the sheet under way, or a new one that says the person answers herself. */
export async function startSheet(person: string, session?: string): Promise<void> {
  const open = (await drafts()).find(
    (draft) => canonical(draft.person) === canonical(person) && draft.session === session && !draft.replaces,
  );
  if (open) return go(`/p/${person}/f/${open.id}`);
  const form = newestIn(await ofKind('form_version'), FORM);
  if (!form) return say(t('sheet_no_form'));
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
