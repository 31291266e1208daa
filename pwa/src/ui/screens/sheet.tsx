import { useEffect, useState } from 'preact/hooks';
import type { Definition, Item } from '../../forms/index.ts';
import { back, path } from '../../router.ts';
import {
  type Draft,
  type Fields,
  handToResident,
  identity,
  person,
  type RecordView,
} from '../../store/index.ts';
import { attempt, Button, Choice, Message, Screen, useRead } from '../parts/index.ts';
import { brokenItems } from '../shown/blocks.ts';
import { recordDay } from '../shown/dates.ts';
import { inWords, isAnswered } from '../shown/form.ts';
import { mayAnswerHerself } from '../shown/forms-here.ts';
import { Waiting } from '../shown/lists.tsx';
import { factsOf, fieldText, nameOf } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { fileAmendment, finishSheet, stopAmending } from './file-sheet.ts';
import { LeftArea } from './left-area.tsx';
import { NewerVersion } from './newer-version.tsx';
import { NotHere } from './notes.tsx';
import { OneQuestion, PadFoot, SheetBody } from './sheet-body.tsx';
import { Gaps, Reason, Sections, Turning } from './sheet-foot.tsx';
import { Locks, RedFlags, UrgentChip } from './sheet-notices.tsx';
import { readSheet, type SheetRead } from './sheet-read.ts';
import { usePage } from './use-draft.ts';
import { doneOf, useEntry } from './use-entry.ts';

interface SheetProps {
  person: string;
  draft: string;
}

/** S6: the questionnaire, five questions a page. Nothing here says which answer is a good one. */
export function Sheet({ person: id, draft }: SheetProps) {
  const read = useRead(`sheet ${draft}`, () => readSheet(id, draft));
  const filed = read === null;
  const step = path.value;
  useEffect(() => {
    // Back never reopens a sheet that was filed: each of its pages leads further back.
    if (filed && step !== '') back(`/p/${id}`);
  }, [filed, step, id]);
  const view = person(id);
  if (read === undefined || filed) {
    return (
      <Screen name="sheet" back={`/p/${id}`} test="screen-sheet">
        <Waiting rows={5} />
      </Screen>
    );
  }
  return view ? <Questions view={view} read={read} /> : <NotHere />;
}

function Questions({ view, read }: { view: RecordView; read: SheetRead }) {
  const { form } = read;
  const [asked, setAsked] = useState(false);
  const [unchanged, setUnchanged] = useState(false);
  const answered = (item: Item, byTouch: boolean) => {
    setAsked(false);
    setUnchanged(false);
    if (byTouch && !draft.amends) showNextOpen(items, item, draft.answers);
  };
  const state = useEntry(read, view, identity.value?.roles ?? [], answered);
  const { draft, kept, keep, settled, entry, pages, open, pad, body } = state;
  const { page, turnTo } = usePage(draft, pages.length);
  const blocks = pages[page - 1] ?? [];
  const items = blocks.flatMap((block) => block.items);
  const turn = (to: number) => {
    if (pad.item && !pad.close()) return;
    keep((now) => ({ ...now, page: to }));
    setAsked(false);
    body.onPrevious(null);
    turnTo(to);
  };
  const amend = async (reason: string) => {
    await settled();
    await attempt(async () => setUnchanged(!(await fileAmendment(draft, form.items, reason))));
    setAsked(false);
  };
  const file = async (withGaps: boolean) => {
    const [broken] = brokenItems(entry);
    if (broken) return goTo(broken);
    if (draft.amends) return setAsked(true);
    if (open.length > 0 && !withGaps) return setAsked(true);
    await settled();
    await attempt(() => finishSheet(draft, entry.result.shown));
  };
  const hand = () =>
    attempt(async () => {
      await settled();
      await handToResident(view.id, draft.id);
    });
  const goTo = (item: Item) => {
    turn(pages.findIndex((one) => one.some((block) => block.items.includes(item))) + 1);
    setTimeout(() => questionElement(item.id)?.querySelector<HTMLElement>(ENTRY)?.focus(), 50);
  };
  return (
    <Screen
      name="sheet"
      person={factsOf(view.fields)}
      back={
        draft.amends
          ? `/result/${draft.amends.id}`
          : draft.session
            ? `/salon/${draft.session}`
            : `/p/${view.id}`
      }
      aside={
        <span class="actions">
          <UrgentChip entry={entry} />
          <DraftState kept={kept} />
        </span>
      }
      entry
      test="screen-sheet"
      class="sheet-body"
      foot={
        pad.item ? (
          <PadFoot entry={entry} pad={pad} answers={draft.answers} />
        ) : asked && draft.amends ? (
          <Reason onReason={amend} onBack={() => setAsked(false)} />
        ) : asked ? (
          <Gaps open={open} onGo={goTo} onFinish={() => file(true)} />
        ) : (
          <Turning
            pages={pages}
            page={page}
            onTurn={turn}
            onDone={() => file(false)}
            amending={draft.amends !== undefined}
          />
        )
      }
    >
      {view.leaving && <LeftArea name={nameOf(view.fields)} />}
      <div class="sheet-line">
        <h2>
          {inWords(form.title)} {t('sheet_page', { page, pages: pages.length })}
        </h2>
        <AnsweredBy
          draft={draft}
          form={form}
          onChoose={(who) => keep((now) => ({ ...now, answered_by: who }))}
        />
        {mayAnswerHerself(form, draft) && (
          <Button icon="hand" onPress={hand} test="hand-to-resident">
            {t('self_hand')}
          </Button>
        )}
        <span data-test="sheet-progress">
          {t('sheet_page_done', { all: state.asked.length, done: doneOf(state) })}
        </span>
      </div>
      <NewerVersion draft={draft} form={form} keep={keep} />
      <Sections pages={pages} page={page} onTurn={turn} />
      {draft.amends && <Correcting draft={draft} unchanged={unchanged} />}
      <RedFlags entry={entry} blocks={blocks} answers={draft.answers} />
      <Locks
        entry={entry}
        blocks={blocks}
        release={(item) => (
          <div class="questions">
            <OneQuestion {...body} item={item} />
          </div>
        )}
      />
      <div class="page-body" key={page}>
        <SheetBody {...body} blocks={blocks} />
      </div>
    </Screen>
  );
}

