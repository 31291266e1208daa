import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { parseDateText } from '../../names/index.ts';
import { dropAside, type Fields, identity, keepAside, keptAside, type OpDraft } from '../../store/index.ts';
import { api, newId } from '../../sync/index.ts';
import { Button, Message, TextField } from '../parts/index.ts';
import { tokyoDay } from '../shown/dates.ts';
import { answersOf, inWords } from '../shown/form.ts';
import { KeyCompare } from './key-compare.tsx';
import { KeySheet } from './key-sheet.tsx';
import { begin, differences, type Keyed } from './keying.ts';
import { useLoad } from './load.ts';
import { comparing, type Found, numberTyped, replying } from './mailings.ts';
import { PersonName } from './names.tsx';
import { type OfficeWord, o } from './words.ts';

/** A sheet under way. `id`: what it is filed as, the same however often Enter is pressed. */
interface Open {
  found: Found;
  id: string;
  keyed: Keyed;
  /** Second entry of what was keyed in before. */
  second: boolean;
}

/** Kept outside the page: looking something up in between loses nothing that was keyed in. */
const under = signal<Open | null>(null);
const pile = signal<{ on: string; count: number; last: string }>({ on: tokyoDay(), count: 0, last: '' });

/** Signed out: nothing of one pile is there for the next person. */
export function forgetPile(): void {
  under.value = null;
  pile.value = { on: tokyoDay(), count: 0, last: '' };
  void dropAside();
}

interface Aside {
  under: Open;
  pile: typeof pile.value;
}

/** What is under way, kept sealed at every key: a tab that is loaded anew goes on where it was. */
function useAside(onTaken: () => void): void {
  const staff = identity.value?.staff.id ?? '';
  const looked = useRef(under.value !== null);
  useEffect(() => {
    if (looked.current) return;
    void keptAside(staff).then((kept) => {
      looked.current = true;
      if (!kept || under.value) return;
      const { under: open, pile: before } = kept as Aside;
      under.value = open;
      pile.value = before;
      onTaken();
    });
  }, [staff]);
  useEffect(() => {
    if (!looked.current) return;
    if (under.value) void keepAside(staff, { under: under.value, pile: pile.value } satisfies Aside);
    else void dropAside(staff);
  }, [staff, under.value, pile.value]);
}

type Told = Extract<OfficeWord, `key_${string}`> | null;

/** Key in a pile of replies: the number, the answers as digits, who answered; then the next one. */
export function KeyIn() {
  const open = under.value;
  const [told, setTold] = useState<Told>(null);
  useAside(() => setTold('key_taken_up'));
  const file = async (drafts: OpDraft[], what: Told) => {
    const reply = await api.pushSave(drafts);
    if (!reply.ok) return setTold(reply.why === 'offline' ? 'key_away' : 'key_refused');
    const held = reply.value.some(({ verdict }) => verdict === 'quarantined' || verdict === 'waits');
    const name = open?.found.mailing.person.name ?? '';
    try {
      // Before it is said to be filed: a tab that is loaded anew must not take it up again.
      await dropAside(identity.value?.staff.id ?? '');
    } finally {
      pile.value = { ...pile.value, count: pile.value.count + 1, last: name };
      under.value = null;
      setTold(held ? 'key_held' : what);
    }
  };
  const change = (keyed: Keyed) => {
    if (!open) return;
    under.value = { ...open, keyed };
    if (keyed.done) void finish({ ...open, keyed });
  };
  const finish = async ({ found, id, keyed, second }: Open) => {
    const { answers, answeredBy } = keyed;
    if (!second) {
      const reply = { id, answers, answered_by: answeredBy ?? '', on: pile.value.on };
      return file(replying(found, reply, tokyoDay()), null);
    }
    const first = answersOf(found.sheet?.fields ?? {});
    if (differences(found.definition, first, answers).length === 0)
      await file(comparing(found, first, tokyoDay(), o('key_reason')), 'key_same');
  };
  const settle = ({ found }: Open, right: Fields) =>
    file(comparing(found, right, tokyoDay(), o('key_reason')), null);
  return (
    <section class="panel" aria-label={o('paper_part_key')} data-test="key-in">
      <div aria-live="polite">
        {pile.value.count > 0 && !open && (
          <Message test="key-saved">{o('key_saved', { name: pile.value.last, n: pile.value.count })}</Message>
        )}
        {told && <Message test="key-told">{o(told)}</Message>}
      </div>
      {open ? (
        <>
          <Named found={open.found} />
          {open.second && <Second first={open.found.mailing.typed_by} />}
          {open.second && open.keyed.done ? (
            <KeyCompare
              form={open.found.definition}
              first={answersOf(open.found.sheet?.fields ?? {})}
              second={open.keyed.answers}
              settle={(right) => settle(open, right)}
            />
          ) : (
            <KeySheet form={open.found.definition} keyed={open.keyed} onKeyed={change} />
          )}
          <Button
            kind="text"
            onPress={() => {
              under.value = null;
            }}
            test="key-leave"
          >
            {o('key_leave')}
          </Button>
        </>
      ) : (
        <>
          <NumberPart
            onFound={(found, second) => {
              setTold(null);
              under.value = { found, id: newId(), keyed: begin(), second };
            }}
            onTold={setTold}
          />
          <Unchecked />
        </>
      )}
    </section>
  );
}

