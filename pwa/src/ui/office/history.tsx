import { useId, useState } from 'preact/hooks';
import { Button, Icon, onPress } from '../parts/index.ts';
import type { Amended } from '../shown/amending.ts';
import { t } from '../words/index.ts';
import { Amend } from './amend.tsx';
import { forget, useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { MadeBy } from './made.tsx';
import type { HistoryEntry } from './types.ts';
import type { Item } from './types-sheets.ts';
import { moment, valueWord } from './values.ts';
import { o } from './words.ts';

interface FieldHistoryProps {
  record: Amended;
  field: string;
  /** The field in words, for the spoken name of the button. */
  label: string;
  items?: Item[] | undefined;
  /** Called after a correction; a history without it is only read. */
  changed?: (() => void) | undefined;
  /** It is brought by imports: earlier values may be brought back, none is typed. */
  untyped?: boolean;
}

/** 履歴: opens under its field, one tap away; Esc closes it again. */
export function FieldHistory(props: FieldHistoryProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div class="o-history">
      <button
        type="button"
        class="button button-text"
        data-panel
        aria-expanded={open}
        aria-controls={id}
        aria-label={o(open ? 'history_close_of' : 'history_of', { field: props.label })}
        data-test={`history-${props.field}`}
        onClick={onPress(() => setOpen(!open))}
      >
        <span>{o('history')}</span>
        <Icon name="down" />
      </button>
      <div id={id} class="o-history-place" hidden={!open}>
        {open && <Entries {...props} />}
      </div>
    </div>
  );
}

function Entries({ record, field, label, items, changed, untyped = false }: FieldHistoryProps) {
  const load = useLoad<HistoryEntry[]>(
    `/office/records/${record.id}/history?field=${encodeURIComponent(field)}`,
  );
  const [amend, setAmend] = useState<HistoryEntry | 'typed' | 'done' | null>(null);
  const done = async () => {
    forget();
    await load.again();
    setAmend('done');
    changed?.();
  };
  const form = (entries: HistoryEntry[]) => (
    <Amend
      record={record}
      field={field}
      label={label}
      items={items}
      entries={entries}
      back={typeof amend === 'object' && amend ? amend : undefined}
      done={done}
      close={() => setAmend(null)}
    />
  );
  return (
    <Loaded load={load} rows={2}>
      {(entries) => (
        <>
          {entries.length === 0 && <p class="second">{o('history_none')}</p>}
          <ol class="o-entries" aria-label={o('history_of', { field: label })} data-test="history-list">
            {[...entries].reverse().map((entry) => (
              <Entry
                key={entry.op}
                entry={entry}
                all={entries}
                items={items}
                back={changed && !entry.in_use ? () => setAmend(entry) : undefined}
              />
            ))}
          </ol>
          {amend === 'done' && <p role="status">{o('restore_done')}</p>}
          {changed && !untyped && (amend === null || amend === 'done') && (
            <div class="actions">
              <Button
                onPress={() => setAmend('typed')}
                test={`amend-${field}`}
                label={`${label} ${o('amend')}`}
              >
                {o('amend')}
              </Button>
            </div>
          )}
          {amend !== null && amend !== 'done' && form(entries)}
        </>
      )}
    </Loaded>
  );
}

interface EntryProps {
  entry: HistoryEntry;
  all: HistoryEntry[];
  items: Item[] | undefined;
  /** Goes back to this value; absent where it is in use. */
  back: (() => void) | undefined;
}

/** One value: what, who, when, on which tablet, and what was on screen when it was entered. */
function Entry({ entry, all, items, back }: EntryProps) {
  const seen = entry.saw
    .map((op) => all.find((other) => other.op === op))
    .filter((other) => other !== undefined);
  const word = (one: HistoryEntry) =>
    one.sheltered ? o('person_protected') : valueWord(one.field, one.value, items);
  const before = seen.map(word).join(t('list_comma'));
  return (
    <li class="o-entry" data-test="history-entry" data-op={entry.op}>
      <p>
        <strong class="o-value">{word(entry)}</strong>{' '}
        {entry.in_use && <span class="o-in-use">{o('history_in_use')}</span>}
      </p>
      <MadeBy by={{ name: entry.staff, at: entry.made_at, device: entry.device }} />
      {entry.why && <p class="row-note">{t('history_reason', { reason: entry.why })}</p>}
      <p class="row-note">
        {before ? o('history_saw', { value: before }) : o('history_saw_none')}{' '}
        {o('history_received', { at: moment(entry.received_at) })}
      </p>
      {back && !entry.sheltered && (
        <Button kind="text" onPress={back} test="restore" label={`${o('restore')} ${word(entry)}`}>
          {o('restore')}
        </Button>
      )}
    </li>
  );
}
