import { useRef, useState } from 'preact/hooks';
import { go } from '../../router.ts';
import { identity } from '../../store/index.ts';
import { beginFactor, changePassphrase, confirmFactor, factorKept, hold } from '../../sync/index.ts';
import { Button, Message, onSubmit, Screen, TextField } from '../parts/index.ts';
import { QrPicture } from '../parts/qr.tsx';
import { t, type WordKey } from '../words/index.ts';
import { Places } from './places.tsx';

type Refused = { why: string; problem?: { type: string; errors?: Record<string, string[]> } };

/** Why it was not taken, in words. */
function wordOf(reply: Refused, wrong: WordKey): WordKey {
  if (reply.why !== 'problem') return 'm5_server_down';
  const why = reply.problem?.errors?.passphrase?.[0];
  if (why === 'length') return 'own_length';
  if (why === 'common') return 'own_common';
  return wrong;
}

function Secret({
  label,
  hint,
  text,
  test,
}: {
  label: string;
  hint?: string;
  text: { current: string };
  test: string;
}) {
  return (
    <TextField
      label={label}
      {...(hint ? { hint } : {})}
      value=""
      onText={(typed) => {
        text.current = typed;
      }}
      type="password"
      autocomplete={test === 'own-new' ? 'new-password' : 'current-password'}
      test={test}
    />
  );
}

function Passphrase() {
  const [now, fresh] = [useRef(''), useRef('')];
  const [told, setTold] = useState<WordKey | null>(null);
  const [turn, setTurn] = useState(0);
  const change = async () => {
    const reply = await changePassphrase(now.current, fresh.current);
    setTold(reply.ok ? 'own_saved' : wordOf(reply, 'own_wrong'));
    if (reply.ok) setTurn(turn + 1);
  };
  return (
    <form key={turn} class="panel" onSubmit={onSubmit(change)} data-test="own-passphrase">
      <h2>{t('own_passphrase')}</h2>
      <Secret label={t('own_now')} text={now} test="own-now" />
      <Secret label={t('own_new')} hint={t('own_new_hint')} text={fresh} test="own-new" />
      <div aria-live="polite">{told && <Message test={told}>{t(told)}</Message>}</div>
      <div class="actions">
        <Button submit kind="primary" test="own-change">
          {t('own_save')}
        </Button>
      </div>
    </form>
  );
}

/** Recovery codes are shown once, and stay until she says that she has them. */
function Recovery({ codes, home }: { codes: string[]; home: string }) {
  const kept = () => {
    factorKept();
    go(home, true);
  };
  return (
    <section class="panel" data-test="own-recovery">
      <p>{t('own_recovery')}</p>
      <p>{t('own_recovery_once')}</p>
      <ul class="list">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button kind="primary" onPress={kept} test="own-recovery-kept">
        {t('own_recovery_kept')}
      </Button>
    </section>
  );
}

type Begun = { link: string; picture: { size: number; path: string } };

function Factor({ home }: { home: string }) {
  const [passphrase, code] = [useRef(''), useRef('')];
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [told, setTold] = useState<WordKey | null>(null);
  const begin = async () => {
    const reply = await beginFactor(passphrase.current);
    setTold(reply.ok ? null : wordOf(reply, 'own_wrong'));
    if (reply.ok) setBegun(reply.value);
  };
  const confirm = async () => {
    const reply = await confirmFactor(code.current);
    setTold(reply.ok ? null : wordOf(reply, 'own_factor_wrong'));
    if (reply.ok) setCodes(reply.value.recovery);
  };
  if (codes) return <Recovery codes={codes} home={home} />;
  return (
    <form class="panel" onSubmit={onSubmit(begun ? confirm : begin)} data-test="own-factor">
      <h2>{t('own_factor')}</h2>
      <p class="hint">{t(begun ? 'own_factor_read' : 'own_factor_hint')}</p>
      {!begun && <Secret label={t('own_now')} text={passphrase} test="own-factor-passphrase" />}
      {begun && (
        <>
          <div data-link={begun.link} data-test="own-factor-link">
            <QrPicture picture={begun.picture} label={t('own_factor_picture')} test="own-factor-picture" />
          </div>
          <TextField
            key="code"
            label={t('own_factor_code')}
            value=""
            onText={(typed) => {
              code.current = typed;
            }}
            inputMode="numeric"
            autocomplete="one-time-code"
            test="own-factor-code"
          />
        </>
      )}
      <div aria-live="polite">{told && <Message test={told}>{t(told)}</Message>}</div>
      <div class="actions">
        <Button
          submit
          {...(hold.value === 'second-factor-needed' ? { kind: 'primary' } : {})}
          test="own-factor-go"
        >
          {t(begun ? 'own_factor_confirm' : 'own_factor_begin')}
        </Button>
      </div>
    </form>
  );
}

/** Password and code of who is signed in; the only page there is while one of them has to be set up. */
export function Own({ home }: { home: string }) {
  const must = hold.value;
  const coordinates = identity.value?.roles.includes('coordinator') ?? false;
  return (
    <Screen
      name="own_title"
      test="screen-own"
      class="login"
      bare={must !== null}
      {...(must ? {} : { back: home })}
    >
      {must === 'passphrase-change' && <Message>{t('own_must_passphrase')}</Message>}
      {must === 'second-factor-needed' && <Message>{t('own_must_factor')}</Message>}
      {must !== 'second-factor-needed' && <Passphrase />}
      {must !== 'passphrase-change' && coordinates && <Factor home={home} />}
      {must === null && <Places />}
    </Screen>
  );
}