/** Two persons find more than one: whose the first entry was is said, her answers are not. */
function Second({ first }: { first: string | null }) {
  const hers = first === identity.value?.staff.name;
  return (
    <>
      <p>{o('key_second')}</p>
      {first && (
        <p data-test="key-typed-by">{hers ? o('key_typed_by_her') : o('key_typed_by', { name: first })}</p>
      )}
    </>
  );
}

/** What is keyed in once only, offered to whoever has the paper in hand. */
function Unchecked() {
  const { data } = useLoad<{ unchecked: number }>('/office/paper/counts');
  if (!data?.unchecked) return null;
  return (
    <p>
      <a href="/o/paper/out?list=unchecked" data-test="key-unchecked">
        {o('key_unchecked', { n: data.unchecked })}
      </a>
    </p>
  );
}

function Named({ found: { mailing, definition } }: { found: Found }) {
  return (
    <h2 class="o-title" data-test="key-person">
      <PersonName person={mailing.person} /> <span class="second">{inWords(definition.title)}</span>
    </h2>
  );
}

interface NumberPartProps {
  onFound: (found: Found, second: boolean) => void;
  onTold: (told: Told) => void;
}

/** The number of the next sheet, typed or scanned; and the day that the pile was answered on. */
function NumberPart({ onFound, onTold }: NumberPartProps) {
  const [number, setNumber] = useState('');
  const [day, setDay] = useState(pile.value.on);
  const [again, setAgain] = useState<Found | null>(null);
  const read = parseDateText(day, tokyoDay());
  const iso = 'iso' in read ? read.iso : null;
  useEffect(() => {
    if (iso) pile.value = { ...pile.value, on: iso };
  }, [iso]);
  const form = useRef<HTMLFormElement>(null);
  // With the words that say so, or the first digits of a quick hand go nowhere.
  useLayoutEffect(() => form.current?.querySelector('input')?.focus(), []);
  const look = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!iso) return onTold('key_on_odd');
    if (again) return onFound(again, true);
    const reply = await api.post<Found>('/office/paper/number', { number: numberTyped(number) || '0' });
    if (!reply.ok) {
      const status = reply.why === 'problem' ? reply.problem.status : 0;
      return onTold(status === 404 ? 'key_unknown' : status === 422 ? 'key_slip' : 'key_away');
    }
    onTold(reply.value.sheet ? 'key_again_ask' : null);
    if (reply.value.sheet) setAgain(reply.value);
    else onFound(reply.value, false);
  };
  return (
    <form ref={form} class="o-paper-fields" onSubmit={look} data-test="key-number-form">
      <TextField
        label={o('key_number')}
        hint={o('key_number_hint')}
        value=""
        type="tel"
        inputMode="numeric"
        maxLength={20}
        onText={(text) => {
          setNumber(text);
          setAgain(null);
        }}
        test="key-number"
      />
      <TextField
        label={o('key_on')}
        hint={o('key_on_hint')}
        value={day}
        onText={setDay}
        maxLength={20}
        problem={iso ? undefined : o('key_on_odd')}
        test="key-on"
      />
      {/* Enter in any field submits; the button is for who looks for one. */}
      <Button submit test="key-look">
        {o('key_open')}
      </Button>
    </form>
  );
}
