import { useId, useState } from 'preact/hooks';
import { Icon, onPress } from '../parts/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { MadeBy } from './made.tsx';
import type { HistoryEntry } from './types.ts';
import { fieldWord, valueWord } from './values.ts';
import { o } from './words.ts';

/** Fields that say which record it is; they never change and say nothing to her. */
const SILENT = new Set(['person', 'session', 'salon', 'about_record', 'about_field']);

/** 履歴 of a whole record: every change of a plan, an attendance or a membership, newest first. */
export function RecordHistory({ id, label }: { id: string; label: string }) {
  const [open, setOpen] = useState(false);
  const place = useId();
  return (
    <div class="o-history">
      <button
        type="button"
        class="button button-text"
        data-panel
        aria-expanded={open}
        aria-controls={place}
        aria-label={o(open ? 'history_close_of' : 'history_of', { field: label })}
        data-test="record-history"
        onClick={onPress(() => setOpen(!open))}
      >
        <span>{o('history')}</span>
        <Icon name="down" />
      </button>
      <div id={place} class="o-history-place" hidden={!open}>
        {open && <Changes id={id} label={label} />}
      </div>
    </div>
  );
}

function Changes({ id, label }: { id: string; label: string }) {
  const load = useLoad<HistoryEntry[]>(`/office/records/${id}/history`);
  return (
    <Loaded load={load} rows={2}>
      {(entries) => (
        <ol class="o-entries" aria-label={o('history_of', { field: label })} data-test="record-changes">
          {[...byOp(entries)].reverse().map((one) => (
            <Change key={one[0]?.op} entries={one} />
          ))}
        </ol>
      )}
    </Loaded>
  );
}

/** What one op changed, in the order of arrival. */
function byOp(entries: HistoryEntry[]): HistoryEntry[][] {
  const ops = new Map<string, HistoryEntry[]>();
  for (const entry of entries) ops.set(entry.op, [...(ops.get(entry.op) ?? []), entry]);
  return [...ops.values()];
}

function Change({ entries }: { entries: HistoryEntry[] }) {
  const [first] = entries;
  if (!first) return null;
  return (
    <li class="o-entry" data-test="record-change" data-op={first.op}>
      {entries
        .filter((entry) => !SILENT.has(entry.field))
        .map((entry) => (
          <p key={entry.field}>
            {fieldWord(entry.field)}{' '}
            <strong class="o-value">{entry.named ?? valueWord(entry.field, entry.value)}</strong>
          </p>
        ))}
      <MadeBy by={{ name: first.staff, at: first.made_at, device: first.device }} />
    </li>
  );
}
