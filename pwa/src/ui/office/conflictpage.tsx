import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Bulk } from './bulk.tsx';
import { ConflictCard } from './conflictcard.tsx';
import { forgetSteps, settle, steps } from './conflicts.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { nameOf } from './names.tsx';
import { Panes } from './panes.tsx';
import { wide } from './place.ts';
import { OfficeRow, PaneHead, Rows } from './rows.tsx';
import { answersOf, keyOf } from './settle.ts';
import type { Conflict } from './types.ts';
import { fieldWord } from './values.ts';
import { o } from './words.ts';

const PATH = '/office/conflicts';

function isSettled(conflict: Conflict): boolean {
  return steps.value.get(keyOf(conflict))?.is === 'settled';
}

/** Settled, or on its way to or from it: the server's list may lack it, the page keeps it. */
function isUnderHand(key: string): boolean {
  return ['settled', 'settling', 'undoing'].includes(steps.value.get(key)?.is ?? '');
}

/** What the server lists and what she settled here: a settled card keeps its place until she leaves the page. */
function merged(before: ReadonlyMap<string, Conflict>, listed: Conflict[]): Map<string, Conflict> {
  const now = new Map(listed.map((conflict) => [keyOf(conflict), conflict]));
  const kept = [...before].filter(([key]) => now.has(key) || isUnderHand(key));
  const drawn = kept.map(
    ([key, conflict]) => [key, isSettled(conflict) ? conflict : (now.get(key) ?? conflict)] as const,
  );
  return new Map([...drawn, ...[...now].filter(([key]) => !before.has(key))]);
}

function href(conflict: Conflict): string {
  return `/o/conflicts/${keyOf(conflict)}`;
}

/** Where 「あとで」 leads: the next one that is still open. */
function nextOf(shown: Conflict[], conflict: Conflict): string | undefined {
  if (!wide.value) return undefined;
  const at = shown.indexOf(conflict);
  const rest = [...shown.slice(at + 1), ...shown.slice(0, at)];
  const next = rest.find((other) => !isSettled(other));
  return next && href(next);
}

function ConflictRow({ conflict, open }: { conflict: Conflict; open: boolean }) {
  const n = answersOf(conflict).length;
  const note = isSettled(conflict) ? o('conflict_row_settled') : o('conflict_two', { n });
  return (
    <li>
      <OfficeRow
        href={href(conflict)}
        id={keyOf(conflict)}
        open={open}
        title={nameOf(conflict.person)}
        note={o('conflict_row', { field: fieldWord(conflict.field), note })}
        test="conflict-row"
      />
    </li>
  );
}

interface ListProps {
  shown: Conflict[];
  /** The one drawn on the right, when there is a right. */
  open?: string | undefined;
}

function List({ shown, open }: ListProps) {
  return (
    <Rows test="conflict-list" label={o('nav_conflicts')}>
      {shown.map((conflict) => (
        <ConflictRow key={keyOf(conflict)} conflict={conflict} open={keyOf(conflict) === open} />
      ))}
    </Rows>
  );
}

function Title({ shown, aside }: { shown: Conflict[]; aside?: boolean }) {
  const n = shown.filter((conflict) => !isSettled(conflict)).length;
  return (
    <PaneHead
      level={aside ? 2 : 1}
      title={`${o('nav_conflicts')} ${o('n_things', { n })}`}
      note={n > 0 && wide.value ? o('conflicts_hint') : undefined}
      test="conflicts-title"
    />
  );
}

/** Keys 1 and 2 press the buttons of the card she is on. */
function useNumberKeys(target: () => Conflict | undefined, again: () => Promise<void>): void {
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
      if (typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
      const conflict = target();
      const answer =
        conflict && !isSettled(conflict) ? answersOf(conflict)[Number(event.key) - 1] : undefined;
      if (conflict && answer) void settle(conflict, answer, again);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}

/** The card the keyboard means: the one that holds the focus, or the only one on screen. */
function focusedKey(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-key]')?.dataset.key;
}

/** S17: list and one card side by side; one under the other on a narrow screen. */
export function ConflictPage({ chosen }: { chosen: string | undefined }) {
  const load = useLoad<Conflict[]>(PATH);
  useEffect(() => forgetSteps, []);
  const seen = useRef(new Map<string, Conflict>());
  if (load.data) seen.current = merged(seen.current, load.data);
  const shown = [...seen.current.values()];
  const open = shown.find((conflict) => keyOf(conflict) === chosen) ?? shown[0];
  useNumberKeys(() => {
    const key = focusedKey();
    if (key) return shown.find((conflict) => keyOf(conflict) === key);
    return wide.value || shown.length === 1 ? open : undefined;
  }, load.again);
  const card = (conflict: Conflict) => (
    <ConflictCard
      key={keyOf(conflict)}
      conflict={conflict}
      again={load.again}
      heading={wide.value ? 1 : 2}
      later={nextOf(shown, conflict)}
    />
  );
  const body = (cards: Conflict[]) =>
    shown.length === 0 ? <p data-test="conflicts-none">{o('conflicts_none')}</p> : cards.map(card);
  if (!wide.value) {
    return (
      <Panes
        list={
          <>
            <Title shown={shown} />
            <Bulk shown={shown} again={load.again} />
            <Loaded load={load}>{() => body(shown)}</Loaded>
          </>
        }
      />
    );
  }
  return (
    <Panes
      list={
        <>
          <Title shown={shown} aside={open !== undefined} />
          <Bulk shown={shown} again={load.again} />
          <Loaded load={load}>{() => <List shown={shown} open={open && keyOf(open)} />}</Loaded>
        </>
      }
      detail={load.data && body(open ? [open] : [])}
    />
  );
}

/** The list alone, beside a person opened from it. */
export function ConflictList() {
  const load = useLoad<Conflict[]>(PATH);
  return (
    <>
      <PaneHead level={2} title={o('nav_conflicts')} />
      <Loaded load={load}>{(listed) => <List shown={listed} />}</Loaded>
    </>
  );
}
