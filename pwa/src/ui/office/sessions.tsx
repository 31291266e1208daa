import { useState } from 'preact/hooks';
import { Button } from '../parts/index.ts';
import { addDays, planText, tokyoDay } from '../shown/dates.ts';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { OfficeRow, PaneHead } from './rows.tsx';
import type { SessionBrief } from './types.ts';
import { o } from './words.ts';

const PAST_DAYS = 28;
const COMING_DAYS = 7;

function whenOf(session: SessionBrief): string {
  return [planText(session.on), session.starts_at?.replace(/^0/, '')].filter(Boolean).join(' ');
}

/** One session as a row: salon, day, and how many came, answered and are flagged. */
export function SessionRow({ session }: { session: SessionBrief }) {
  const { attendees: people, sheets, flagged } = session;
  return (
    <li>
      <OfficeRow
        href={`/o/sessions/${session.id}`}
        id={session.id}
        title={session.salon.name}
        note={
          <>
            {whenOf(session)}
            <br />
            {o('session_counts', { people, sheets, flagged })}
          </>
        }
        test="session-row"
      />
    </li>
  );
}

function inOrder(a: SessionBrief, b: SessionBrief): number {
  return a.on.localeCompare(b.on) || (a.starts_at ?? '').localeCompare(b.starts_at ?? '');
}

interface GroupProps {
  title: string;
  sessions: SessionBrief[];
  test: string;
}

function Group({ title, sessions, test }: GroupProps) {
  if (sessions.length === 0) return null;
  return (
    <section class="o-group" aria-label={title} data-test={test}>
      <h2 class="o-group-title">{title}</h2>
      <ul class="list">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}

/** Today first, then what was, newest day first, then what is coming. */
function Groups({ sessions, today }: { sessions: SessionBrief[]; today: string }) {
  const all = [...sessions].sort(inOrder);
  const past = all.filter((session) => session.on < today).reverse();
  return (
    <div data-rows data-test="session-list">
      <Group
        title={t('today')}
        sessions={all.filter((session) => session.on === today)}
        test="sessions-today"
      />
      <Group title={o('sessions_past')} sessions={past} test="sessions-past" />
      <Group
        title={o('sessions_coming')}
        sessions={all.filter((each) => each.on > today)}
        test="sessions-coming"
      />
    </div>
  );
}

/** The sessions of the last weeks; one press shows four weeks more. */
export function SessionList({ level }: { level: 1 | 2 }) {
  const [weeks, setWeeks] = useState(PAST_DAYS);
  const today = tokyoDay();
  const since = addDays(today, -weeks);
  const load = useLoad<SessionBrief[]>(`/office/sessions?from=${since}&to=${addDays(today, COMING_DAYS)}`);
  return (
    <>
      <PaneHead
        level={level}
        title={o('nav_sessions')}
        note={o('sessions_since', { date: planText(since) })}
      />
      <Loaded load={load} rows={8}>
        {(sessions) =>
          sessions.length === 0 ? <p>{o('sessions_none')}</p> : <Groups sessions={sessions} today={today} />
        }
      </Loaded>
      <p class="o-card-note">
        <Button kind="text" onPress={() => setWeeks(weeks + PAST_DAYS)} test="sessions-earlier">
          {o('sessions_earlier')}
        </Button>
      </p>
    </>
  );
}
