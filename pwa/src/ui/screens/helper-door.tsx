import { useEffect, useState } from 'preact/hooks';
import {
  endIfDue,
  type Helping,
  helpersHere,
  helping,
  openAs,
  owedByHelpers,
  prepareKdf,
  staffComes,
} from '../../store/index.ts';
import { Button, Message, Problem, Screen } from '../parts/index.ts';
import { planText } from '../shown/dates.ts';
import { t } from '../words/index.ts';
import { NumberPad } from './number-pad.tsx';

const DIGITS = 6;
const LOOK_EVERY_MS = 15_000;

/** The session may end while nobody touches the tablet. */
export function useEnd(): void {
  useEffect(() => {
    void endIfDue();
    const timer = setInterval(() => void endIfDue(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}

/** A tablet handed over for a session: names first, then the number of the day. */
export function HelperDoor() {
  const [name, setName] = useState<{ id: string; name: string } | null>(null);
  useEnd();
  const at = helping.value;
  if (!at || at.ended) return <Over />;
  return name ? (
    <ByNumber at={at} name={name} onOther={() => setName(null)} />
  ) : (
    <Screen
      name="door_title"
      title={<Heading at={at} />}
      test="screen-helpers"
      class="helpers"
      bare
      foot={<ToStaff />}
    >
      <h2>{t('door_who')}</h2>
      <ul class="helper-names">
        {helpersHere().map((one) => (
          <li key={one.id}>
            <Button
              wide
              elder
              onPress={() => {
                prepareKdf();
                setName(one);
              }}
              test="helper"
            >
              {one.name}
            </Button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

function Heading({ at }: { at: Helping }) {
  return (
    <>
      {at.salon} <span class="person-facts">{planText(at.on)}</span>
    </>
  );
}

function ToStaff() {
  const come = () => {
    staffComes.value = true;
  };
  return (
    <Button elder onPress={come} test="staff-comes">
      {t('door_staff')}
    </Button>
  );
}

interface ByNumberProps {
  at: Helping;
  name: { id: string; name: string };
  onOther: () => void;
}

function ByNumber({ at, name, onOther }: ByNumberProps) {
  const [digits, setDigits] = useState('');
  const [told, setTold] = useState('');
  const [working, setWorking] = useState(false);
  const open = async () => {
    if (working) return;
    if (digits.length < DIGITS) return setTold(t('door_digits'));
    setWorking(true);
    const came = await openAs(name.id, digits);
    setWorking(false);
    if (came.opened) return;
    setDigits('');
    setTold(textOf(came));
  };
  const foot = (
    <>
      <Button elder onPress={onOther} test="other-name">
        {t('door_other')}
      </Button>
      <Button kind="primary" elder onPress={open} test="open-number">
        {working ? t('login_working') : t('door_open')}
      </Button>
    </>
  );
  return (
    <Screen
      name="door_title"
      title={<Heading at={at} />}
      test="screen-number"
      class="helpers"
      bare
      foot={foot}
    >
      <h2>{t('with_san', { name: name.name })}</h2>
      <p>{t('door_number')}</p>
      <div aria-live="polite">{told && <Problem>{told}</Problem>}</div>
      <NumberPad
        digits={digits}
        most={DIGITS}
        onDigits={(typed) => {
          setDigits(typed);
          setTold('');
        }}
      />
    </Screen>
  );
}

function textOf(came: Exclude<Awaited<ReturnType<typeof openAs>>, { opened: true }>): string {
  if (came.why === 'wait') return t('m19_wait', { n: came.wait_s });
  if (came.why === 'wrong') return t('door_wrong', { n: came.tries_left });
  return t(came.why === 'over' ? 'm21_over' : 'door_gone');
}

/** M21: nobody of them opens it any more; what they entered is kept until it is sent. */
function Over() {
  const owed = owedByHelpers();
  return (
    <Screen name="door_title" test="screen-helpers-over" class="helpers" bare foot={<ToStaff />}>
      <Message test="m21">{owed > 0 ? t('m21_over_owed', { n: owed }) : t('m21_over')}</Message>
    </Screen>
  );
}
