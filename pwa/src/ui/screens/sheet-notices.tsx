import { useState } from 'preact/hooks';
import type { Item, LockResult, RedFlagResult } from '../../forms/index.ts';
import { Button, Icon, Message } from '../parts/index.ts';
import type { Block, Entry } from '../shown/blocks.ts';
import { mayAnswer } from '../shown/blocks.ts';
import { inWords } from '../shown/form.ts';
import { t } from '../words/index.ts';

/** At the table of a volunteer: who is to be called, and nothing of why. */
export function CallNurse({ entry }: { entry: Entry }) {
  const flagged = Object.values(entry.result.red_flags).some(({ state }) => state === 'positive');
  const closed = Object.values(entry.result.locks).some(({ state }) => state === 'closed');
  return flagged || closed ? (
    <Message tone="ask" test="m16">
      {t('lock_call')}
    </Message>
  ) : null;
}

/** What must not wait: shown with the answer that says it, without the server. */
export function RedFlags({ entry }: { entry: Entry }) {
  const flags = Object.entries(entry.result.red_flags).filter(([, { state }]) => state === 'positive');
  return (
    <>
      {flags.map(([id, flag]) => (
        <RedFlag key={id} flag={flag} />
      ))}
    </>
  );
}

const URGENT = new Set(['emergency', 'same_day']);

export function RedFlag({ flag }: { flag: RedFlagResult }) {
  const urgent = URGENT.has(flag.level);
  return (
    <div class={urgent ? 'red-flag' : 'message message-ask'} role="alert" data-test={`flag-${flag.level}`}>
      <p class="red-flag-title">
        <Icon name={urgent ? 'urgent' : 'speech'} />
        <strong>
          {urgent && `${t('status_urgent')} `}
          {inWords(flag.title)}
        </strong>
      </p>
      <p>{inWords(flag.action)}</p>
      {flag.provisional && <p class="hint">{t('provisional')}</p>}
    </div>
  );
}

interface LocksProps {
  entry: Entry;
  blocks: Block[];
  /** The item in which a professional says why she opens it, drawn as a question. */
  release: (item: Item) => preact.ComponentChildren;
}

/** What is closed, what would open it, and the way for a professional to open it herself. */
export function Locks({ entry, blocks, release }: LocksProps) {
  const here = new Set(blocks.flatMap(({ items }) => items.map(({ id }) => id)));
  const shown = Object.entries(entry.result.locks).filter(
    ([, { state, closes }]) =>
      state === 'closed' || (state !== 'open' && closes.some((item) => here.has(item))),
  );
  return (
    <>
      {shown.map(([id, lock]) => (
        <Lock key={id} lock={lock} entry={entry} release={release} />
      ))}
    </>
  );
}

function Lock({ lock, entry, release }: Omit<LocksProps, 'blocks'> & { lock: LockResult }) {
  const [open, setOpen] = useState(lock.state === 'released');
  const item = entry.form.items.find(({ id }) => id === lock.release);
  const may = item !== undefined && mayAnswer(item, entry.roles);
  return (
    <div class="lock" data-test={`lock-${lock.state}`}>
      <Message
        tone="ask"
        actions={
          may &&
          !open && (
            <Button onPress={() => setOpen(true)} test="lock-release">
              {t('lock_release')}
            </Button>
          )
        }
      >
        {lock.word ? inWords(lock.word) : inWords(lock.title)}
        {lock.provisional && <span class="hint"> {t('provisional')}</span>}
      </Message>
      {may && open && release(item)}
    </div>
  );
}

/** In place of the input while its section is closed; what was entered before stays in sight. */
export function Closed({ item, said }: { item: Item; said: string }) {
  return (
    <p class="question closed-item" data-test="closed" data-item={item.id}>
      <span>{item.wording}</span>
      {said ? <strong>{said}</strong> : <span class="second">{t('lock_closed')}</span>}
    </p>
  );
}