/** What a correction is, which sheet it is of, and the way out of it. */
function Correcting({ draft, unchanged }: { draft: Draft; unchanged: boolean }) {
  const stop = (
    <Button onPress={() => attempt(() => stopAmending(draft))} test="amend-stop">
      {t('amend_stop')}
    </Button>
  );
  return (
    <>
      <Message test="amending" actions={stop}>
        {t('amend_hint', { date: recordDay(fieldText(draft.amends?.fields ?? {}, 'on')) })}
      </Message>
      {unchanged && (
        <Message tone="problem" test="nothing-changed">
          {t('edit_nothing')}
        </Message>
      )}
    </>
  );
}

/** 「保存済み」 stands only while the tablet really holds what is on screen. */
function DraftState({ kept }: { kept: boolean }) {
  return (
    <span class="second" data-test="draft-state">
      {t(kept ? 'draft_saved' : 'saving')}
    </span>
  );
}

interface AnsweredByProps {
  draft: Draft;
  form: Definition;
  onChoose: (who: 'self' | 'family' | 'proxy') => void;
}

function AnsweredBy({ draft, form, onChoose }: AnsweredByProps) {
  return (
    <div class="sheet-by">
      <span id="answered-by" class="second">
        {t('field_answered_by')}
      </span>
      <Choice
        labelledBy="answered-by"
        options={form.answered_by.map((who) => ({
          value: who.code as 'self' | 'family' | 'proxy',
          label: inWords(who),
        }))}
        value={draft.answered_by ?? 'self'}
        onChoose={onChoose}
        test="answered-by"
      />
    </div>
  );
}

/** What is pressed or typed into. */
const ENTRY = '[role="radio"], .trial, textarea, input, .button-toggle';

const questionElement = (id: string): Element | null => document.querySelector(`[data-item="${id}"]`);

/** On a narrow screen the next open question comes to the top; a wide one shows all five and stays still. */
function showNextOpen(items: Item[], answered: Item, answers: Fields): void {
  if (!matchMedia('(max-width: 40rem)').matches) return;
  const next = items.slice(items.indexOf(answered) + 1).find((item) => !isAnswered(answers[item.id]));
  if (next) requestAnimationFrame(() => questionElement(next.id)?.scrollIntoView({ block: 'start' }));
}
