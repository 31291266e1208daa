import { useEffect, useState } from 'preact/hooks';
import type { Definition } from '../../forms/index.ts';
import {
  canonical,
  counts,
  endIfDue,
  identity,
  lock,
  ofKind,
  ofSession,
  type RecordView,
  record,
  underWay,
} from '../../store/index.ts';
import { signOut } from '../../sync/index.ts';
import { Chunk, partFrom } from '../chunks.tsx';
import { attempt, Button, Message, Screen, say, UndoBar, useRead } from '../parts/index.ts';
import { planText, tokyoDay, tokyoTime } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import { formsFor } from '../shown/forms-here.ts';
import { byText, Waiting } from '../shown/lists.tsx';
import { bornShort, fieldText, kanaOf, nameOf } from '../shown/person.ts';
import { inPractice } from '../shown/practice.ts';
import { t } from '../words/index.ts';
import { cancel, checkIn } from './check-in.ts';
import { useEnd } from './helper-door.tsx';

interface Read {
  meeting: RecordView;
  salon: RecordView | undefined;
  people: RecordView[];
  came: RecordView[];
  forms: Definition[];
}

/** The session she helps at: by the number of the day, or one granted to her whose day is today. */
async function load(): Promise<Read | null> {
  const scopes = identity.value?.scopes ?? [];
  for (const scope of scopes.filter((one) => one.startsWith('roster:'))) {
    const meeting = await record(scope.slice('roster:'.length));
    if (!meeting || (!identity.value?.helps && meeting.fields.on !== tokyoDay())) continue;
    const [salon, people, here, versions] = await Promise.all([
      record(fieldText(meeting.fields, 'salon')),
      ofKind('person'),
      ofSession(meeting.id),
      ofKind('form_version'),
    ]);
    const came = here.filter((view) => view.kind === 'attendance');
    return { meeting, salon, people, came, forms: formsFor(versions, ['supporter'], inPractice()) };
  }
  return null;
}

/** What a supporter sees: whom the roster lists, and who has come. Nothing of health, nothing of other days. */
export function Station() {
  const helps = identity.value?.helps;
  const read = useRead(`station ${helps}`, load);
  const [chosen, setChosen] = useState<string | null>(null);
  const [sheet, setSheet] = useState<string | null>(null);
  useEnd();
  useEffect(() => {
    underWay.value = chosen !== null;
    // What was open is done: an end that waited for it comes now.
    if (chosen === null) void endIfDue();
    return () => {
      underWay.value = false;
    };
  }, [chosen]);
  const leave = (
    <Button elder onPress={() => (helps ? lock() : signOut())} test={helps ? 'helper-end' : 'sign-out'}>
      {t('supporter_end')}
    </Button>
  );
  if (read === undefined || read === null) {
    return (
      <Screen name="supporter_title" test="screen-supporter" class="helpers" bare foot={leave}>
        {read === undefined ? (
          <Waiting rows={5} />
        ) : (
          <Message test="m22">{t(helps ? 'station_nobody' : 'm22_no_session')}</Message>
        )}
      </Screen>
    );
  }
  const view = read.people.find(({ id }) => id === chosen);
  if (view && sheet) return <Measuring view={view} draft={sheet} onDone={() => setSheet(null)} />;
  if (view) return <Confirm read={read} view={view} onBack={() => setChosen(null)} onSheet={setSheet} />;
  return (
    <Screen
      name="station_title"
      title={
        <>
          {read.salon ? fieldText(read.salon.fields, 'name') : t('station_title')}{' '}
          <span class="person-facts">{planText(fieldText(read.meeting.fields, 'on'))}</span>
        </>
      }
      aside={<span>{t('helper_is', { name: identity.value?.staff.name ?? '' })}</span>}
      test="screen-station"
      class="helpers"
      bare
      foot={leave}
    >
      <UndoBar />
      <Names read={read} onChoose={setChosen} />
    </Screen>
  );
}

