import { useState } from 'preact/hooks';
import type { Kind } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { Button, Folded, LinkButton, Message, Panel, StatusChip } from '../parts/index.ts';
import { kindWord } from '../shown/values.ts';
import { t } from '../words/index.ts';
import { HeldFix, isCurable } from './heldfix.tsx';
import { contentsOf } from './heldop.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { wide } from './place.ts';
import { OfficeRow, PaneHead, Rows } from './rows.tsx';
import type { Held } from './types.ts';
import { fieldWord, moment, valueWord } from './values.ts';
import { type OfficeWord, o } from './words.ts';

/** Reason → why in words, and what she can do about it. */
const REASONS: Record<string, readonly [why: OfficeWord, what: OfficeWord]> = {
  unreadable: ['held_unreadable', 'do_device'],
  'unproven-author': ['held_unproven', 'do_ask_staff'],
  unopened: ['held_unopened', 'do_author_in'],
  'not-allowed': ['held_not_allowed', 'do_areas'],
  'unknown-kind': ['held_unknown_kind', 'do_update'],
  'unknown-field': ['held_unknown_field', 'do_update'],
  'invalid-value': ['held_invalid', 'do_ask_staff'],
  'missing-field': ['held_missing', 'do_ask_staff'],
  'form-version-unknown': ['held_form', 'do_form'],
  'wrong-id': ['held_wrong_id', 'do_ask_staff'],
  clock: ['held_clock', 'do_device'],
  lost: ['held_lost', 'do_ask_staff'],
  'device-lost': ['held_device_lost', 'do_release'],
  'device-stolen': ['held_device_stolen', 'do_release'],
  'device-retired': ['held_device_retired', 'do_release'],
  waits: ['held_waits', 'do_wait'],
};

function reasonOf(held: Held): readonly [OfficeWord, OfficeWord] {
  return REASONS[held.reason] ?? ['held_other', 'do_ask_staff'];
}

const KINDS = ['person', 'attendance', 'submission', 'follow_up', 'membership', 'session', 'notice'];

function kindOf(held: Held): string {
  return held.kind && KINDS.includes(held.kind) ? kindWord(held.kind as Kind) : o('kind_unknown');
}

/** Ids of other records say nothing to her; they are left out. */
const SILENT = new Set(['person', 'session', 'salon', 'encounter', 'form', 'version']);

