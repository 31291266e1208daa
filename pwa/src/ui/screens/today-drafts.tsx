import { type Draft, person, type RecordView } from '../../store/index.ts';
import { Row } from '../parts/index.ts';
import { definitionIn, inWords, questionsOf } from '../shown/form.ts';
import { nameOf } from '../shown/person.ts';
import { t } from '../words/index.ts';

/** 「入力中」: an unfinished sheet and how far it is. */
export function DraftRow({ draft, versions }: { draft: Draft; versions: RecordView[] }) {
  const who = person(draft.person);
  const form = definitionIn(versions, draft.form, draft.version);
  const all = form ? questionsOf(form).length : 0;
  const what = [draft.amends ? t('sheet_again') : '', form ? inWords(form.title) : t('sheet')];
  const progress = t('draft_progress', { done: Object.keys(draft.answers).length, all });
  return (
    <Row
      href={`/p/${draft.person}/f/${draft.id}`}
      title={who ? nameOf(who.fields) : t('not_here_title')}
      note={[...what, all > 0 ? progress : ''].filter(Boolean).join(' ')}
      test="draft"
    />
  );
}
