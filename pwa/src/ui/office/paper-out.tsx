import { useState } from 'preact/hooks';
import { go, query } from '../../router.ts';
import type { OpDraft } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { Button, Choice, Message, Panel, say, UndoBar } from '../parts/index.ts';
import { recordDay, tokyoDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { fieldText } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { type Mailing, type MailingList, marking, numberWord } from './mailings.ts';
import { factLine, nameOf } from './names.tsx';
import { o } from './words.ts';

const LISTS: readonly MailingList[] = ['out', 'sent', 'returned', 'replied', 'unchecked'];
const DAYS = ['printed_on', 'sent_on', 'returned_on', 'replied_on', 'checked_on'] as const;
const AT_ONCE = 100;

type Told = 'mailing_refused' | 'away' | null;
type Counts = Record<MailingList, number>;

/** What is out: printed, sent, come back, replied, to be keyed in again. Each number opens its list. */
export function PaperOut() {
  const load = useLoad<Counts>('/office/paper/counts');
  const asked = query().get('list');
  const list = LISTS.find((one) => one === asked) ?? 'sent';
  return (
    <section class="panel" aria-label={o('paper_part_out')}>
      <Loaded load={load} rows={1}>
        {(counts) => (
          <Choice
            label={o('mailing_state')}
            options={LISTS.map((value) => ({
              value,
              label: o('mailing_list', { list: o(`mailing_${value}`), n: counts[value] }),
            }))}
            value={list}
            onChoose={(value) => go(`/o/paper/out?list=${value}`, true)}
            test="mailing-state"
          />
        )}
      </Loaded>
      <Listed key={list} list={list} changed={load.again} />
      <UndoBar />
    </section>
  );
}

/** File ops about sheets; what went wrong, if anything did. */
async function fileAll(ops: (OpDraft | null)[]): Promise<Told> {
  const drafts = ops.filter((one) => one !== null);
  for (let at = 0; at < drafts.length; at += AT_ONCE) {
    const reply = await api.pushSave(drafts.slice(at, at + AT_ONCE));
    if (!reply.ok) return reply.why === 'offline' ? 'away' : 'mailing_refused';
    if (reply.value.some(({ verdict }) => verdict === 'quarantined')) return 'mailing_refused';
  }
  return null;
}

/** Say of these sheets that they were sent or came back. */
type Mark = (sheets: readonly Mailing[], to: Marked, on: string | null) => Promise<void>;
type Marked = 'sent' | 'returned';

function Listed({ list, changed }: { list: MailingList; changed: () => Promise<void> }) {
  const load = useLoad<Mailing[]>(`/office/paper/mailings?state=${list}`);
  const [told, setTold] = useState<Told>(null);
  const file = async (sheets: readonly Mailing[], to: Marked, on: string | null) => {
    const failed = await fileAll(sheets.map((one) => marking(one, to, on)));
    setTold(failed);
    await Promise.all([load.again(), changed()]);
    return failed === null;
  };
  /** As the sheets are now: what is taken back is what stands there. */
  const takeBack = async (ids: readonly string[], to: Marked) => {
    const now = await api.get<Mailing[]>(`/office/paper/mailings?state=${to}`);
    if (!now.ok) return setTold('away');
    const hers = now.value.filter(({ id }) => ids.includes(id));
    await file(hers, to, null);
  };
  const mark: Mark = async (sheets, to, on) => {
    if (!(await file(sheets, to, on)) || on === null) return;
    const ids = sheets.map(({ id }) => id);
    say(o(`mailing_marked_${to}`, { n: ids.length }), () => takeBack(ids, to));
  };
  return (
    <Loaded load={load} rows={6}>
      {(all) => (
        <>
          <p role="status" data-test="mailing-count">
            {all.length === 0 ? o('mailing_none') : o('mailing_count', { n: all.length })}
          </p>
          {list === 'unchecked' && <p class="second">{o('mailing_unchecked_hint')}</p>}
          {told && (
            <Message tone="ask">{told === 'away' ? t('m37_needs_server') : o('mailing_refused')}</Message>
          )}
          {list === 'out' && all.length > 1 && (
            <Button onPress={() => mark(all, 'sent', tokyoDay())} test="mailing-all-sent">
              {o('mailing_do_sent_all', { n: all.length })}
            </Button>
          )}
          <ul class="list" data-test="mailing-list">
            {all.map((one) => (
              <MailingRow key={one.id} mailing={one} mark={mark} />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

/** Everything that was printed for one person, in her own page; nothing where nothing was. */
export function MailingsOf({ person }: { person: string }) {
  const load = useLoad<Mailing[]>(`/office/paper/people/${person}`);
  if (!load.data || load.data.length === 0) return null;
  return (
    <Panel title={o('mailing_of_person')} test="person-mailings">
      <ul class="list">
        {load.data.map((one) => (
          <MailingRow key={one.id} mailing={one} />
        ))}
      </ul>
    </Panel>
  );
}

interface MailingRowProps {
  mailing: Mailing;
  /** Not there where the row is only read. */
  mark?: Mark;
}

function MailingRow({ mailing, mark }: MailingRowProps) {
  const { state, fields } = mailing;
  const name = mailing.person.name;
  const press = (to: Marked, on: string | null) => () => mark?.([mailing], to, on);
  const days = DAYS.filter((day) => fieldText(fields, day)).map((day) =>
    o(`mailing_${day}`, { date: recordDay(fieldText(fields, day)) }),
  );
  const typed = [
    mailing.typed_by && o('mailing_typed_by', { name: mailing.typed_by }),
    mailing.checked_by && o('mailing_checked_by', { name: mailing.checked_by }),
  ].filter(Boolean);
  const buttons = {
    sent: o('mailing_do_sent'),
    returned: o('mailing_do_returned'),
    undo: o('mailing_undo'),
  };
  const label = (action: string) => o('mailing_for', { name, action });
  return (
    <li class="o-mailing" data-test="mailing" data-state={state} data-number={fieldText(fields, 'number')}>
      <span class="row-main">
        {mark ? (
          <a class="row-title" href={`/o/p/${mailing.person.id}`}>
            {nameOf(mailing.person)}
          </a>
        ) : (
          <span class="row-title">{o(`mailing_${state}`)}</span>
        )}
        <span class="row-note">
          {mark && (
            <>
              {factLine(mailing.person)}
              <br />
            </>
          )}
          {inWords(mailing.title)} {numberWord(fieldText(fields, 'number'))}
          <br />
          {[...days, ...typed].join(' ')}
        </span>
      </span>
      <span class="actions">
        {mark && state === 'out' && (
          <Button onPress={press('sent', tokyoDay())} label={label(buttons.sent)} test="mailing-sent">
            {buttons.sent}
          </Button>
        )}
        {mark && state === 'sent' && (
          <Button
            onPress={press('returned', tokyoDay())}
            label={label(buttons.returned)}
            test="mailing-returned"
          >
            {buttons.returned}
          </Button>
        )}
        {mark && (state === 'sent' || state === 'returned') && (
          <Button kind="text" onPress={press(state, null)} label={label(buttons.undo)} test="mailing-undo">
            {buttons.undo}
          </Button>
        )}
        {fieldText(fields, 'sheet') && (
          <a class="o-sheet-link" href={`/o/review/${fieldText(fields, 'sheet')}`}>
            {o('mailing_open_sheet')}
          </a>
        )}
      </span>
    </li>
  );
}
