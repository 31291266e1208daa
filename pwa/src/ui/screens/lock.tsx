import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import {
  atResident,
  choosePin,
  hasPin,
  identity,
  lock,
  pinTriesLeft,
  takenBack,
  tryPassphrase,
  tryPin,
} from '../../store/index.ts';
import { BareInput, Button, Field, Message, onSubmit, Problem, Screen } from '../parts/index.ts';
import { choosingPin } from '../parts/menu.tsx';
import { Passphrase } from '../parts/passphrase.tsx';
import { learn, t } from '../words/index.ts';
import { locking } from '../words/later/locking.ts';
import { HandBack } from './hand-back.tsx';

learn(locking);

/** M23, unless a resident has the tablet: then nothing but that it is to be given back. */
export function Curtain() {
  return atResident.value ? <HandBack opens={(note) => <Locked note={note} />} /> : <Locked />;
}

/** M23: her number, or her password, lifts the curtain. */
function Locked({ note }: { note?: ComponentChildren }) {
  const name = identity.value?.staff.name ?? '';
  return (
    <Screen name="lock_title" test="screen-locked" class="login" bare>
      <Message test="m23">{t(hasPin.value ? 'm23_locked' : 'm23_locked_passphrase')}</Message>
      <p class="second">{t('lock_who', { name })}</p>
      {hasPin.value ? <ByPin /> : <ByPassphrase />}
      <Button kind="text" onPress={() => lock()} test="lock-leave">
        {t('lock_leave')}
      </Button>
      <p class="hint">{t('lock_leave_help')}</p>
      {note}
    </Screen>
  );
}

function ByPin() {
  const [digits, setDigits] = useState('');
  const [told, setTold] = useState('');
  const [turn, setTurn] = useState(0);
  const open = () => {
    if (digits === '') return setTold(t('lock_digits_needed'));
    const came = tryPin(digits);
    if (came === 'gone') return void lock();
    if (came === 'right') return void takenBack();
    setTold(t('lock_wrong', { n: pinTriesLeft() }));
    setDigits('');
    setTurn(turn + 1);
  };
  return (
    <form class="panel" onSubmit={onSubmit(open)}>
      <Digits key={turn} label={t('lock_pin')} onDigits={setDigits} problem={told} test="pin" />
      <Button kind="primary" submit wide test="pin-open">
        {t('lock_open')}
      </Button>
    </form>
  );
}

function ByPassphrase() {
  const typed = useRef('');
  const [told, setTold] = useState('');
  const open = async () => {
    if (typed.current === '') return setTold(t('login_passphrase_needed'));
    const came = await tryPassphrase(typed.current);
    if (came.opened) return void takenBack();
    if (came.why === 'wait') setTold(t('m19_wait', { n: came.wait_s }));
    else setTold(t('m18_no_match', { n: came.tries_left }));
  };
  return (
    <form class="panel" onSubmit={onSubmit(open)}>
      <Passphrase
        onText={(text) => {
          typed.current = text;
        }}
      />
      <div aria-live="polite">{told && <Problem>{told}</Problem>}</div>
      <Button kind="primary" submit wide test="curtain-open">
        {t('lock_open')}
      </Button>
    </form>
  );
}

/** Chosen once, and changed from the menu. It may wait. */
export function ChoosePin() {
  const [first, setFirst] = useState('');
  const [second, setSecond] = useState('');
  const [told, setTold] = useState('');
  const done = async (digits: string | null) => {
    choosingPin.value = false;
    if (digits !== null || hasPin.value === null) await choosePin(digits);
  };
  const set = () => {
    if (!/^\d{4,6}$/.test(first)) return setTold(t('pin_length'));
    if (first !== second) return setTold(t('pin_differs'));
    void done(first);
  };
  return (
    <Screen name="pin_title" test="screen-pin" class="login" bare>
      <Message>{t('pin_why')}</Message>
      <form class="panel" onSubmit={onSubmit(set)}>
        <Digits label={t('pin_new')} onDigits={setFirst} problem={told} test="pin-new" />
        <Digits label={t('pin_again')} onDigits={setSecond} test="pin-again" />
        <Button kind="primary" submit wide test="pin-set">
          {t('pin_set')}
        </Button>
        <Button wide onPress={() => done(null)} test="pin-later">
          {t('pin_later')}
        </Button>
      </form>
    </Screen>
  );
}

interface DigitsProps {
  label: string;
  onDigits: (digits: string) => void;
  problem?: string;
  test: string;
}

function Digits({ label, onDigits, problem, test }: DigitsProps) {
  return (
    <Field label={label} problem={problem || undefined}>
      {({ id, describedBy }) => (
        <BareInput
          id={id}
          describedBy={describedBy}
          class="input"
          value=""
          onText={(text) => onDigits(text.normalize('NFKC').replace(/\D/g, ''))}
          type="password"
          inputMode="numeric"
          maxLength={6}
          invalid={!!problem}
          test={test}
        />
      )}
    </Field>
  );
}
