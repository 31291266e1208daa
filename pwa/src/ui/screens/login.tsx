import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { helping, phase, prepareKdf, severalTowns, staffComes, usersHere } from '../../store/index.ts';
import { type SignInResult, signIn, signInAt, type Town } from '../../sync/index.ts';
import {
  Button,
  Choice,
  LinkButton,
  Message,
  onSubmit,
  Panel,
  Problem,
  Screen,
  TextField,
} from '../parts/index.ts';
import { Passphrase } from '../parts/passphrase.tsx';
import { language, t } from '../words/index.ts';
import { TownsHere } from './towns-here.tsx';

const OTHER = '';

const FAULT = { ok: false, why: 'fault' } as const;

type Told = SignInResult | { ok: false; why: 'name-missing' | 'passphrase-missing' | 'fault' } | null;

interface LoginProps {
  onDone?: () => void;
  /** Why she has to log in. */
  note?: ComponentChildren;
}

/** S1: who is using this tablet, and her password. */
export function Login({ onDone, note }: LoginProps) {
  const everybody = usersHere();
  const known = everybody.filter((user) => user.login !== OTHER);
  const [login, setLogin] = useState(known[0]?.login ?? OTHER);
  const [typed, setTyped] = useState('');
  const [told, setTold] = useState<Told>(null);
  const [working, setWorking] = useState(false);
  const passphrase = useRef('');
  const code = useRef('');
  const [coded, setCoded] = useState(false);
  const [others, setOthers] = useState(severalTowns);
  const asked = told && !told.ok && told.why === 'town-needed' ? told.towns : undefined;
  const wait = useCountdown(told);
  const form = useRef<HTMLFormElement>(null);
  const open = async (town?: Town) => {
    if (working || wait > 0) return;
    const name = login === OTHER ? typed.trim() : login;
    if (name === '') return setTold({ ok: false, why: 'name-missing' });
    if (passphrase.current === '') return setTold({ ok: false, why: 'passphrase-missing' });
    setWorking(true);
    const word = passphrase.current;
    const coming = town ? signInAt(town, name, word, code.current) : signIn(name, word, code.current);
    const result = await coming.catch(() => FAULT);
    setWorking(false);
    setTold(result);
    if (!result.ok && result.why === 'second-factor') setCoded(true);
    if (result.ok) onDone?.();
  };
  useEffect(() => {
    const wanted = why(told) === 'second-factor' ? 'login-code' : 'passphrase';
    if (told && !told.ok && told.why !== 'town-needed')
      form.current?.querySelector<HTMLElement>(`input[data-test="${wanted}"]`)?.focus();
  }, [told]);
  return (
    <Screen
      name="login_title"
      test={phase.value === 'locked' ? 'screen-unlock' : 'screen-login'}
      class="login"
      {...(onDone ? { back: '/today' } : {})}
    >
      {note}
      {(others || asked) && (
        <TownsHere draw={({ Towns }) => <Towns {...(asked && { asked })} onTown={open} />} />
      )}
      <form ref={form} class="panel" onSubmit={onSubmit(() => open())}>
        {known.length > 0 && (
          <Choice
            label={t('login_choose')}
            class="login-staff"
            options={[
              ...known.map((user) => ({ value: user.login, label: user.name, reference: user.job })),
              { value: OTHER, label: t('login_other') },
            ]}
            value={login}
            onChoose={setLogin}
            test="staff"
          />
        )}
        {login === OTHER && (
          <TextField
            label={t('login_name')}
            value={typed}
            onText={setTyped}
            autocomplete="username"
            problem={why(told) === 'name-missing' ? t('login_name_needed') : undefined}
            test="login-name"
          />
        )}
        <Passphrase
          onText={(text) => {
            prepareKdf();
            passphrase.current = text;
          }}
        />
        {coded && (
          <TextField
            label={t('login_code')}
            hint={t('login_code_hint')}
            value=""
            onText={(text) => {
              code.current = text;
            }}
            autocomplete="one-time-code"
            test="login-code"
          />
        )}
        <LoginProblem told={told} wait={wait} />
        <Button kind="primary" submit wide test="open">
          {working ? t('login_working') : t('login_open')}
        </Button>
      </form>
      <UnsentHere users={everybody} />
      <Forgotten />
      {helping.value?.handed && !onDone && (
        <Button
          onPress={() => {
            staffComes.value = false;
          }}
          test="to-helpers"
        >
          {t('login_helpers')}
        </Button>
      )}
      {!others && (
        <Button kind="text" onPress={() => setOthers(true)} test="to-towns">
          {t('login_town')}
        </Button>
      )}
      <LinkButton kind="text" href="/enrol" test="to-enrol">
        {t('enrol_to')}
      </LinkButton>
    </Screen>
  );
}

const why = (told: Told): string | null => (told && !told.ok ? told.why : null);

/** Seconds left of the wait after too many misses. */
function useCountdown(told: Told): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!told || told.ok || told.why !== 'login-wait') return setLeft(0);
    const until = Date.now() + told.wait_s * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 500);
    return () => clearInterval(timer);
  }, [told]);
  return left;
}

/** What came of it, under the password. Never whether the name or the password was wrong. */
function LoginProblem({ told, wait }: { told: Told; wait: number }) {
  return <div aria-live="polite">{problemOf(told, wait)}</div>;
}

function problemOf(told: Told, wait: number) {
  if (!told || told.ok || told.why === 'name-missing' || told.why === 'town-needed') return null;
  if (told.why === 'passphrase-missing') return <Problem>{t('login_passphrase_needed')}</Problem>;
  if (told.why === 'fault') return <Problem>{t('m47_reopen')}</Problem>;
  if (told.why === 'second-factor') return <Problem>{t('login_code_needed')}</Problem>;
  if (told.why === 'not-installed') return <Message test="m33">{t('m33_in_tab')}</Message>;
  if (told.why === 'login-wait') return wait > 0 && <Problem>{t('m19_wait', { n: wait })}</Problem>;
  if (told.why === 'login-failed') return <Problem>{missText(told.tries_left)}</Problem>;
  if (told.why === 'no-signal') return <Message test="m2">{t('m20_sign_in_needs_signal')}</Message>;
  if (told.why !== 'refused') return <Message test="m5">{t('m5_server_down')}</Message>;
  return (
    <Message>
      {language.value === 'en' ? told.problem.title : (told.problem.title_ja ?? told.problem.title)}
    </Message>
  );
}

function missText(triesLeft: number | undefined): string {
  return triesLeft ? t('m18_no_match', { n: triesLeft }) : t('m18_no_match_plain');
}

/** Unsent work of everybody on this tablet stays in sight, without its contents. */
export function UnsentHere({ users }: { users: { name: string; unsent: number }[] }) {
  const owing = users.filter((user) => user.unsent > 0);
  if (owing.length === 0) return null;
  const names = owing.map((user) => `${user.name.split(/\s/)[0]}${user.unsent}`).join(t('list_comma'));
  const n = owing.reduce((sum, user) => sum + user.unsent, 0);
  return (
    <>
      <p data-test="unsent-here">{t('login_unsent', { n, names })}</p>
      <LinkButton kind="text" href="/escrow" test="to-escrow">
        {t('login_escrow')}
      </LinkButton>
    </>
  );
}

function Forgotten() {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button kind="text" expanded={open} onPress={() => setOpen(!open)}>
        {t('login_forgot')}
      </Button>
      {open && (
        <Panel>
          <p>{t('login_forgot_help')}</p>
        </Panel>
      )}
    </div>
  );
}
