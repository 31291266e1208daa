import { useEffect, useState } from 'preact/hooks';
import type { Definition, Item } from '../../forms/index.ts';
import { back, path } from '../../router.ts';
import {
  type Draft,
  type Fields,
  handToResident,
  person,
  type RecordView,
  type Value,
} from '../../store/index.ts';
import { attempt, Button, Choice, Message, Screen, useRead } from '../parts/index.ts';
import { answersToAmend } from '../shown/amending.ts';
import { recordDay } from '../shown/dates.ts';
import { answerField, answersOf, disputedOf, inWords, isAnswered, pagesOf } from '../shown/form.ts';
import { mayAnswerHerself } from '../shown/forms-here.ts';
import { Waiting } from '../shown/lists.tsx';
import { factsOf, fieldText, nameOf } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { fileAmendment, finishSheet, stopAmending } from './file-sheet.ts';
import { LeftArea } from './left-area.tsx';
import { NotHere } from './notes.tsx';
import { type Previous, Question } from './question.tsx';
import { Gaps, Reason, Turning } from './sheet-foot.tsx';
import { readSheet, type SheetRead } from './sheet-read.ts';
import { useDraft, usePage } from './use-draft.ts';

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
  return view ? <Questions view={view} {...read} /> : <NotHere />;
}

function Questions({ view, draft: first, form, previous }: SheetRead & { view: RecordView }) {
  const { draft, kept, keep, settled } = useDraft(first);
  const [asked, setAsked] = useState(false);
  const [unchanged, setUnchanged] = useState(false);
  const [shownPrevious, setShownPrevious] = useState<string | null>(null);
  const pages = pagesOf(form);
  const { page, turnTo } = usePage(draft, pages.length);
  const items = pages[page - 1] ?? [];
  const open = form.items.filter((item) => !isAnswered(draft.answers[item.id]));
  const answer = (item: Item, value: Value | undefined, byTouch: boolean, from?: string) => {
    keep((now) => ({
      ...now,
      answers: withAnswer(now.answers, item, value),
      copied: withAnswer(now.copied ?? {}, item, from),
    }));
    setAsked(false);
    setUnchanged(false);
    if (byTouch && !draft.amends) showNextOpen(items, item, draft.answers);
  };
  const turn = (to: number) => {
    keep((now) => ({ ...now, page: to }));
    setAsked(false);
    setShownPrevious(null);
    turnTo(to);
  };
  const amend = async (reason: string) => {
    await settled();
    await attempt(async () => setUnchanged(!(await fileAmendment(draft, form.items, reason))));
    setAsked(false);
  };
  const file = async (withGaps: boolean) => {
    if (draft.amends) return setAsked(true);
    if (open.length > 0 && !withGaps) return setAsked(true);
    await settled();
    await attempt(() => finishSheet(draft));
  };
  const hand = () =>
    attempt(async () => {
      await settled();
      await handToResident(view.id, draft.id);
    });
  const goTo = (item: Item) => {
    turn(pages.findIndex((one) => one.includes(item)) + 1);
    setTimeout(() => questionElement(item.id)?.querySelector<HTMLElement>('[role="radio"]')?.focus(), 50);
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
      aside={<DraftState kept={kept} />}
      entry
      test="screen-sheet"
      class="sheet-body"
      foot={
        asked && draft.amends ? (
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
          {t('sheet_page_done', { all: form.items.length, done: form.items.length - open.length })}
        </span>
      </div>
      {draft.amends && <Correcting draft={draft} unchanged={unchanged} />}
      <div class="questions" key={page}>
        {items.map((item) => (
          <Question
            key={item.id}
            item={item}
            value={draft.answers[item.id]}
            previous={previousOf(previous, item)}
            previousShown={shownPrevious === item.id}
            onPrevious={(show) => setShownPrevious(show ? item.id : null)}
            onAnswer={(value, byTouch, from) => answer(item, value, byTouch, from)}
            {...filedOf(draft, item)}
          />
        ))}
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

/** The answer as it was filed, where the correction says something else; both where two stand. */
function filedOf({ amends, answers }: Draft, item: Item): { filed?: Value[] } {
  if (!amends) return {};
  const twice = disputedOf(amends)[item.id];
  if (twice) return { filed: twice };
  const before = answersToAmend(amends)[item.id];
  return JSON.stringify(before) === JSON.stringify(answers[item.id]) ? {} : { filed: [before ?? null] };
}

/** 「保存済み」 stands only while the tablet really holds what is on screen. */
function DraftState({ kept }: { kept: boolean }) {
  return (
    <span class="second" data-test="draft-state">
      {t(kept ? 'draft_saved' : 'saving')}
    </span>
  );
}

function withAnswer<V>(answers: Record<string, V>, item: Item, value: V | undefined): Record<string, V> {
  const { [item.id]: _before, ...rest } = answers;
  return value === undefined ? rest : { ...rest, [item.id]: value };
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

function previousOf(sheet: RecordView | undefined, item: Item): Previous | null {
  const value = sheet && answersOf(sheet.fields)[item.id];
  if (!sheet || !isAnswered(value)) return null;
  const op = sheet.members[answerField(item.id)]?.[0]?.op ?? sheet.op;
  return { on: fieldText(sheet.fields, 'on'), value: value ?? null, op };
}

const questionElement = (id: string): Element | null => document.querySelector(`[data-item="${id}"]`);

/** On a narrow screen the next open question comes to the top; a wide one shows all five and stays still. */
function showNextOpen(items: Item[], answered: Item, answers: Fields): void {
  if (!matchMedia('(max-width: 40rem)').matches) return;
  const next = items.slice(items.indexOf(answered) + 1).find((item) => !isAnswered(answers[item.id]));
  if (next) requestAnimationFrame(() => questionElement(next.id)?.scrollIntoView({ block: 'start' }));
}
