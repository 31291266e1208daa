import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { openPanel } from '../../router.ts';
import { type Counts, counts, identity } from '../../store/index.ts';
import { online } from '../../sync/index.ts';
import { updateWaiting } from '../../update.ts';
import { t } from '../words/index.ts';
import { Button } from './button.tsx';
import { Menu } from './menu.tsx';
import { StatusChip } from './status.tsx';

/** What is true of this tablet, on every screen: one status, whether there is a connection, and who is working. */
export function Strip() {
  const who = identity.value?.staff.name;
  const [open, setOpen] = useState(false);
  const close = useRef<() => void>(() => {});
  const toggle = () => {
    if (open) return close.current();
    close.current = openPanel(() => setOpen(false));
    setOpen(true);
  };
  useEscape(open, () => close.current());
  return (
    <>
      <div class="strip">
        {who && <SendingState />}
        <NoConnection />
        {updateWaiting.value && <span class="second">{t('m35_update_waiting')}</span>}
        {who && (
          <div class="who">
            <Button
              kind="text"
              icon="person"
              onPress={toggle}
              expanded={open}
              label={t('menu_for', { name: who })}
              test="menu"
            >
              {who}
            </Button>
          </div>
        )}
      </div>
      {open && <Menu close={() => close.current()} />}
    </>
  );
}

function SendingState() {
  const now = counts.value;
  return (
    <a
      class="strip-status"
      href="/sent"
      aria-label={`${t('strip_label')}: ${stateWords(now)}`}
      data-test="strip-status"
    >
      <StateChip now={now} />
      {now.held > 0 && now.unsent > 0 && <span>{t('sent_unsent', { n: now.unsent })}</span>}
    </a>
  );
}

/** One chip, by rank: what she must act on, what only this tablet holds, what is on its way, what has arrived. */
function StateChip({ now }: { now: Counts }) {
  if (now.held > 0) return <StatusChip status="held" n={now.held} />;
  if (now.unsent > 0 || now.total === 0) return <StatusChip status="unsent" n={now.unsent} />;
  if (now.sending > 0) return <StatusChip status="sending" n={now.sending} />;
  return (
    <StatusChip status="arrived" words={t('sent_arrived', { total: now.total, arrived: now.arrived })} />
  );
}

function stateWords(now: Counts): string {
  const parts = [
    now.held > 0 && `${t('status_held')} ${t('count', { n: now.held })}`,
    t('sent_unsent', { n: now.unsent }),
    now.sending > 0 && `${t('status_sending')} ${t('count', { n: now.sending })}`,
    now.total > 0 && t('sent_arrived', { total: now.total, arrived: now.arrived }),
  ];
  return parts.filter(Boolean).join('、');
}

/** Grey and calm: no connection is normal, and it never takes the place of the count. */
function NoConnection() {
  const state = online.value;
  if (state !== 'no-signal' && state !== 'server-down') return null;
  return (
    <span class="second" data-test={state} role="status">
      {t(state === 'no-signal' ? 'no_signal' : 'server_down')}
    </span>
  );
}

function useEscape(open: boolean, close: () => void): void {
  // Before the panel is painted: who sees it can close it.
  useLayoutEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [open]);
}
