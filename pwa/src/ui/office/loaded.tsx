import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Button, LinkButton, Message } from '../parts/index.ts';
import { t } from '../words/index.ts';
import type { Load } from './load.ts';
import { clock } from './values.ts';
import { o } from './words.ts';

/** Nothing moves on screen for the first 300 ms; a fast answer shows no grey rows at all. */
const PATIENCE_MS = 300;

function Waiting({ rows }: { rows: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="o-waiting" role="status" aria-busy="true" data-test="office-waiting">
      {late && (
        <>
          <span class="spoken">{t('reading')}</span>
          {Array.from({ length: rows }, (_, i) => (
            <div key={i} class="waiting-row" aria-hidden="true" />
          ))}
        </>
      )}
    </div>
  );
}

/** Last known with its time, and a way to ask again; never a fault, never an empty page without a way on. */
function Trouble<T>({ load }: { load: Load<T> }) {
  const again = (
    <Button onPress={load.again} test="office-again">
      {o('again')}
    </Button>
  );
  const text = load.at ? o('last_known', { time: clock(load.at) }) : o('no_server');
  return (
    <Message actions={again} test="office-trouble">
      {text}
    </Message>
  );
}

function LoginAgain() {
  return (
    <Message
      test="office-login"
      actions={
        <LinkButton href="/login" test="office-to-login">
          {o('login')}
        </LinkButton>
      }
    >
      {o('login_again')}
    </Message>
  );
}

interface LoadedProps<T> {
  load: Load<T>;
  /** How many grey rows stand in while the first answer is on its way. */
  rows?: number;
  children: (data: T) => ComponentChildren;
}

/** What an address answered, in whatever state the reading stands. */
export function Loaded<T>({ load, rows = 4, children }: LoadedProps<T>) {
  if (load.state === 'refused') return <Message test="not-allowed">{t('m42_not_allowed')}</Message>;
  if (load.state === 'missing') return <Message test="office-missing">{o('missing')}</Message>;
  return (
    <>
      {load.state === 'login' && <LoginAgain />}
      {load.state === 'trouble' && <Trouble load={load} />}
      {load.data !== undefined ? children(load.data) : load.state === 'first' && <Waiting rows={rows} />}
    </>
  );
}
