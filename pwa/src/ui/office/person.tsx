import { useState } from 'preact/hooks';
import type { Fields } from '../../store/index.ts';
import { Choice, Icon, type IconName, Message, Panel, StatusChip } from '../parts/index.ts';
import { planText, tokyoDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { stoppedText } from '../shown/person.ts';
import { valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';
import { ToFhir } from './fhir.tsx';
import { FieldRow } from './fields.tsx';
import { Verdicts } from './findings.tsx';
import { JoinedRecords, Parted } from './joined.tsx';
import { PersonKdb } from './kdb.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { PersonName } from './names.tsx';
import { MailingsOf } from './paper-out.tsx';
import { RecordHistory } from './recordhistory.tsx';
import { OfficeRow, PaneHead, Rows } from './rows.tsx';
import type { PersonPage as Page, TimelineEntry } from './types.ts';
import { answeredByWord } from './values.ts';
import { o } from './words.ts';

const FIELDS = [
  'family',
  'given',
  'family_kana',
  'given_kana',
  'born_on',
  'sex',
  'phone',
  'address',
  'area',
  'state',
];
/** Told where there is something to tell. */
const RARE = ['state_on', 'insured_no', 'register_no'];
const CONTACT = /^contacts#/;

type Filter = 'all' | 'submission' | 'attendance' | 'follow_up';
const FILTERS: Record<Filter, 'filter_all_kinds' | 'filter_sheets' | 'filter_came' | 'filter_plans'> = {
  all: 'filter_all_kinds',
  submission: 'filter_sheets',
  attendance: 'filter_came',
  follow_up: 'filter_plans',
};
const ICONS: Record<TimelineEntry['kind'], IconName> = {
  submission: 'sheet',
  attendance: 'salon',
  follow_up: 'visit',
  membership: 'person',
};

function isComing(entry: TimelineEntry): boolean {
  return entry.kind === 'follow_up' && entry.fields.state === 'planned';
}

function planWords(fields: Fields): string {
  const time = typeof fields.due_time === 'string' ? fields.due_time.replace(/^0/, '') : '';
  const purpose = typeof fields.purpose === 'string' ? fields.purpose : '';
  return [o('line_plan', { way: valueText('way', fields.way) }), time, purpose].filter(Boolean).join(' ');
}

function titleOf(entry: TimelineEntry): string {
  const salon = entry.salon;
  if (entry.kind === 'submission') return entry.sheet ? inWords(entry.sheet.title) : o('line_other');
  if (entry.kind === 'follow_up') return planWords(entry.fields);
  if (entry.kind === 'membership') return salon ? o('line_joined', { salon }) : o('line_other');
  if (entry.fields.state === 'cancelled') return o('came_cancelled');
  return salon ? o('line_attended', { salon }) : o('line_attended_bare');
}

function noteOf(entry: TimelineEntry): string {
  const day = planText(entry.on);
  if (entry.kind === 'submission')
    return `${day} ${o('sheet_answered_by')} ${answeredByWord(entry.fields.answered_by)}`;
  if (entry.kind !== 'follow_up') return day;
  if (entry.fields.state === 'done') return `${day} ${o('state_done')}`;
  if (entry.fields.state === 'cancelled') return `${day} ${o('state_cancelled')}`;
  return entry.on < tokyoDay() ? `${day} ${o('plan_late')}` : day;
}

function hrefOf(entry: TimelineEntry): string | null {
  if (entry.kind === 'submission') return `/o/review/${entry.id}`;
  return entry.session ? `/o/sessions/${entry.session}` : null;
}

/** One thing that happened; sheets and sessions open, the rest says what it is. */
function EntryRow({ entry }: { entry: TimelineEntry }) {
  const href = hrefOf(entry);
  const lead = <Icon name={ICONS[entry.kind]} />;
  const chips = (
    <>
      {entry.sheet && <Verdicts sheet={entry.sheet} />}
      {entry.conflicts.length > 0 && <StatusChip status="conflict" />}
    </>
  );
  if (!href) {
    return (
      <li data-test="timeline-entry" data-kind={entry.kind}>
        <div class="o-still">
          {lead}
          <span class="row-main">
            <span class="row-title">{titleOf(entry)}</span>
            <span class="row-note">{noteOf(entry)}</span>
          </span>
          {chips}
        </div>
        <RecordHistory id={entry.id} label={titleOf(entry)} />
      </li>
    );
  }
  return (
    <li data-test="timeline-entry" data-kind={entry.kind}>
      <OfficeRow
        href={href}
        id={entry.id}
        lead={lead}
        title={titleOf(entry)}
        note={noteOf(entry)}
        aside={chips}
      />
      {entry.kind !== 'submission' && <RecordHistory id={entry.id} label={titleOf(entry)} />}
    </li>
  );
}

function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const [filter, setFilter] = useState<Filter>('all');
  const listed = entries.filter((entry) => filter === 'all' || entry.kind === filter);
  if (entries.length === 0) return <p>{o('person_nothing')}</p>;
  const options = (Object.keys(FILTERS) as Filter[]).map((value) => ({ value, label: o(FILTERS[value]) }));
  return (
    <>
      <Choice
        label={o('filter')}
        options={options}
        value={filter}
        onChoose={setFilter}
        test="timeline-filter"
      />
      {listed.length === 0 ? (
        <p>{o('person_nothing')}</p>
      ) : (
        <Rows test="timeline" label={o('person_timeline')}>
          {listed.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </Rows>
      )}
    </>
  );
}

function Next({ entries }: { entries: TimelineEntry[] }) {
  const coming = entries.filter(isComing).reverse();
  return (
    <Panel title={o('person_next')} test="person-next">
      {coming.length === 0 ? (
        <p>{o('person_no_next')}</p>
      ) : (
        <ul class="list">
          {coming.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The fields that are drawn of her, in their order; a contact has up to three. */
function fieldsOf({ fields }: Page): string[] {
  const told = (field: string) => fields[field] !== null && fields[field] !== undefined;
  const contacts = Object.keys(fields).filter((field) => CONTACT.test(field) && told(field));
  return [...FIELDS, ...RARE.filter(told), ...contacts.sort()];
}

/** Her record was joined to another, and has been taken back. */
function isParted({ fields, members }: Page): boolean {
  return fields.merged_into === null && (members.merged_into ?? []).length > 0;
}

/** One person: her facts with every value in place and its history, what comes next, what was. */
export function PersonPage({ id }: { id: string }) {
  const load = useLoad<Page>(`/office/people/${id}`);
  return (
    <Loaded load={load} rows={8}>
      {(page) => {
        const { name, kana, age, fields } = page;
        const stopped = stoppedText(fields);
        const brief = {
          id,
          name,
          kana,
          age,
          born_on: String(fields.born_on ?? ''),
          sex: String(fields.sex ?? ''),
        };
        return (
          <>
            <PaneHead
              title={<PersonName person={brief} />}
              note={page.area.name}
              aside={<ToFhir id={page.id} />}
              test="person-title"
            />
            {page.id !== id && <Message test="joined-asked">{o('joined_asked')}</Message>}
            {stopped && (
              <Message test="stopped">{`${stopped}${t('sentence_end')}${t('state_stopped')}`}</Message>
            )}
            {isParted(page) && <Parted id={page.id} again={load.again} />}
            <Next entries={page.timeline} />
            <Panel title={o('person_fields')} test="person-fields">
              <dl class="o-fields">
                {fieldsOf(page).map((field) => (
                  <FieldRow
                    key={field}
                    record={{ ...page, kind: 'person' }}
                    sheltered={field in page.sheltered}
                    field={field}
                    again={load.again}
                  />
                ))}
              </dl>
            </Panel>
            <PersonKdb page={page} again={load.again} />
            {page.joined.length > 0 && <JoinedRecords id={page.id} again={load.again} />}
            <MailingsOf person={page.id} />
            <Panel title={o('person_timeline')} test="person-timeline">
              <Timeline entries={page.timeline.filter((entry) => !isComing(entry))} />
            </Panel>
          </>
        );
      }}
    </Loaded>
  );
}
