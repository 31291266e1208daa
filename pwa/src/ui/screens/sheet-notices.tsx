import { useState } from 'preact/hooks';
import type { Item, LockResult, RedFlagResult } from '../../forms/index.ts';
import type { Fields } from '../../store/index.ts';
import { Button, Icon, Message, onPress } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import type { Block, Entry } from '../shown/blocks.ts';
import { mayAnswer } from '../shown/blocks.ts';
import { inWords, isAnswered } from '../shown/form.ts';
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

interface FlagsProps {
  entry: Entry;
  /** Of the page. */
  blocks: Block[];
  answers: Fields;
  block: Block;
}

/** What must not wait, where none of its answers stands on this page: those that do have it beside them. */
export function RedFlags({ entry, blocks, answers }: Omit<FlagsProps, 'block'>) {
  const beside = new Set(blocks.flatMap((block) => flagsAt({ entry, blocks, answers, block })));
  return (
    <>
      {flagsUp(entry)
        .filter((id) => !beside.has(id))
        .map((id) => (
          <FlagOf key={id} entry={entry} id={id} />
        ))}
    </>
  );
}

/** The flags that the answers of this question or measurement have raised. */
export function FlagsHere(props: FlagsProps) {
  return (
    <>
      {flagsAt(props).map((id) => (
        <FlagOf key={id} entry={props.entry} id={id} />
      ))}
    </>
  );
}

function FlagOf({ entry, id }: { entry: Entry; id: string }) {
  const flag = entry.result.red_flags[id];
  return flag ? <RedFlag flag={flag} /> : null;
}

function flagsUp({ result }: Entry): string[] {
  return Object.keys(result.red_flags).filter((id) => result.red_flags[id]?.state === 'positive');
}

/** Each stands once: at the last of its questions on the page that has an answer. */
function flagsAt({ entry, blocks, answers, block }: FlagsProps): string[] {
  return flagsUp(entry).filter((id) => {
    const items = new Set(entry.form.red_flags?.find((flag) => flag.id === id)?.items);
    const rests = ({ items: all }: Block) =>
      all.some((one) => items.has(one.id) && isAnswered(answers[one.id]));
    return blocks.findLast(rests) === block;
  });
}

/** In the heading, in sight on every page: how much is urgent; pressing it leads to what it is. */
export function UrgentChip({ entry }: { entry: Entry }) {
  const n = flagsUp(entry).filter((id) => URGENT.has(entry.result.red_flags[id]?.level ?? '')).length;
  if (n === 0) return null;
  return (
    <button type="button" class="urgent-chip" onClick={onPress(showFlag)} data-test="urgent">
      <StatusChip status="urgent" n={n} />
    </button>
  );
}

function showFlag(): void {
  document.querySelector('.red-flag')?.scrollIntoView({ block: 'center' });
}

const URGENT: ReadonlySet<string> = new Set(['emergency', 'same_day']);

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

/** In place of the inputs while their section is closed; what was entered before stays in sight. */
export function Closed({ block, said }: { block: Block; said: string[] }) {
  const [item] = block.items;
  return (
    <p class="question closed-item" data-test="closed" data-item={item?.id}>
      <span>{block.measure ? inWords(block.measure.title) : item?.wording}</span>
      {said.length > 0 ? (
        <strong>{said.join(t('list_comma'))}</strong>
      ) : (
        <span class="second">{t('lock_closed')}</span>
      )}
    </p>
  );
}
