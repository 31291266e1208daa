import { useState } from 'preact/hooks';
import { path } from '../../router.ts';
import { Choice, Icon } from '../parts/index.ts';
import { planText } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { Verdicts } from './findings.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { factLine } from './names.tsx';
import { OfficeRow, PaneHead, Rows } from './rows.tsx';
import type { Attendee, SessionPage as Session, SheetBrief } from './types.ts';
import { clock } from './values.ts';
import { o } from './words.ts';

type Filter = 'all' | 'flagged' | 'no_sheet';

const FILTERS: Record<Filter, (attendee: Attendee) => boolean> = {
  all: () => true,
  flagged: (attendee) => attendee.sheets.some((sheet) => sheet.flagged),
  no_sheet: (attendee) => attendee.sheets.length === 0,
};
const NAMES = { all: 'filter_all', flagged: 'filter_flagged', no_sheet: 'filter_no_sheet' } as const;

/** Which of the attendees are listed; each choice says how many that is. */
function Filters({
  all,
  value,
  onChoose,
}: {
  all: Attendee[];
  value: Filter;
  onChoose: (filter: Filter) => void;
}) {
  const options = (Object.keys(FILTERS) as Filter[]).map((filter) => ({
    value: filter,
    label: o(NAMES[filter], { n: all.filter(FILTERS[filter]).length }),
  }));
  return (
    <Choice label={o('filter')} options={options} value={value} onChoose={onChoose} test="session-filter" />
  );
}

function cameText({ attendance }: Attendee): string {
  if (!attendance) return '';
  if (attendance.state === 'cancelled') return o('came_cancelled');
  const time = clock(attendance.at);
  return attendance.by ? o('came_by', { time, name: attendance.by }) : o('came_at', { time });
}

function SheetLink({ sheet, name }: { sheet: SheetBrief; name: string }) {
  return (
    <a
      class="o-sheet-link"
      href={`/o/review/${sheet.id}`}
      aria-current={path.value === `/o/review/${sheet.id}` ? 'page' : undefined}
      data-test="attendee-sheet"
      data-id={sheet.id}
    >
      <Icon name="sheet" />
      <Verdicts sheet={sheet} />
      <span class="o-link-word">{inWords(sheet.title)}</span>
      <span class="spoken">{o('san', { name })}</span>
    </a>
  );
}

/** One who came: her name leads to her page, each sheet to itself. */
function AttendeeRow({ attendee }: { attendee: Attendee }) {
  const { person, sheets } = attendee;
  return (
    <li class="o-attendee" data-test="attendee" data-id={person.id}>
      <OfficeRow
        href={`/o/p/${person.id}`}
        id={person.id}
        title={person.name}
        note={
          <>
            {factLine(person)}
            <br />
            {[cameText(attendee), sheets.length === 0 && o('no_sheet')].filter(Boolean).join(' ')}
          </>
        }
        test="attendee-person"
      />
      {sheets.length > 0 && (
        <div class="o-sheets">
          {sheets.map((sheet) => (
            <SheetLink key={sheet.id} sheet={sheet} name={person.name} />
          ))}
        </div>
      )}
    </li>
  );
}

function byKana(a: Attendee, b: Attendee): number {
  return a.person.kana.localeCompare(b.person.kana, 'ja');
}

function Attendees({ session }: { session: Session }) {
  const [filter, setFilter] = useState<Filter>('all');
  const listed = session.attendees.filter(FILTERS[filter]).sort(byKana);
  if (session.attendees.length === 0) return <p>{o('attendees_none')}</p>;
  return (
    <>
      <Filters all={session.attendees} value={filter} onChoose={setFilter} />
      {listed.length === 0 ? (
        <p>{o('attendees_none_here')}</p>
      ) : (
        <Rows test="attendee-list" label={o('attendees')}>
          {listed.map((attendee) => (
            <AttendeeRow key={attendee.person.id} attendee={attendee} />
          ))}
        </Rows>
      )}
    </>
  );
}

function countsOf(session: Session): string {
  const sheets = session.attendees.flatMap((attendee) => attendee.sheets);
  return o('session_counts', {
    people: session.attendees.filter((attendee) => attendee.attendance?.state === 'present').length,
    sheets: sheets.length,
    flagged: session.attendees.filter(FILTERS.flagged).length,
  });
}

/** A session: who came, each answer sheet with its chips, and who is flagged. */
export function SessionPage({ id, level }: { id: string; level: 1 | 2 }) {
  const load = useLoad<Session>(`/office/sessions/${id}`);
  return (
    <Loaded load={load} rows={8}>
      {(session) => (
        <>
          <PaneHead
            level={level}
            title={session.salon.name}
            note={
              <>
                {planText(session.on)} {session.starts_at?.replace(/^0/, '')}
                <br />
                {countsOf(session)}
              </>
            }
            test="session-title"
          />
          <Attendees session={session} />
        </>
      )}
    </Loaded>
  );
}
