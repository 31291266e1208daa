import { useState } from 'preact/hooks';
import { counts, type OutboxItem, outbox, person, severalTowns } from '../../store/index.ts';
import { loginNeeded, online, sendNow, syncing } from '../../sync/index.ts';
import { Button, LinkButton, Message, Panel, Progress, Row, Screen, useRead } from '../parts/index.ts';
import { type Status, StatusChip } from '../parts/status.tsx';
import { dayText, tokyoDay, tokyoTime } from '../shown/dates.ts';
import { Waiting } from '../shown/lists.tsx';
import { nameOf } from '../shown/person.ts';
import { isFixable } from '../shown/reasons.ts';
import { kindWord } from '../shown/values.ts';
import { t } from '../words/index.ts';
import { HeldRow } from './held-row.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { TownsHere } from './towns-here.tsx';

/** S15: what of her work has arrived, in the things she saved. Nothing here can be deleted. */
export function Sent() {
  // Read again when a state changes, not only when something is saved.
  const now = counts.value;
  const rows = useRead(`outbox ${now.unsent} ${now.sending} ${now.arrived} ${now.held}`, outbox);
  return (
    <Screen
      name="sent_title"
      tab="sent"
      aside={<span class="second">{t('sent_now', { time: tokyoTime() })}</span>}
      test="screen-sent"
      foot={<SendNow />}
    >
      {loginNeeded.value && <SignInAgain />}
      <Overview />
      {now.held > 0 && <Held n={now.held} rows={rows ?? []} />}
      <Others />
      {severalTowns() && <TownsHere draw={({ Owed }) => <Owed />} />}
      {rows ? <Rows rows={rows} /> : <Waiting rows={4} />}
      <LinkButton kind="text" href="/escrow" test="to-escrow">
        {t('escrow_make')}
      </LinkButton>
    </Screen>
  );
}

/** M24; nothing is asked of her where only somebody else can do something. */
function Held({ n, rows }: { n: number; rows: OutboxItem[] }) {
  const hers = rows.some((row) => row.held_op !== undefined && isFixable(row.reason));
  return <Message test="m24">{t(hers ? 'm24_on_hold' : 'm24_on_hold_wait', { n })}</Message>;
}

function Overview() {
  const { total, arrived, unsent, sending, arrivedAt } = counts.value;
  if (total === 0) return <Message test="nothing-to-send">{t('sent_nothing')}</Message>;
  const rest = unsent + sending;
  const time = arrivedAt ? tokyoTime(arrivedAt) : '';
  return (
    <Panel test="overview">
      <p class="big-count" role="status" data-test="sent-count">
        {rest > 0 && t('m4_part_arrived', { total, arrived, rest })}
        {rest === 0 && time !== '' && t('m3_all_arrived', { total, time })}
        {rest === 0 && time === '' && t('sent_arrived', { total, arrived })}
      </p>
      <Progress part={arrived} whole={total} label={t('sent_arrived', { total, arrived })} />
      {rest > 0 && (
        <p class="actions">
          {unsent > 0 && <StatusChip status="unsent" n={unsent} />}
          {sending > 0 && <StatusChip status="sending" n={sending} />}
        </p>
      )}
    </Panel>
  );
}

/** Pressed without a connection it says so and stays as it is: no turning wheel. */
function SendNow() {
  const [asked, setAsked] = useState(false);
  const state = online.value;
  const send = async () => {
    setAsked(true);
    await sendNow();
  };
  return (
    <>
      {asked && !syncing.value && state === 'no-signal' && <Message test="m2">{t('m2_no_signal')}</Message>}
      {asked && !syncing.value && state === 'server-down' && (
        <Message test="m5">{t('m5_server_down')}</Message>
      )}
      <Button kind="primary" icon="up" onPress={send} test="send-now">
        {t(syncing.value ? 'sent_sending' : 'sent_send')}
      </Button>
    </>
  );
}

function Others() {
  const entries = Object.entries(counts.value.others).filter(([, n]) => n > 0);
  if (entries.length === 0) return null;
  const n = entries.reduce((sum, [, one]) => sum + one, 0);
  const names = entries.map(([name]) => name).join(t('list_comma'));
  return <p data-test="others-unsent">{t('sent_others', { n, names })}</p>;
}

const states: Record<OutboxItem['state'], Status> = {
  unsent: 'kept',
  sending: 'sending',
  arrived: 'arrived',
  held: 'held',
};

const AT_ONCE = 50;

/** What is on hold first, then what has not arrived, the newest first; a month of it is drawn in parts. */
function Rows({ rows }: { rows: OutboxItem[] }) {
  const [all, setAll] = useState(false);
  const [room, setRoom] = useState(AT_ONCE);
  const open = rows.filter((row) => all || row.state !== 'arrived');
  const isHeld = (row: OutboxItem) => row.state === 'held';
  const shown = [...open.filter(isHeld), ...open.filter((row) => !isHeld(row))].slice(0, room);
  const again = corrections(rows);
  if (rows.length === 0) return null;
  return (
    <Panel title={t('sent_rows')} test="saves">
      <ul class="list">
        {shown.map((row) => (
          <li key={row.key} data-test="save-row" data-state={row.state}>
            <SaveRow row={row} again={again.has(row.key)} />
          </li>
        ))}
      </ul>
      {(open.length < rows.length || open.length > room || all) && (
        <div class="actions">
          {open.length > room && (
            <Button onPress={() => setRoom(room + AT_ONCE)} test="show-more">
              {t('show_more')}
            </Button>
          )}
          {(open.length < rows.length || all) && (
            <Button onPress={() => setAll(!all)} expanded={all} test="show-arrived">
              {t('sent_show_arrived')}
            </Button>
          )}
        </div>
      )}
    </Panel>
  );
}

/** Keys of the saves whose record was there before: corrections, not registrations. Rows come newest first. */
function corrections(rows: OutboxItem[]): Set<string> {
  const seen = new Set<string>();
  const found = new Set<string>();
  for (const row of rows.toReversed()) {
    const maker = row.kind === 'person' ? person(row.id)?.op : undefined;
    const amends = row.kind === 'submission' && row.edits === true;
    if (amends || seen.has(row.id) || (maker !== undefined && !maker.startsWith(`${row.writer_no}.`)))
      found.add(row.key);
    seen.add(row.id);
  }
  return found;
}

/** One thing she saved, and where it opens. */
function SaveRow({ row, again }: { row: OutboxItem; again: boolean }) {
  const who = row.person ? person(row.person) : undefined;
  const when = [
    tokyoDay(row.made_at) === tokyoDay() ? '' : dayText(tokyoDay(row.made_at)),
    tokyoTime(row.made_at),
  ];
  const kind = again ? t('kind_again', { kind: kindWord(row.kind) }) : kindWord(row.kind);
  const title = `${kind} ${who ? nameOf(who.fields) : ''}`;
  const note = when.filter(Boolean).join(' ');
  if (row.state === 'held') return <HeldRow row={row} title={title} when={note} href={placeOf(row)} />;
  const chip = <StatusChip status={states[row.state]} />;
  return <Row href={placeOf(row)} title={title} note={note} aside={chip} test="save" />;
}

function placeOf(row: OutboxItem): string {
  if (row.kind === 'submission') return `/result/${row.id}`;
  if (row.kind === 'session') return `/salon/${row.id}`;
  return row.person ? `/p/${row.person}` : '/today';
}
