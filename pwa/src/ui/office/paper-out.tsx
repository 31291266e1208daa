import { useState } from 'preact/hooks';
import type { OpDraft } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { Button, Message } from '../parts/index.ts';
import { recordDay, tokyoDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { fieldText } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { type Mailing, type MailingState, marking, numberWord } from './mailings.ts';
import { factLine, nameOf } from './names.tsx';
import { Select } from './select.tsx';
import { o } from './words.ts';

const STATES: readonly MailingState[] = ['out', 'sent', 'returned', 'replied'];
const DAYS = ['printed_on', 'sent_on', 'returned_on', 'replied_on', 'checked_on'] as const;
const AT_ONCE = 100;

type Told = 'mailing_refused' | 'away' | null;

/** What is out: printed, sent, come back, replied. */
export function PaperOut() {
  const [state, setState] = useState<MailingState>('sent');
  return (
    <section class="panel" aria-label={o('paper_part_out')}>
      <Select
        label={o('mailing_state')}
        options={STATES.map((value) => ({ value, label: o(`mailing_${value}`) }))}
        value={state}
        onChoose={(value) => setState(value as MailingState)}
        test="mailing-state"
      />
      <Listed key={state} state={state} />
    </section>
  );
}

function Listed({ state }: { state: MailingState }) {
  const load = useLoad<Mailing[]>(`/office/paper/mailings?state=${state}`);
  const [told, setTold] = useState<Told>(null);
  const file = async (ops: (OpDraft | null)[]) => {
    const drafts = ops.filter((one) => one !== null);
    let failed: Told = null;
    for (let at = 0; at < drafts.length && failed === null; at += AT_ONCE) {
      const reply = await api.pushSave(drafts.slice(at, at + AT_ONCE));
      if (!reply.ok) failed = reply.why === 'offline' ? 'away' : 'mailing_refused';
      else if (reply.value.some(({ verdict }) => verdict === 'quarantined')) failed = 'mailing_refused';
    }
    setTold(failed);
    await load.again();
  };
  return (
    <Loaded load={load} rows={6}>
      {(all) => (
        <>
          <p role="status" data-test="mailing-count">
            {all.length === 0 ? o('mailing_none') : o('mailing_count', { n: all.length })}
          </p>
          {told && (
            <Message tone="ask">{told === 'away' ? t('m37_needs_server') : o('mailing_refused')}</Message>
          )}
          {state === 'out' && all.length > 1 && (
            <Button
              onPress={() => file(all.map((one) => marking(one, 'sent', tokyoDay())))}
              test="mailing-all-sent"
            >
              {o('mailing_do_sent_all', { n: all.length })}
            </Button>
          )}
          <ul class="list" data-test="mailing-list">
            {all.map((one) => (
              <MailingRow key={one.id} mailing={one} file={file} />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

interface MailingRowProps {
  mailing: Mailing;
  file: (ops: (OpDraft | null)[]) => Promise<void>;
}

function MailingRow({ mailing, file }: MailingRowProps) {
  const { state, fields } = mailing;
  const name = mailing.person.name;
  const mark = (to: 'sent' | 'returned', on: string | null) => () => file([marking(mailing, to, on)]);
  const days = DAYS.filter((day) => fieldText(fields, day)).map((day) =>
    o(`mailing_${day}`, { date: recordDay(fieldText(fields, day)) }),
  );
  const buttons = {
    sent: o('mailing_do_sent'),
    returned: o('mailing_do_returned'),
    undo: o('mailing_undo'),
  };
  const label = (action: string) => o('mailing_for', { name, action });
  return (
    <li class="o-mailing" data-test="mailing" data-state={state} data-number={fieldText(fields, 'number')}>
      <span class="row-main">
        <a class="row-title" href={`/o/p/${mailing.person.id}`}>
          {nameOf(mailing.person)}
        </a>
        <span class="row-note">
          {factLine(mailing.person)}
          <br />
          {inWords(mailing.title)} {numberWord(fieldText(fields, 'number'))}
          <br />
          {days.join(' ')}
        </span>
      </span>
      <span class="actions">
        {state === 'out' && (
          <Button onPress={mark('sent', tokyoDay())} label={label(buttons.sent)} test="mailing-sent">
            {buttons.sent}
          </Button>
        )}
        {state === 'sent' && (
          <Button
            onPress={mark('returned', tokyoDay())}
            label={label(buttons.returned)}
            test="mailing-returned"
          >
            {buttons.returned}
          </Button>
        )}
        {(state === 'sent' || state === 'returned') && (
          <Button kind="text" onPress={mark(state, null)} label={label(buttons.undo)} test="mailing-undo">
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