function Contents({ held }: { held: Held }) {
  const fields = contentsOf(held).filter(([field]) => !SILENT.has(field));
  if (fields.length === 0) return <p class="second">{o('held_contents_none')}</p>;
  return (
    <dl class="o-facts o-facts-two" data-test="held-contents">
      {fields.map(([field, value]) => (
        <div key={field}>
          <dt>{fieldWord(field)}</dt>
          <dd>{valueWord(field, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function personOf(held: Held): string | null {
  if (held.kind === 'person') return held.raw.includes('"edits"') ? held.record : null;
  const person = contentsOf(held).find(([field]) => field === 'person')?.[1];
  return typeof person === 'string' ? person : null;
}

/** One thing on hold: what it is, why, what to do, and all it holds. */
function HeldDetail({ held, heading, filed }: { held: Held; heading: 1 | 2; filed: () => void }) {
  const [fixing, setFixing] = useState(false);
  const [why, what] = reasonOf(held);
  const person = personOf(held);
  const facts = [
    [o('held_why'), o(why)],
    [o('held_do'), o(what)],
    [o('held_who'), [held.staff || o('nobody'), held.device].filter(Boolean).join(' ')],
    [o('history_made_at'), moment(held.at)],
    [o('held_when'), moment(held.received_at)],
  ];
  const Heading = heading === 1 ? 'h1' : 'h2';
  return (
    <article class="o-held" data-test="held" data-op={held.op}>
      <div class="o-head">
        <Heading tabIndex={-1} class="o-title">
          {kindOf(held)} <StatusChip status="held" />
        </Heading>
      </div>
      <dl class="o-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Panel title={o('held_contents')}>
        <Contents held={held} />
      </Panel>
      {fixing && <HeldFix held={held} done={filed} />}
      <div class="actions">
        {!fixing && isCurable(held) && (
          <Button onPress={() => setFixing(true)} test="held-fix-open">
            {o('held_fix')}
          </Button>
        )}
        {person && held.reason !== 'waits' && (
          <LinkButton kind="text" href={`/o/p/${person}`} test="held-person">
            {o('person_open')}
          </LinkButton>
        )}
      </div>
      <Folded title={o('more')} test="held-more">
        <p class="hint">{o('held_slug', { op: held.op, reason: held.reason })}</p>
      </Folded>
    </article>
  );
}

function List({ rows, open }: { rows: Held[]; open?: string | undefined }) {
  return (
    <Rows test="held-list" label={o('nav_held')}>
      {rows.map((held) => (
        <li key={held.op}>
          <OfficeRow
            href={`/o/held/${held.op}`}
            id={held.op}
            open={held.op === open}
            title={kindOf(held)}
            note={
              <>
                {o(reasonOf(held)[0])}
                <br />
                {[held.staff, moment(held.received_at)].filter(Boolean).join(' ')}
              </>
            }
            test="held-row"
          />
        </li>
      ))}
    </Rows>
  );
}

/** After areas, forms or the program were put right: what nothing stands against any longer goes in. */
function CheckAgain({ rows, again }: { rows: Held[]; again: () => Promise<void> }) {
  const [told, setTold] = useState<number | 'away' | null>(null);
  const check = async () => {
    const ops = rows.slice(0, 1_000).map((held) => held.op);
    const reply = await api.post<{ released: number }>('/office/held/again', { ops });
    setTold(reply.ok ? reply.value.released : 'away');
    await again();
  };
  const words = () => {
    if (told === 'away') return t('m37_needs_server');
    return told ? o('held_again_done', { n: told }) : o('held_again_none');
  };
  return (
    <>
      <div class="actions">
        <Button onPress={check} test="held-again">
          {o('held_again')}
        </Button>
      </div>
      <p class="hint">{o('held_again_hint')}</p>
      {told !== null && <Message test="held-again-said">{words()}</Message>}
    </>
  );
}

/** 保留: what has arrived and is kept aside, each with its reason in words. */
export function HeldPage({ chosen }: { chosen: string | undefined }) {
  const load = useLoad<Held[]>('/office/held');
  const [done, setDone] = useState(false);
  const rows = load.data ?? [];
  const open = rows.find((held) => held.op === chosen) ?? (wide.value ? rows[0] : undefined);
  const list = (
    <>
      <PaneHead
        level={open ? 2 : 1}
        title={`${o('nav_held')}${load.data ? ` ${o('n_things', { n: rows.length })}` : ''}`}
        note={rows.length > 0 ? o('held_hint') : undefined}
        test="held-title"
      />
      {done && <Message test="held-filed">{o('held_fix_done')}</Message>}
      {rows.length > 0 && <CheckAgain rows={rows} again={load.again} />}
      <Loaded load={load}>
        {() =>
          rows.length === 0 ? (
            <p data-test="held-none">{o('held_none')}</p>
          ) : (
            <List rows={rows} open={open?.op} />
          )
        }
      </Loaded>
    </>
  );
  const filed = () => {
    setDone(true);
    void load.again();
  };
  const detail = open && <HeldDetail key={open.op} held={open} heading={1} filed={filed} />;
  return <Panes list={list} {...(detail ? { detail } : {})} back="/o/held" />;
}

/** The list alone, beside a person opened from it. */
export function HeldList() {
  const load = useLoad<Held[]>('/office/held');
  return (
    <>
      <PaneHead level={2} title={o('nav_held')} />
      <Loaded load={load}>{(rows) => <List rows={rows} />}</Loaded>
    </>
  );
}
