import { useEffect, useState } from 'preact/hooks';
import type { Definition, Item } from '../../forms/index.ts';
import { back, go, path } from '../../router.ts';
import {
  type Draft,
  drafts,
  dropDraft,
  type Fields,
  heldOp,
  ofKind,
  ofPerson,
  person,
  type RecordView,
  replacement,
  save,
  type Value,
} from '../../store/index.ts';
import { attempt, Button, Choice, Message, Screen, say, useRead } from '../parts/index.ts';
import { tokyoDay } from '../shown/dates.ts';
import { answersOf, definitionIn, fieldsOf, inWords, isAnswerField, pagesOf } from '../shown/form.ts';
import { numbersText } from '../shown/judge.ts';
import { byText, Waiting } from '../shown/lists.tsx';
import { factsOf, fieldText, nameOf } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { LeftArea } from './left-area.tsx';
import { NotHere } from './notes.tsx';
import { type Previous, Question } from './question.tsx';
import { useDraft, usePage } from './use-draft.ts';

interface SheetProps {
  person: string;
  draft: string;
}

/** S6: the questionnaire, five questions a page. Nothing here says which answer is a good one. */
export function Sheet({ person: id, draft }: SheetProps) {
  const read = useRead(`sheet ${draft}`, () => load(id, draft));
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

interface Read {
  draft: Draft;
  form: Definition;
  previous: RecordView | undefined;
}

async function load(personId: string, draftId: string): Promise<Read | null> {
  const draft = (await drafts()).find((one) => one.id === draftId);
  if (!draft) return null;
  const form = definitionIn(await ofKind('form_version'), draft.form, draft.version);
  if (!form) return null;
  const sheets = (await ofPerson(personId)).filter(
    (view) => view.kind === 'submission' && view.fields.form === draft.form,
  );
  return { draft, form, previous: sheets.sort(byText('on')).at(-1) };
}

function Questions({ view, draft: first, form, previous }: Read & { view: RecordView }) {
  const { draft, kept, keep, settled } = useDraft(first);
  const [asked, setAsked] = useState(false);
  const [shownPrevious, setShownPrevious] = useState<string | null>(null);
  const pages = pagesOf(form);
  const { page, turnTo } = usePage(draft, pages.length);
  const items = pages[page - 1] ?? [];
  const open = form.items.filter((item) => !isAnswered(draft.answers[item.id]));
  const answer = (item: Item, value: Value | undefined, byTouch: boolean) => {
    keep((now) => ({ ...now, answers: withAnswer(now.answers, item, value) }));
    setAsked(false);
    if (byTouch) showNextOpen(items, item, draft.answers);
  };
  const turn = (to: number) => {
    keep((now) => ({ ...now, page: to }));
    setAsked(false);
    setShownPrevious(null);
    turnTo(to);
  };
  const file = async (withGaps: boolean) => {
    if (open.length > 0 && !withGaps) return setAsked(true);
    await settled();
    await attempt(() => fileSheet(draft));
  };
  const goTo = (item: Item) => {
    turn(pages.findIndex((one) => one.includes(item)) + 1);
    setTimeout(() => questionElement(item.id)?.querySelector<HTMLElement>('[role="radio"]')?.focus(), 50);
  };
  return (
    <Screen
      name="sheet"
      person={factsOf(view.fields)}
      back={draft.session ? `/salon/${draft.session}` : `/p/${view.id}`}
      aside={<DraftState kept={kept} />}
      entry
      test="screen-sheet"
      class="sheet-body"
      foot={
        asked ? (
          <Gaps open={open} onGo={goTo} onFinish={() => file(true)} />
        ) : (
          <Turning pages={pages} page={page} onTurn={turn} onDone={() => file(false)} />
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
        <span data-test="sheet-progress">
          {t('sheet_page_done', { all: form.items.length, done: form.items.length - open.length })}
        </span>
      </div>
      <div class="questions" key={page}>
        {items.map((item) => (
          <Question
            key={item.id}
            item={item}
            value={draft.answers[item.id]}
            previous={previousOf(previous, item)}
            previousShown={shownPrevious === item.id}
            onPrevious={(show) => setShownPrevious(show ? item.id : null)}
            onAnswer={(value, byTouch) => answer(item, value, byTouch)}
          />
        ))}
      </div>
    </Screen>
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

interface TurningProps {
  pages: Item[][];
  page: number;
  onTurn: (to: number) => void;
  onDone: () => unknown;
}

/** The way through the pages: nothing turns by itself. */
function Turning({ pages, page, onTurn, onDone }: TurningProps) {
  const sizeOf = (to: number) => pages[to - 1]?.length ?? 0;
  return (
    <>
      {page > 1 && (
        <Button onPress={() => onTurn(page - 1)} test="sheet-prev">
          {t('sheet_prev', { n: sizeOf(page - 1) })}
        </Button>
      )}
      {page < pages.length ? (
        <Button key="next" kind="primary" onPress={() => onTurn(page + 1)} test="sheet-next">
          {t('sheet_next', { n: sizeOf(page + 1) })}
        </Button>
      ) : (
        <Button key="done" kind="primary" onPress={onDone} test="sheet-done">
          {t('sheet_done')}
        </Button>
      )}
    </>
  );
}

function withAnswer(answers: Fields, item: Item, value: Value | undefined): Fields {
  const { [item.id]: _before, ...rest } = answers;
  return value === undefined ? rest : { ...rest, [item.id]: value };
}

function isAnswered(value: Value | undefined): boolean {
  return value !== undefined && value !== null;
}

/** File the sheet as one 件 and go to its result, which takes the place of the sheet. */
async function fileSheet(draft: Draft): Promise<void> {
  const { id } = draft; // one sheet, one record: filed from two windows it is still one
  const fields: Fields = {
    on: tokyoDay(),
    ...draft.base,
    person: draft.person,
    ...(draft.session ? { session: draft.session } : {}),
    form: draft.form,
    version: draft.version,
    answered_by: draft.answered_by ?? 'self',
    ...fieldsOf(draft.answers),
  };
  const form_version = `${draft.form}/${draft.version}`;
  const fresh = { kind: 'submission' as const, id, new: fields, form_version };
  // In place of one on hold: an answer taken away since is taken away there too.
  const op = draft.replaces ? replacement(draft.replaces, withoutMissing(fields, draft)) : fresh;
  if (op) await save([op], draft.id);
  else await dropDraft(draft.id);
  go(`/result/${id}`, true);
  say(t('m1_saved'));
}

/** The fields, with null for every answer of the held sheet that is not there any more. */
function withoutMissing(fields: Fields, { replaces = '' }: Draft): Fields {
  const before = Object.keys(heldOp(replaces)?.fields ?? {});
  const gone = before.filter((field) => isAnswerField(field) && !Object.hasOwn(fields, field));
  return { ...fields, ...Object.fromEntries(gone.map((field) => [field, null])) };
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

/** M6: what is open, and that she may finish all the same. */
function Gaps({ open, onGo, onFinish }: { open: Item[]; onGo: (item: Item) => void; onFinish: () => void }) {
  const first = open[0];
  return (
    <Message
      tone="ask"
      test="m6"
      actions={
        <>
          {first && (
            <Button kind="primary" onPress={() => onGo(first)} test="go-to-open">
              {t('sheet_go_to', { n: first.no })}
            </Button>
          )}
          <Button onPress={onFinish} test="finish-anyway">
            {t('sheet_finish_anyway')}
          </Button>
        </>
      }
    >
      {t('m6_open_items', { n: open.length, items: numbersText(open) })}
    </Message>
  );
}

function previousOf(sheet: RecordView | undefined, item: Item): Previous | null {
  const value = sheet && answersOf(sheet.fields)[item.id];
  return sheet && isAnswered(value) ? { on: fieldText(sheet.fields, 'on'), value: value ?? null } : null;
}

const questionElement = (id: string): Element | null => document.querySelector(`[data-item="${id}"]`);

/** On a narrow screen the next open question comes to the top; a wide one shows all five and stays still. */
function showNextOpen(items: Item[], answered: Item, answers: Fields): void {
  if (!matchMedia('(max-width: 40rem)').matches) return;
  const next = items.slice(items.indexOf(answered) + 1).find((item) => !isAnswered(answers[item.id]));
  if (next) requestAnimationFrame(() => questionElement(next.id)?.scrollIntoView({ block: 'start' }));
}
