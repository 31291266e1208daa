import type { Definition } from '../../forms/index.ts';
import { type Draft, drafts, ofKind, ofPerson, type RecordView } from '../../store/index.ts';
import { definitionIn } from '../shown/form.ts';
import { byText } from '../shown/lists.tsx';

export interface SheetRead {
  draft: Draft;
  form: Definition;
  /** Her last sheet of the same form. */
  previous: RecordView | undefined;
}

/** A sheet under way; null once it is filed, or while its form is not here. */
export async function readSheet(personId: string, draftId: string): Promise<SheetRead | null> {
  const draft = (await drafts()).find((one) => one.id === draftId);
  if (!draft) return null;
  const form = definitionIn(await ofKind('form_version'), draft.form, draft.version);
  if (!form) return null;
  const sheets = (await ofPerson(personId)).filter(
    (view) => view.kind === 'submission' && view.fields.form === draft.form,
  );
  // A correction has its own sheet to look back at.
  return { draft, form, previous: draft.amends ? undefined : sheets.sort(byText('on')).at(-1) };
}
