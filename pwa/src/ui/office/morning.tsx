import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../parts/index.ts';
import { planText, tokyoDay } from '../shown/dates.ts';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { OfficeRow, PaneHead, Rows } from './rows.tsx';
import { SessionRow } from './sessions.tsx';
import type { Morning, Tablet } from './types.ts';
import { clock } from './values.ts';
import { type OfficeWord, o } from './words.ts';

interface Line {
  n: number;
  unit: OfficeWord;
  title: OfficeWord;
  note: OfficeWord;
  href: string;
  icon: IconName;
  test: string;
}

/** The numbers that ask for her, in the order in which they cannot wait. */
function linesOf(morning: Morning): Line[] {
  const lines: Line[] = [
    {
      n: morning.flagged,
      unit: 'n_people',
      title: 'morning_flagged',
      note: 'morning_flagged_note',
      href: '/o/flagged',
      icon: 'filled',
      test: 'morning-flagged',
    },
    {
      n: morning.conflicts,
      unit: 'n_things',
      title: 'morning_conflicts',
      note: 'morning_conflicts_note',
      href: '/o/conflicts',
      icon: 'cards',
      test: 'morning-conflicts',
    },
    {
      n: morning.held,
      unit: 'n_things',
      title: 'morning_held',
      note: 'morning_held_note',
      href: '/o/held',
      icon: 'hand',
      test: 'morning-held',
    },
    {
      n: morning.duplicates,
      unit: 'n_pairs',
      title: 'morning_duplicates',
      note: 'morning_duplicates_note',
      href: '/o/duplicates',
      icon: 'person',
      test: 'morning-duplicates',
    },
    {
      n: morning.follow_ups_overdue,
      unit: 'n_things',
      title: 'morning_overdue',
      note: 'morning_overdue_note',
      href: '/o/plan',
      icon: 'clock',
      test: 'morning-overdue',
    },
  ];
  return lines.filter((line) => line.n > 0);
}

function NumberRow({ line }: { line: Line }) {
  return (
    <li>
      <OfficeRow
        href={line.href}
        lead={<Icon name={line.icon} />}
        title={
          <span class="o-number-line">
            {o(line.title)}{' '}
            <span class="o-number" data-test={`${line.test}-n`}>
              {o(line.unit, { n: line.n })}
            </span>
          </span>
        }
        note={o(line.note)}
        test={line.test}
      />
    </li>
  );
}

/** Tablets that still hold work: whatever they hold, nobody here can know it yet. */
function Owing({ tablets }: { tablets: Tablet[] }) {
  const n = tablets.reduce((sum, tablet) => sum + tablet.owed, 0);
  const counts = `${o('n_devices', { n: tablets.length })} ${o('n_things', { n })}`;
  return (
    <Card title={o('morning_owing')} test="morning-owing">
      <p class="o-card-note">{o('morning_owing_unknown')}</p>
      <Rows test="morning-owing-list">
        <li>
          <OfficeRow
            href="/o/devices"
            lead={<Icon name="tablet" />}
            title={
              <span class="o-number-line">
                {o('morning_owing_row')}{' '}
                <span class="o-number" data-test="morning-owing-n">
                  {counts}
                </span>
              </span>
            }
            note={tablets.map((tablet) => tablet.label).join(t('list_comma'))}
            test="morning-owing-row"
          />
        </li>
      </Rows>
    </Card>
  );
}

function Card({ title, children, test }: { title: string; children: ComponentChildren; test: string }) {
  return (
    <section class="panel o-card" aria-label={title} data-test={test}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Numbers({ morning, at }: { morning: Morning; at: Date }) {
  const lines = linesOf(morning);
  if (lines.length === 0) {
    return (
      <Card title={o('morning_lines')} test="morning-lines">
        <p data-test="morning-none">{o('morning_none', { time: clock(at) })}</p>
      </Card>
    );
  }
  return (
    <Card title={o('morning_lines')} test="morning-lines">
      <Rows test="morning-list" label={o('morning_lines')}>
        {lines.map((line) => (
          <NumberRow key={line.href} line={line} />
        ))}
      </Rows>
      <p class="second o-card-note" data-test="morning-rest">
        {o('morning_rest')}
      </p>
    </Card>
  );
}

function Today({ morning }: { morning: Morning }) {
  return (
    <Card title={o('morning_today')} test="morning-today">
      {morning.sessions_today.length === 0 ? (
        <p>{o('morning_no_session')}</p>
      ) : (
        <Rows test="morning-sessions" label={o('morning_today')}>
          {morning.sessions_today.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </Rows>
      )}
      <p class="o-card-note">
        <a class="button button-text" href="/o/sessions" data-test="all-sessions">
          {o('all_sessions')}
        </a>
      </p>
    </Card>
  );
}

/** S19: what needs her this morning. Tablets still owing stand above everything that has arrived. */
export function MorningPage() {
  const load = useLoad<Morning>('/office/morning');
  const at = load.at ?? new Date();
  const head = (
    <PaneHead
      title={o('nav_morning')}
      note={`${planText(tokyoDay(at))} ${load.at ? o('as_of', { time: clock(at) }) : ''}`}
      test="morning-title"
    />
  );
  const body = (
    <Loaded load={load} rows={5}>
      {(morning) => {
        const owing = morning.devices.filter((tablet) => tablet.owed > 0);
        return (
          <div class="o-morning">
            <div class="o-column">
              {owing.length > 0 && <Owing tablets={owing} />}
              <Numbers morning={morning} at={at} />
            </div>
            <div class="o-column">
              <Today morning={morning} />
            </div>
          </div>
        );
      }}
    </Loaded>
  );
  return (
    <Panes
      whole
      list={
        <>
          {head}
          {body}
        </>
      }
    />
  );
}
