import { useEffect, useId, useState } from 'preact/hooks';
import { type KnownValue, knownHistory, type RecordView, type Value } from '../../store/index.ts';
import { fetchHistory, type HistoryEntry } from '../../sync/index.ts';
import { Button, useRead } from '../parts/index.ts';
import { type Status, StatusChip } from '../parts/status.tsx';
import { recordDay, tokyoDay, tokyoTime } from '../shown/dates.ts';
import { t } from '../words/index.ts';

interface FieldHistoryProps {
  view: RecordView;
  field: string;
  /** The field in words. */
  label: string;
  /** A value in words. */
  say: (value: Value | undefined) => string;
}

/** 履歴, one tap from the field: what this tablet knows at once, all of it when the server answers. */
export function FieldHistory(props: FieldHistoryProps) {
  const { view, field, label } = props;
  const [open, setOpen] = useState(false);
  const id = useId();
  // Only a field that more than one op has touched has a history.
  if (!view.members[field]) return null;
  return (
    <div class="history">
      <Button
        kind="text"
        icon="down"
        onPress={() => setOpen(!open)}
        expanded={open}
        label={t(open ? 'history_close_of' : 'history_of', { field: label })}
        test={`history-${field}`}
      >
        {t(open ? 'history_close' : 'history')}
      </Button>
      <div id={id} hidden={!open}>
        {open && <Entries {...props} />}
      </div>
    </div>
  );
}

function Entries({ view, field, say }: FieldHistoryProps) {
  const known = useRead(`history ${view.id} ${field}`, () => knownHistory(view.id, field));
  const [told, setTold] = useState<HistoryEntry[] | null>(null);
  // Asked again when something of it has arrived since.
  const standing = known?.map(({ op, sent }) => `${op} ${sent}`).join();
  useEffect(() => {
    if (standing === undefined) return;
    let gone = false;
    void fetchHistory(view.id, field).then((entries) => {
      if (!gone && entries) setTold(entries);
    });
    return () => {
      gone = true;
    };
  }, [view.id, field, standing]);
  if (!known) return null;
  const shown = told ? joined(known, told) : known.map((value) => ({ value, before: before(value, known) }));
  return (
    <>
      <ol class="list" data-test="history-list">
        {shown.map(({ value, before }) => (
          <Entry
            key={value.op}
            value={value}
            before={before}
            say={say}
            conflict={known.filter(stands).length > 1}
          />
        ))}
      </ol>
      {!told && (
        <p class="hint" data-test="history-part">
          {t('history_part')}
        </p>
      )}
    </>
  );
}

/** The values that were on screen when one was entered; of a chain the last, for each lists those before it. */
function before(entry: Pick<KnownValue, 'saw'>, all: Pick<KnownValue, 'op' | 'value' | 'saw'>[]): Value[] {
  const at = new Map(all.map((one) => [one.op, one]));
  const saw = entry.saw ?? [];
  const earlier = new Set(saw.flatMap((op) => at.get(op)?.saw ?? []));
  return saw.flatMap((op) => (at.has(op) && !earlier.has(op) ? [at.get(op)?.value ?? null] : []));
}

const stands = (one: KnownValue): boolean => one.stands;

interface Shown {
  value: KnownValue;
  /** The values that were on screen when it was entered. */
  before: Value[];
}

/** What the server tells, newest first, under what it does not hold yet. */
function joined(known: KnownValue[], told: HistoryEntry[]): Shown[] {
  const here = new Map(known.map((one) => [one.op, one]));
  const there = new Map(told.map((one) => [one.op, one]));
  const listed = told.toReversed().map((entry): Shown => {
    const { op, value, staff: name, made_at: at, device, in_use, why } = entry;
    const own = here.get(op);
    const by = { name, at, device };
    const facts = {
      op,
      value,
      by,
      in_use,
      stands: own?.stands ?? in_use,
      ...(own?.sent ? { sent: own.sent } : {}),
      ...(why ? { reason: why } : {}),
    };
    return { value: facts, before: before(entry, told) };
  });
  // What the server does not hold is in use on this tablet only: the chip beside it says so.
  const waiting = known
    .filter((one) => !there.has(one.op))
    .map(
      (one): Shown => ({
        value: { ...one, in_use: false, stands: true },
        before: before(one, [...known, ...told]),
      }),
    );
  return [...waiting, ...listed];
}

const chips: Record<NonNullable<KnownValue['sent']>, Status | null> = {
  unsent: 'kept',
  held: 'held',
  arrived: null,
};

interface EntryProps extends Shown {
  say: FieldHistoryProps['say'];
  conflict: boolean;
}

function Entry({ value, before: was, say, conflict }: EntryProps) {
  const chip = value.sent ? chips[value.sent] : null;
  return (
    <li class="history-entry" data-test="history-entry" data-op={value.op}>
      <p>
        <strong>{say(value.value)}</strong> <span class="second">{placeOf(value, conflict)}</span>{' '}
        {chip && <StatusChip status={chip} />}
      </p>
      <p class="second">{byText(value)}</p>
      {value.reason && <p class="second">{t('history_reason', { reason: value.reason })}</p>}
      {was.length > 0 && (
        <p class="second">{t('history_saw', { value: was.map((one) => say(one)).join(t('list_comma')) })}</p>
      )}
    </li>
  );
}

function placeOf({ in_use, stands: standing, sent }: KnownValue, conflict: boolean): string {
  if (sent === 'held') return '';
  if (in_use) return t('person_value_in_use');
  if (standing) return conflict ? t('history_beside') : '';
  return t('history_replaced');
}

function byText({ by }: KnownValue): string {
  if (!by) return t('history_unknown');
  const at = `${recordDay(tokyoDay(by.at))} ${tokyoTime(by.at)}`;
  return [t('person_value_by', { name: by.name, at }), by.device].filter(Boolean).join(' ');
}
