import { useState } from 'preact/hooks';
import type { Definition } from '../../forms/index.ts';
import type { Draft, RecordView } from '../../store/index.ts';
import { drafts, dropDraft, identity, saveDraft } from '../../store/index.ts';
import { newId } from '../../sync/index.ts';
import { attempt, Button, Message, Screen, useRead } from '../parts/index.ts';
import type { Block, Entry } from '../shown/blocks.ts';
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
  const [part, setPart] = useState<number | null>(null);
  const [missing, setMissing] = useState(false);
  const [measured, setMeasured] = useState<boolean | null>(null);
  const state = useEntry(read, view, identity.value?.roles ?? [], () => setMissing(false), measured === true);
  const { draft, pages, pad, entry, settled, body } = state;
  const page = pages.length === 1 ? 0 : part;
  const blocks = page === null ? [] : (pages[page] ?? []);
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
      if (page !== null && pages.length > 1) return setPart(null);
      await settled();
      if (empty) await dropDraft(draft.id);
      onDone(false);
    });
  const foot = (
    <>
      <Button elder icon="back" onPress={leave} test="helper-leave">
        {t('back')}
      </Button>
      {page !== null && (
        <Button elder kind="primary" onPress={save} test="helper-save">
          {t('save')}
        </Button>
      )}
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
      foot={pad.item ? <PadFoot entry={entry} pad={pad} answers={draft.answers} /> : foot}
    >
      <h2>{inWords(read.form.title)}</h2>
      <CallNurse entry={entry} />
      {page === null ? (
        <Parts pages={pages} onChoose={setPart} />
      ) : (
        <>
          <MeasuredBefore entry={entry} blocks={blocks} told={measured} onTell={setMeasured} />
          <SheetBody key={page} {...body} blocks={blocks} quiet />
        </>
      )}
      {missing && (
        <Message tone="ask" test="helper-empty">
          {t('station_nothing')}
        </Message>
      )}
    </Screen>
  );
}

/** Which measurement this table does. */
function Parts({ pages, onChoose }: { pages: Block[][]; onChoose: (page: number) => void }) {
  return (
    <>
      <p>{t('station_part')}</p>
      {pages.map(([first], page) => (
        <Button key={first?.id} wide elder onPress={() => onChoose(page)} test="helper-part">
          {first?.section ? inWords(first.section.title) : `${page + 1}`}
        </Button>
      ))}
    </>
  );
}

interface MeasuredBeforeProps {
  entry: Entry;
  blocks: Block[];
  told: boolean | null;
  onTell: (measured: boolean) => void;
}

/** What has to come first was done at another table: she asks, and is told where to send the person. */
function MeasuredBefore({ entry, blocks, told, onTell }: MeasuredBeforeProps) {
  const here = new Set(blocks.flatMap(({ items }) => items.map(({ id }) => id)));
  const asks = Object.values(entry.result.locks).some(
    ({ state, closes }) => state === 'ask' && closes.some((item) => here.has(item)),
  );
  if (!asks || told === true) return null;
  if (told === false) return <Message test="first-elsewhere">{t('station_first')}</Message>;
  return (
    <Message
      tone="ask"
      test="measured-before"
      actions={
        <>
          <Button elder onPress={() => onTell(true)} test="told-yes">
            {t('station_told')}
          </Button>
          <Button elder onPress={() => onTell(false)} test="told-no">
            {t('station_not_told')}
          </Button>
        </>
      }
    >
      {t('station_told_ask')}
    </Message>
  );
}