function Names({ read, onChoose }: { read: Read; onChoose: (id: string) => void }) {
  const present = new Set(
    read.came.filter(({ fields }) => fields.state === 'present').map((view) => whomOf(view)),
  );
  const people = [...read.people].sort(byText('family_kana', 'given_kana', 'born_on'));
  return (
    <>
      <h2>{t('station_who')}</h2>
      <p class="helper-counts">
        <span data-test="station-count">{t('station_count', { here: present.size })}</span>
        <span data-test="station-kept">{t('station_kept', { n: counts.value.total })}</span>
      </p>
      <ul class="helper-names">
        {people.map((view) => (
          <li key={view.id}>
            <Button
              wide
              elder
              icon={present.has(view.id) ? 'tick' : 'person'}
              onPress={() => onChoose(view.id)}
              test="name"
            >
              {nameOf(view.fields)}
              {present.has(view.id) && <span class="row-note">{t('station_done')}</span>}
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What is measured here comes with the part of the nurses' sheets. */
const measuring = partFrom(() => import('./measuring.ts'));

interface MeasuringProps {
  view: RecordView;
  draft: string;
  onDone: (filed: boolean) => void;
}

function Measuring(props: MeasuringProps) {
  const done = (filed: boolean) => {
    if (filed) say(t('station_saved', { name: nameOf(props.view.fields) }));
    props.onDone(filed);
  };
  return <Chunk part={measuring} draw={({ HelperSheet }) => <HelperSheet {...props} onDone={done} />} />;
}

/** The forms she may fill of who has come. */
function Forms({ read, view, onSheet }: { read: Read; view: RecordView; onSheet: (draft: string) => void }) {
  const open = (form: Definition) =>
    attempt(async () => {
      const here = await measuring.load();
      if (here) onSheet(await here.helperDraft(view.id, form, read.meeting.id));
    });
  return (
    <>
      {read.forms.map((form) => (
        <Button
          key={form.form}
          wide
          elder
          icon="sheet"
          onPress={() => open(form)}
          test={`helper-form-${form.form}`}
        >
          {inWords(form.title)}
        </Button>
      ))}
    </>
  );
}

/** One person, large: who is at the desk is asked for her name before anything is kept. */
interface ConfirmProps {
  read: Read;
  view: RecordView;
  onBack: () => void;
  onSheet: (draft: string) => void;
}

function Confirm({ read, view, onBack, onSheet }: ConfirmProps) {
  const name = nameOf(view.fields);
  const came = read.came.find((one) => one.fields.state === 'present' && whomOf(one) === view.id);
  const act = (work: () => Promise<void>) => () =>
    attempt(async () => {
      await work();
      onBack();
    });
  return (
    <Screen name="station_title" test="screen-confirm" class="helpers" bare>
      <UndoBar />
      <p class="helper-name" data-test="confirm-name">
        {t('with_san', { name })}
      </p>
      <p>
        {kanaOf(view.fields)}{' '}
        {t('station_born', { born: bornShort(fieldText(view.fields, 'born_on')).split(/[.-]/)[0] ?? '' })}
      </p>
      {came ? (
        <>
          <p>
            <strong>{t('station_here', { time: tokyoTime(fieldText(came.fields, 'at')) })}</strong>
          </p>
          <Forms read={read} view={view} onSheet={onSheet} />
          <Button wide elder onPress={act(() => cancel(came.id))} test="helper-undo">
            {t('station_undo')}
          </Button>
          <Button wide elder kind="primary" onPress={onBack} test="helper-back">
            {t('station_back')}
          </Button>
        </>
      ) : (
        <>
          <p>{t('station_ask')}</p>
          <Button
            wide
            elder
            kind="primary"
            onPress={act(() => checkIn(read.meeting.id, view.id, name))}
            test="helper-check-in"
          >
            {t('station_yes')}
          </Button>
          <Button wide elder onPress={onBack} test="helper-back">
            {t('station_no')}
          </Button>
        </>
      )}
    </Screen>
  );
}

const whomOf = (view: RecordView): string => canonical(fieldText(view.fields, 'person'));
