import { useEffect, useState } from 'preact/hooks';
import {
  identity,
  type Kind,
  noteRead,
  ofKind,
  ofPerson,
  person,
  type RecordView,
} from '../../store/index.ts';
import { Button, Choice, LinkButton, Message, Panel, Screen, useRead } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { tokyoDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { formsFor, usualForm } from '../shown/forms-here.ts';
import { lastForm } from '../shown/last-form.ts';
import { byText, salonNames, Waiting } from '../shown/lists.tsx';
import { ageText, bornText, factsOf, fieldText, nameOf, sexText } from '../shown/person.ts';
import { inPractice } from '../shown/practice.ts';
import { t } from '../words/index.ts';
import { Contacts } from './contacts.tsx';
import { FromKdb } from './kdb.tsx';
import { LeftArea } from './left-area.tsx';
import { NotHere } from './notes.tsx';
import type { FormChoice } from './roster-row.tsx';
import { Shown, valuesOf } from './shown-value.tsx';
import { Standing } from './standing.tsx';
import { startSheet } from './start-sheet.ts';
import { type Timed, TimelineRow } from './timeline.tsx';
import { PlanRow } from './today-plans.tsx';

type Filter = 'all' | Extract<Kind, 'submission' | 'attendance' | 'follow_up'>;

async function load(id: string) {
  const [records, sessions, salons, versions] = await Promise.all([
    ofPerson(id),
    ofKind('session'),
    ofKind('salon'),
    ofKind('form_version'),
  ]);
  return { records, sessions, salons, versions };
}
type Read = Awaited<ReturnType<typeof load>>;

/** S14: who she is, what comes next, and everything so far, newest first. */
export function PersonPage({ person: id }: { person: string }) {
  const read = useRead(`person ${id}`, () => load(id));
  const view = person(id);
  useEffect(() => noteRead('person', id), [id]);
  if (!view) return <NotHere />;
  const choice = choiceOf(read);
  return (
    <Screen
      name="person_title"
      person={factsOf(view.fields)}
      back="/find"
      test="screen-person"
      foot={
        <>
          <LinkButton href={`/p/${view.id}/plan`} icon="visit" test="plan">
            {t('person_plan')}
          </LinkButton>
          {choice.others && (
            <LinkButton href={`/p/${view.id}/forms`} test="other-forms">
              {t('person_other_forms')}
            </LinkButton>
          )}
          <Button
            kind="primary"
            icon="sheet"
            // A tap that comes before the page is read waits for it.
            onPress={async () => startSheet(view.id, choiceOf(read ?? (await load(id))).form)}
            test="start-sheet"
          >
            {choice.form ? inWords(choice.form.title) : t('person_sheet')}
          </Button>
        </>
      }
    >
      {view.leaving && <LeftArea name={nameOf(view.fields)} />}
      <Standing view={view} asked={id} />
      <Details view={view} />
      <Contacts view={view} />
      <FromKdb view={view} />
      {read ? <Records {...read} /> : <Waiting rows={4} />}
    </Screen>
  );
}

/** The form that one tap opens: the one begun last outside of a session, or the one she was asked most often. */
function choiceOf(read: Read | undefined): FormChoice {
  const forms = formsFor(read?.versions ?? [], identity.value?.roles ?? [], inPractice());
  const sheets = (read?.records ?? []).filter(({ kind }) => kind === 'submission');
  return { form: usualForm(forms, lastForm(), sheets), others: forms.length > 1 };
}

/** What the head of the screen shows as one value: where there are more, they stand below it. */
const AT_HEAD = ['family', 'given', 'family_kana', 'given_kana', 'born_on', 'sex'];

function Details({ view }: { view: RecordView }) {
  const { fields } = view;
  const area = identity.value?.areas.find((one) => one.id === fields.area)?.name;
  const born = fieldText(fields, 'born_on');
  return (
    <Panel test="details">
      {(view.held || view.unsent) && (
        <p class="actions">
          <StatusChip status={view.held ? 'held' : 'kept'} />
        </p>
      )}
      <dl class="facts">
        <dt>{t('field_born_on')}</dt>
        <dd>
          {bornText(born)} {ageText(born)} {sexText(fields.sex)}
        </dd>
        {area && (
          <>
            <dt>{t('field_area')}</dt>
            <dd>{area}</dd>
          </>
        )}
        {AT_HEAD.filter((field) => valuesOf(view, field).length > 0).map((field) => (
          <Shown key={field} view={view} field={field} />
        ))}
        <Shown view={view} field="phone" />
        {view.fields.address_protected === true ? <Protected /> : <Shown view={view} field="address" />}
      </dl>
      <div class="actions">
        <LinkButton href={`/p/${view.id}/edit`} icon="pencil" test="edit">
          {t('person_edit')}
        </LinkButton>
        <p class="hint">{t('person_history_hint')}</p>
      </div>
    </Panel>
  );
}

/** An address that must not be known: the screen says that there is one to be asked for, and no more. */
function Protected() {
  return (
    <>
      <dt>{t('field_address')}</dt>
      <dd data-test="address-protected">
        <strong>{t('address_protected')}</strong> <span class="second">{t('address_protected_hint')}</span>
      </dd>
    </>
  );
}

function Records({ records, sessions, salons, versions }: Read) {
  const [filter, setFilter] = useState<Filter>('all');
  const today = tokyoDay();
  const plans = records.filter(({ kind, fields }) => kind === 'follow_up' && fields.state === 'planned');
  const names = salonNames(salons);
  const onOf = new Map(sessions.map((view) => [view.id, view]));
  const timed = records
    .flatMap((view) => timedOf(view, onOf, names))
    .sort((a, b) => b.on.localeCompare(a.on));
  const shown = timed.filter(({ view }) => filter === 'all' || view.kind === filter);
  return (
    <>
      <Panel title={t('person_next')} test="next-plan">
        {plans.length === 0 && <p>{t('person_no_next')}</p>}
        <ul class="list">
          {plans.sort(byText('due_on', 'due_time')).map((plan) => (
            <PlanRow key={plan.id} plan={plan} today={today} unnamed />
          ))}
        </ul>
      </Panel>
      <Panel title={t('person_timeline')} test="timeline">
        <Choice<Filter>
          labelledBy="timeline-filter"
          options={[
            { value: 'all', label: t('filter_all') },
            { value: 'submission', label: t('filter_sheet') },
            { value: 'attendance', label: t('filter_attendance') },
            { value: 'follow_up', label: t('filter_plan') },
          ]}
          value={filter}
          onChoose={setFilter}
          test="timeline-filter"
        />
        <span class="spoken" id="timeline-filter">
          {t('person_filter')}
        </span>
        {shown.length === 0 && <Message>{t('person_nothing')}</Message>}
        <ol class="list">
          {shown.map((one) => (
            <TimelineRow key={one.view.id} timed={one} versions={versions} />
          ))}
        </ol>
      </Panel>
    </>
  );
}

/** When something was, and where; what was taken back or only planned is not part of what has been. */
function timedOf(view: RecordView, sessions: Map<string, RecordView>, names: Map<string, string>): Timed[] {
  const { kind, fields } = view;
  const session = sessions.get(fieldText(fields, 'session'));
  const place = names.get(fieldText(session?.fields ?? {}, 'salon')) ?? '';
  if (kind === 'submission') return [{ view, on: fieldText(fields, 'on'), place }];
  if (kind === 'attendance' && fields.state === 'present') {
    return [{ view, on: fieldText(session?.fields ?? {}, 'on') || tokyoDay(fieldText(fields, 'at')), place }];
  }
  if (kind === 'follow_up' && fields.state === 'done')
    return [{ view, on: fieldText(fields, 'due_on'), place }];
  return [];
}
