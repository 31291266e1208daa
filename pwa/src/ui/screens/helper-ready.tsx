import { useState } from 'preact/hooks';
import {
  edit,
  endHelping,
  handOver,
  helpersHere,
  helping,
  identity,
  numberOfTheDay,
  type RecordView,
  record,
  save,
  staffComes,
} from '../../store/index.ts';
import { makeReady } from '../../sync/index.ts';
import { attempt, Button, Message, Panel, Screen, say, useRead } from '../parts/index.ts';
import { dayText, planText, tokyoDay, tokyoTime } from '../shown/dates.ts';
import { Waiting } from '../shown/lists.tsx';
import { language, t } from '../words/index.ts';
import { NotHere } from './notes.tsx';

/** The nurse makes this tablet ready for a session, hands it over, and ends it. */
export function Prepare({ session }: { session: string }) {
  const read = useRead(`ready ${session}`, async () => (await record(session)) ?? null);
  if (read === null) return <NotHere />;
  return (
    <Screen name="help_title" back={`/salon/${session}`} test="screen-ready">
      {read ? <Ready meeting={read} /> : <Waiting rows={3} />}
    </Screen>
  );
}

function Ready({ meeting }: { meeting: RecordView }) {
  const at = helping.value;
  const here = at?.session === meeting.id && !at.ended;
  if (meeting.fields.state === 'closed') return <Message test="is-closed">{t('help_is_closed')}</Message>;
  return (
    <>
      {here ? <HandOver meeting={meeting} /> : <First meeting={meeting} other={!!at && !at.ended} />}
      <Close meeting={meeting} />
    </>
  );
}

function First({ meeting, other }: { meeting: RecordView; other: boolean }) {
  return (
    <Panel>
      <p>{t('help_why')}</p>
      {other && <p>{t('help_replaces')}</p>}
      <Ask session={meeting.id} first />
    </Panel>
  );
}

/** Ask the office; what came of it stays under the button. */
function Ask({ session, first }: { session: string; first?: boolean }) {
  const [step, setStep] = useState('');
  const [told, setTold] = useState('');
  const ask = async () => {
    setTold('');
    setStep(t('help_asking'));
    const reply = await makeReady(session, (done, all) => setStep(t('help_preparing', { done, all })));
    setStep('');
    setTold(textOf(reply));
  };
  return (
    <>
      <Button kind={first ? 'primary' : 'outline'} wide onPress={ask} test="make-ready">
        {step || t(first ? 'help_prepare' : 'help_again')}
      </Button>
      <div aria-live="polite">{told && <Message test="ready-told">{told}</Message>}</div>
    </>
  );
}

function textOf(reply: Awaited<ReturnType<typeof makeReady>>): string {
  if (reply.ok) return reply.value > 0 ? '' : t('help_nobody');
  if (reply.why === 'offline') return t('help_offline');
  if (reply.why === 'login-required') return t('help_login');
  const { title, title_ja, detail, detail_ja } = reply.problem;
  return language.value === 'en' ? `${title}. ${detail ?? ''}` : `${title_ja ?? title}。${detail_ja ?? ''}`;
}

function HandOver({ meeting }: { meeting: RecordView }) {
  const at = helping.value;
  const mine = at?.by === identity.value?.staff.id;
  const number = useRead(`number ${meeting.id} ${at?.by}`, async () => (mine ? numberOfTheDay() : ''));
  if (!at) return null;
  const hand = async () => {
    staffComes.value = false;
    await handOver();
  };
  const end = async () => {
    await endHelping();
    say(t('help_ended_here'));
  };
  const title = at.on === tokyoDay() ? t('help_number') : t('help_number_for', { date: dayText(at.on) });
  return (
    <>
      <Panel title={title}>
        {mine ? (
          <>
            {number && (
              <p class="day-number" data-test="day-number">
                {number.replace(/^(...)/, '$1 ')}
              </p>
            )}
            <p>{t('help_number_how')}</p>
          </>
        ) : (
          <p>{t('help_number_other')}</p>
        )}
        <p>{t('help_until', { date: planText(tokyoDay(at.ends_at)), time: tokyoTime(at.ends_at) })}</p>
        <Button kind="primary" wide onPress={hand} test="hand-over">
          {t('help_hand')}
        </Button>
        <p class="hint">{t('help_hand_keeps')}</p>
      </Panel>
      <Panel title={t('help_who')}>
        <ul>
          {helpersHere().map(({ id, name }) => (
            <li key={id} data-test="ready-name">
              {name}
            </li>
          ))}
        </ul>
        <Ask session={meeting.id} />
        <Button wide onPress={end} test="end-here">
          {t('help_end_here')}
        </Button>
      </Panel>
    </>
  );
}

/** 終了: on every tablet, as soon as it hears of it. */
function Close({ meeting }: { meeting: RecordView }) {
  const state = async (now: string) => {
    const fresh = await record(meeting.id);
    const op = fresh && edit(fresh, { state: now });
    if (op) await save([op]);
  };
  const close = () =>
    attempt(async () => {
      await state('closed');
      if (helping.value?.session === meeting.id) await endHelping();
      say(t('help_closed'), () => state('open'));
    });
  return (
    <Button wide onPress={close} test="close-session">
      {t('help_close')}
    </Button>
  );
}
