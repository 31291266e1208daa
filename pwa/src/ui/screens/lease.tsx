import type { ComponentChildren, ComponentType } from 'preact';
import { useId, useState } from 'preact/hooks';
import { parseWareki, warekiMessage } from '../../names/index.ts';
import { answerDay, counts, type LeaseState, leaseDay, usersHere } from '../../store/index.ts';
import { sendNow } from '../../sync/index.ts';
import { Button, Choice, Message, NumberField, onSubmit, Problem, Screen } from '../parts/index.ts';
import { planText, recordDay, tokyoDay } from '../shown/dates.ts';
import { language, t } from '../words/index.ts';

type Era = 'R' | 'AD';

interface LeaseDoorProps {
  state: LeaseState;
  /** The screen of the first chunk, which this one does without. */
  login: ComponentType<{ note?: ComponentChildren }>;
}

/** Before anybody has opened it: which day it is, or that only the office lets her in again (M20). */
export function LeaseDoor({ state, login: Login }: LeaseDoorProps) {
  if (state === 'ask-day') return <AskDay />;
  const unsent = usersHere().reduce((sum, user) => sum + user.unsent, 0);
  const text = unsent > 0 ? t('m20_over_unsent', { n: unsent }) : t('m20_over');
  return <Login note={<Message test="m20">{text}</Message>} />;
}

/** While she is at work: what is behind stays as it is. */
export function LeaseCurtain({ state }: { state: LeaseState }) {
  return state === 'ask-day' ? <AskDay /> : <Over />;
}

function Over() {
  const [tried, setTried] = useState(false);
  const look = async () => {
    await sendNow();
    setTried(true);
  };
  const unsent = counts.value.unsent + counts.value.sending;
  return (
    <Screen
      name="lease_title"
      test="screen-lease"
      class="login"
      bare
      foot={
        <Button kind="primary" wide onPress={look} test="lease-try">
          {t('lease_try')}
        </Button>
      }
    >
      <Message test="lease-over">{t('lease_at_work')}</Message>
      {unsent > 0 && <p>{t('sent_unsent', { n: unsent })}</p>}
      <div aria-live="polite">{tried && <p>{t('lease_still')}</p>}</div>
    </Screen>
  );
}

/** A clock that was turned: somebody says which day it is. Era and three numbers, said back before it counts. */
function AskDay() {
  const id = useId();
  const [era, setEra] = useState<Era>('R');
  const [typed, setTyped] = useState({ year: '', month: '', day: '' });
  const [asked, setAsked] = useState(false);
  const [past, setPast] = useState(false);
  const { iso, problem } = read(era, typed);
  const told = past
    ? t('day_past', { date: planText(leaseDay()) })
    : (problem ?? (asked && !iso ? t('day_needed') : null));
  const set = (part: keyof typeof typed) => (digits: string) => {
    setTyped({ ...typed, [part]: digits });
    setPast(false);
  };
  const answer = () => {
    setAsked(true);
    if (iso) setPast(!answerDay(iso));
  };
  const common = { label: t('day_field'), invalid: told !== null, describedBy: told ? id : undefined };
  return (
    <Screen name="day_title" test="screen-day" class="login" bare>
      <Message>{t('day_why')}</Message>
      <p class="second">{t('day_clock', { date: recordDay(tokyoDay()) })}</p>
      <form class="panel" onSubmit={onSubmit(answer)}>
        <Choice<Era>
          label={t('day_era')}
          options={[
            { value: 'R', label: t('day_reiwa') },
            { value: 'AD', label: t('day_western') },
          ]}
          value={era}
          onChoose={setEra}
          test="day-era"
        />
        <div class="number-row">
          <NumberField
            unit={t('year')}
            digits={4}
            value=""
            onText={set('year')}
            {...common}
            test="day-year"
          />
          <NumberField
            unit={t('month')}
            digits={2}
            value=""
            onText={set('month')}
            {...common}
            test="day-month"
          />
          <NumberField unit={t('day')} digits={2} value="" onText={set('day')} {...common} test="day-day" />
        </div>
        <p class="echo" role="status" data-test="day-echo">
          {iso && planText(iso, '')}
        </p>
        {told && <Problem id={id}>{told}</Problem>}
        <Button kind="primary" submit wide test="day-answer">
          {t('day_ok')}
        </Button>
      </form>
    </Screen>
  );
}

function read(era: Era, { year, month, day }: { year: string; month: string; day: string }) {
  const part = (digits: string) => (digits === '' ? null : Number(digits));
  if (era === 'AD' && year !== '' && year.length < 4) return { iso: null, problem: null };
  const found = parseWareki(era, part(year), part(month), part(day));
  if ('iso' in found) return { iso: found.iso, problem: null };
  if (found.problem === 'incomplete') return { iso: null, problem: null };
  const { ja, en } = warekiMessage(found);
  return { iso: null, problem: language.value === 'en' ? en : ja };
}
