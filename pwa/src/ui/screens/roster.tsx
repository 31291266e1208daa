import { signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import {
  canonical,
  identity,
  ofKind,
  ofSession,
  type PersonHit,
  person,
  type RecordView,
  record,
  search,
} from '../../store/index.ts';
import {
  Choice,
  forgetToo,
  Icon,
  LinkButton,
  Message,
  Panel,
  Screen,
  TextField,
  useRead,
  useReadOnce,
} from '../parts/index.ts';
import { planText } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { formsFor, usualForm } from '../shown/forms-here.ts';
import { isInRow, KANA_ROWS, type KanaRow, kanaOfRow } from '../shown/kana.ts';
import { lastForm } from '../shown/last-form.ts';
import { byText, Waiting } from '../shown/lists.tsx';
import { fieldText } from '../shown/person.ts';
import { inPractice } from '../shown/practice.ts';
import { t } from '../words/index.ts';
import { NotHere } from './notes.tsx';
import { RosterRow } from './roster-row.tsx';

const OTHERS_MOST = 30;
const ALL = 'all';

/** What is filtered, per session, so that coming back finds the list as it was. */
const everyone = { session: '', row: ALL, text: '' } as const;
const filter = signal<{ session: string; row: KanaRow | typeof ALL; text: string }>(everyone);
forgetToo(() => {
  filter.value = everyone;
});

async function load(id: string) {
  const session = await record(id);
  if (!session) return null;
  const [salon, here] = await Promise.all([record(fieldText(session.fields, 'salon')), ofSession(id)]);
  const forms = formsFor(await ofKind('form_version'), identity.value?.roles ?? [], inPractice());
  return { session, salon, here, forms };
}
type Read = NonNullable<Awaited<ReturnType<typeof load>>>;

/** Ids of the persons who belong to the salon of the session on its day. */
async function usualOf(id: string): Promise<string[]> {
  const session = await record(id);
  const salon = session?.fields.salon;
  const on = fieldText(session?.fields ?? {}, 'on');
  const current = (await ofKind('membership')).filter(({ fields }) => {
    const to = fieldText(fields, 'to_on');
    return fields.salon === salon && fieldText(fields, 'from_on') <= on && (to === '' || on <= to);
  });
  return [...new Set(current.map((view) => fieldText(view.fields, 'person')))];
}

/** S4: the roster of one session. Nothing of anyone's health stands here: the hall reads along. */
export function Roster({ session: id }: { session: string }) {
  const read = useRead(`roster ${id}`, () => load(id));
  const usual = useReadOnce(`usual ${id}`, () => usualOf(id));
  if (read === undefined || usual === undefined) {
    return (
      <Screen name="salon_title" back="/salon" test="screen-roster">
        <Waiting rows={6} />
      </Screen>
    );
  }
  return read === null ? <NotHere /> : <RosterOf id={id} read={read} usual={usual} />;
}

/** Drawn when what was read is another, not already when the store says that it has changed. */
function RosterOf({ id, read, usual }: { id: string; read: Read; usual: string[] }) {
  if (filter.value.session !== id) filter.value = { session: id, row: ALL, text: '' };
  const attendances = read.here.filter((view) => view.kind === 'attendance');
  const present = attendances.filter((view) => view.fields.state === 'present');
  const distinct = new Set(present.map(personOf));
  // Walk-ins belong to the denominator too: more people than there are can never be here.
  const all = new Set([...usual.map(canonical), ...distinct]).size;
  const on = planText(fieldText(read.session.fields, 'on'));
  const place = read.salon ? fieldText(read.salon.fields, 'name') : t('tab_salon');
  return (
    <Screen
      name="salon_title"
      title={
        <>
          {place} <span class="person-facts">{on}</span>
        </>
      }
      back="/salon"
      aside={<strong data-test="roster-count">{t('roster_count', { here: distinct.size, all })}</strong>}
      test="screen-roster"
      foot={
        <>
          <LinkButton href={`/register?session=${id}`} icon="add" test="register">
            {t('roster_new')}
          </LinkButton>
          <LinkButton href={`/salon/${id}/ready`} kind="text" test="to-ready">
            {t('help_to')}
          </LinkButton>
        </>
      }
    >
      <Filter />
      <People read={read} usual={usual} attendances={attendances} session={id} />
      <p class="counts-line">
        <span data-test="distinct">{t('roster_distinct', { n: distinct.size })}</span>
        <span data-test="attendances">{t('roster_total', { n: present.length })}</span>
      </p>
    </Screen>
  );
}

function Filter() {
  const { session, row, text } = filter.value;
  const [cleared, setCleared] = useState(0);
  return (
    <>
      <TextField
        key={cleared}
        label={t('roster_search')}
        type="search"
        live
        value={text}
        onText={(typed) => {
          filter.value = { session, row: ALL, text: typed };
        }}
        test="roster-search"
      />
      <div class="kana-rows">
        <Choice<KanaRow | typeof ALL>
          class="kana-rows"
          labelledBy="kana-rows"
          options={[
            { value: ALL, label: t('roster_all') },
            ...KANA_ROWS.map((kana) => ({ value: kana, label: kana })),
          ]}
          value={text === '' ? row : undefined}
          onChoose={(chosen) => {
            filter.value = { session, row: chosen, text: '' };
            // What is typed no longer filters, so it leaves the field too.
            if (text !== '') setCleared(cleared + 1);
          }}
          test="kana-rows"
        />
        <span class="spoken" id="kana-rows">
          {t('roster_rows')}
        </span>
      </div>
    </>
  );
}

interface PeopleProps {
  read: Read;
  usual: string[];
  attendances: RecordView[];
  session: string;
}

/** Usual attendees and those already here first, in kana order that never moves; then others of the register. */
function People({ read, usual: members, attendances, session }: PeopleProps) {
  const { row, text } = filter.value;
  const known = new Set([...members.map(canonical), ...attendances.map(personOf)]);
  const found = text.trim() === '' ? null : new Set(search(text, 1000).map((hit) => hit.id));
  const usual = [...known]
    .flatMap((id) => person(id) ?? [])
    .filter((view) =>
      found ? found.has(view.id) : row === ALL || isInRow(fieldText(view.fields, 'family_kana'), row),
    )
    .sort(byText('family_kana', 'given_kana', 'born_on'));
  const others = othersOf(text, row).filter((hit) => !known.has(hit.id));
  const sheets = read.here.filter((one) => one.kind === 'submission');
  const form = usualForm(read.forms, lastForm(session), sheets);
  const choice = { form, others: read.forms.length > 1 };
  const rowOf = (view: RecordView) => (
    <RosterRow
      key={view.id}
      view={view}
      session={session}
      attendance={attendanceOf(attendances, view.id)}
      sheets={sheets.filter((one) => personOf(one) === view.id)}
      choice={choice}
    />
  );
  return (
    <>
      <Panel title={t('roster_usual')} test="usual">
        {form && choice.others && (
          <p class="second" data-test="roster-form">
            {t('roster_form', { title: inWords(form.title) })}
          </p>
        )}
        {usual.length === 0 && <p>{t(known.size === 0 ? 'roster_no_usual' : 'roster_nobody_row')}</p>}
        <ul class="list">{usual.map(rowOf)}</ul>
      </Panel>
      {others.length > 0 && (
        <Panel title={t('roster_others')} test="others">
          <ul class="list">
            {others
              .slice(0, OTHERS_MOST)
              .flatMap((hit) => person(hit.id) ?? [])
              .map(rowOf)}
          </ul>
          {others.length > OTHERS_MOST && (
            <p class="second">
              <Icon name="find" /> {t('find_many', { n: OTHERS_MOST })}
            </p>
          )}
        </Panel>
      )}
      {text.trim() !== '' && usual.length + others.length === 0 && (
        <Message test="find-none">{t('find_none')}</Message>
      )}
    </>
  );
}

/** Whom a record of the session is about: one person, however often she was registered. */
function personOf(view: RecordView): string {
  return canonical(fieldText(view.fields, 'person'));
}

/** Her check-in; of two records of one person the one that stands. */
function attendanceOf(attendances: RecordView[], id: string): RecordView | undefined {
  const hers = attendances.filter((one) => personOf(one) === id);
  return hers.find((one) => one.fields.state === 'present') ?? hers[0];
}

/** People of the register beside the usual ones: what was searched, or the chosen kana row. */
function othersOf(text: string, row: KanaRow | typeof ALL): PersonHit[] {
  if (text.trim() !== '') return search(text, 200);
  if (row === ALL) return [];
  const hits = kanaOfRow(row).flatMap((kana) => search(kana, 200));
  const once = new Map(hits.filter((hit) => isInRow(hit.family_kana, row)).map((hit) => [hit.id, hit]));
  return [...once.values()];
}
