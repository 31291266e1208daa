import { useState } from 'preact/hooks';
import type { Definition } from '../../forms/index.ts';
import type { Draft, RecordView } from '../../store/index.ts';
import { drafts, dropDraft, identity, saveDraft } from '../../store/index.ts';
import { newId } from '../../sync/index.ts';
import { attempt, Button, Message, Screen, useRead } from '../parts/index.ts';
import { nowAt } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { draftOf } from '../shown/forms-here.ts';
import { Waiting } from '../shown/lists.tsx';
import { bornShort, fieldText, nameOf } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { fileSheet } from './file-sheet.ts';
import { PadFoot, SheetBody } from './sheet-body.tsx';
import { CallNurse } from './sheet-notices.tsx';
import { readSheet, type SheetRead } from './sheet-read.ts';
import { useEntry } from './use-entry.ts';

/** The supporter's sheet of this person at this session: the one she has begun, or a new one. */
export async function helperDraft(person: string, form: Definition, session: string): Promise<string> {
  const open = draftOf(await drafts(), form.form, (whom) => whom === person, session);
  if (open) return open.id;
  const draft: Draft = {
    id: newId(),
    person,
    session,
    form: form.form,
    version: form.version,
    answers: {},
    answered_by: 'self',
    page: 1,
    started_at: nowAt(),
  };
  await saveDraft(draft);
  return draft.id;
}

interface HelperSheetProps {
  view: RecordView;
  draft: string;
  onDone: (filed: boolean) => void;
}

/** S8: one measurement of one person. No earlier value, no finding, nothing to look further into. */
export function HelperSheet({ view, draft, onDone }: HelperSheetProps) {
  const read = useRead(`helper sheet ${draft}`, () => readSheet(view.id, draft, false));
  if (!read) {
    return (
      <Screen name="station_title" test="screen-helper-sheet" class="helpers" bare>
        <Waiting rows={4} />
      </Screen>
    );
  }
  return <Filling key={draft} view={view} read={read} onDone={onDone} />;
}

function Filling({ view, read, onDone }: Omit<HelperSheetProps, 'draft'> & { read: SheetRead }) {
  const [page, setPage] = useState(0);
  const [missing, setMissing] = useState(false);
  const state = useEntry(read, view, identity.value?.roles ?? [], () => setMissing(false));
  const { draft, pages, pad, entry, settled, body } = state;
  const blocks = pages[page] ?? [];
  const last = page >= pages.length - 1;
  const empty = Object.keys(draft.answers).length === 0;
  const save = () =>
    attempt(async () => {
      if (empty) return setMissing(true);
      await settled();
      await fileSheet(draft, entry.result.shown);
      onDone(true);
    });
  const leave = () =>
    attempt(async () => {
      await settled();
      if (empty) await dropDraft(draft.id);
      onDone(false);
    });
  const foot = (
    <>
      <Button elder icon="back" onPress={page === 0 ? leave : () => setPage(page - 1)} test="helper-leave">
        {t('back')}
      </Button>
      <Button
        elder
        kind="primary"
        onPress={last ? save : () => setPage(page + 1)}
        test={last ? 'helper-save' : 'helper-next'}
      >
        {t(last ? 'save' : 'pad_next')}
      </Button>
    </>
  );
  return (
    <Screen
      name="station_title"
      title={
        <>
          {t('with_san', { name: nameOf(view.fields) })}{' '}
          <span class="person-facts">{bornShort(fieldText(view.fields, 'born_on'))}</span>
        </>
      }
      test="screen-helper-sheet"
      class="helpers helper-sheet"
      bare
      entry
      foot={pad.item ? <PadFoot entry={entry} pad={pad} answers={draft.answers} blocks={blocks} /> : foot}
    >
      <h2>{inWords(read.form.title)}</h2>
      <CallNurse entry={entry} />
      <SheetBody key={page} {...body} blocks={blocks} />
      {missing && (
        <Message tone="ask" test="helper-empty">
          {t('station_nothing')}
        </Message>
      )}
    </Screen>
  );
}
