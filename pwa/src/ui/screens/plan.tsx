import { useState } from 'preact/hooks';
import { back } from '../../router.ts';
import { type Fields, identity, person, type RecordView, save } from '../../store/index.ts';
import { newId } from '../../sync/index.ts';
import {
  attempt,
  Button,
  Choice,
  NumberField,
  Panel,
  Problem,
  Screen,
  say,
  TextField,
} from '../parts/index.ts';
import { addDays, addMonth, dayOf, partsOf, planText, tokyoDay } from '../shown/dates.ts';
import { factsOf } from '../shown/person.ts';
import { t, type WordKey } from '../words/index.ts';
import { cancelPlan } from './cancel-plan.ts';
import { NotHere } from './notes.tsx';

const YEARS_AHEAD = 3;

interface Day {
  year: string;
  month: string;
  day: string;
}

/** An ad hoc visit or call: on which day, when if known, what for. */
export function Plan({ person: id }: { person: string }) {
  const view = person(id);
  return view ? <Form view={view} /> : <NotHere />;
}

function Form({ view }: { view: RecordView }) {
  const [way, setWay] = useState<'visit' | 'phone'>('visit');
  const [day, setDay] = useState<Day>({ year: '', month: '', day: '' });
  const [time, setTime] = useState<Time>({ hour: '', minute: '' });
  const [purpose, setPurpose] = useState('');
  const [told, setTold] = useState(false);
  const [id] = useState(newId);
  const due = dueOn(day);
  const at = timeText(time);
  const file = async () => {
    setTold(true);
    if (problemOfDay(day) !== null || at === null || due === null) return;
    const fields = fieldsOf({ person: view.id, due, at, way, purpose: purpose.trim() });
    await attempt(async () => {
      await save([{ kind: 'follow_up', id, new: fields }]);
      say(t('plan_saved', { date: planText(due) }), () => cancelPlan(id));
      back(`/p/${view.id}`);
    });
  };
  return (
    <Screen
      name="plan_title"
      person={factsOf(view.fields)}
      back={`/p/${view.id}`}
      entry
      test="screen-plan"
      foot={
        <Button kind="primary" onPress={file} test="plan-save">
          {t('plan_save')}
        </Button>
      }
    >
      <Panel title={t('plan_title')}>
        <Choice
          label={t('plan_way')}
          options={[
            { value: 'visit', label: t('way_visit') },
            { value: 'phone', label: t('way_phone') },
          ]}
          value={way}
          onChoose={setWay}
          test="way"
        />
        <DayPart day={day} onChange={setDay} told={told} />
        <TimeFields time={time} onChange={setTime} />
        {told && at === null && <Problem>{t('plan_time_odd')}</Problem>}
        <TextField
          label={t('plan_purpose')}
          optional
          value={purpose}
          onText={setPurpose}
          maxLength={400}
          test="purpose"
        />
      </Panel>
    </Screen>
  );
}

interface Planned {
  person: string;
  due: string;
  at: string;
  way: string;
  purpose: string;
}

/** The fields of the plan; it is hers until somebody gives it to another. */
function fieldsOf({ person: of, due, at, way, purpose }: Planned): Fields {
  const given = { ...(at ? { due_time: at } : {}), ...(purpose ? { purpose } : {}) };
  const assigned_to = identity.value?.staff.id ?? '';
  return { person: of, due_on: due, way, assigned_to, state: 'planned', ...given };
}

interface DayPartProps {
  day: Day;
  onChange: (day: Day) => void;
  /** True once she wanted to save: then what is missing is said too. */
  told: boolean;
}

/** The day: one tap for the usual ones, three numbers for any other; it is said back with its weekday. */
function DayPart({ day, onChange, told }: DayPartProps) {
  const [quick, setQuick] = useState<string | undefined>(undefined);
  const [drawn, setDrawn] = useState(0);
  const today = tokyoDay();
  const due = dueOn(day);
  const problem = problemOfDay(day);
  const choose = (name: string) => {
    setQuick(name);
    setDrawn(drawn + 1);
    onChange(dayIn(quickDays(today).find(([one]) => one === name)?.[1] ?? today));
  };
  const type = (next: Day) => {
    setQuick(undefined);
    onChange(next);
  };
  return (
    <>
      <Choice
        label={t('plan_quick')}
        options={quickDays(today).map(([name, , word]) => ({ value: name, label: t(word) }))}
        value={quick}
        onChoose={choose}
        test="quick-day"
      />
      <DayFields key={drawn} day={day} onChange={type} invalid={told && problem !== null} />
      <p class="echo" role="status" data-test="plan-echo">
        {due && problem === null ? planText(due) : ''}
      </p>
      {problem && (told || isFull(day)) && <Problem>{t(problem)}</Problem>}
    </>
  );
}

function dueOn(day: Day): string | null {
  return dayOf(Number(day.year), Number(day.month), Number(day.day));
}

type Quick = readonly [name: string, on: string, word: WordKey];

function quickDays(today: string): Quick[] {
  return [
    ['tomorrow', addDays(today, 1), 'plan_tomorrow'],
    ['week', addDays(today, 7), 'plan_week'],
    ['month', addMonth(today), 'plan_month'],
  ];
}

function dayIn(on: string): Day {
  const { year, month, day } = partsOf(on);
  return { year: String(year), month: String(month), day: String(day) };
}

function isFull(day: Day): boolean {
  return day.year.length === 4 && day.month !== '' && day.day !== '';
}

function problemOfDay(day: Day): WordKey | null {
  if (Object.values(day).includes('')) return 'plan_day_needed';
  const due = dueOn(day);
  const today = tokyoDay();
  if (due === null) return 'm10_impossible_date';
  if (due < today) return 'plan_past';
  return partsOf(due).year > partsOf(today).year + YEARS_AHEAD ? 'plan_far' : null;
}

/** `HH:MM`, '' when no time was given, null when it is no time. */
function timeText({ hour, minute }: { hour: string; minute: string }): string | null {
  if (hour === '' && minute === '') return '';
  const [h, m] = [Number(hour || 'x'), Number(minute || 0)];
  if (!(h >= 0 && h <= 23 && m >= 0 && m <= 59)) return null;
  return `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
}

interface DayFieldsProps {
  day: Day;
  onChange: (day: Day) => void;
  invalid: boolean;
}

function DayFields({ day, onChange, invalid }: DayFieldsProps) {
  const [now, setNow] = useState(day);
  const set = (part: keyof Day) => (digits: string) => {
    const next = { ...now, [part]: digits };
    setNow(next);
    onChange(next);
  };
  return (
    <fieldset class="field">
      <legend class="field-label">{t('plan_day')}</legend>
      <div class="number-row">
        <NumberField
          label={t('plan_year')}
          unit={t('year')}
          digits={4}
          value={day.year}
          onText={set('year')}
          invalid={invalid}
          test="due-year"
        />
        <NumberField
          label={t('plan_day')}
          unit={t('month')}
          digits={2}
          value={day.month}
          onText={set('month')}
          invalid={invalid}
          test="due-month"
        />
        <NumberField
          label={t('plan_day')}
          unit={t('day')}
          digits={2}
          value={day.day}
          onText={set('day')}
          invalid={invalid}
          test="due-day"
        />
      </div>
    </fieldset>
  );
}

interface Time {
  hour: string;
  minute: string;
}

function TimeFields({ time, onChange }: { time: Time; onChange: (time: Time) => void }) {
  return (
    <fieldset class="field">
      <legend class="field-label">
        {t('plan_time')}
        <span class="hint">※{t('optional')}</span>
      </legend>
      <div class="number-row">
        <NumberField
          label={t('plan_time')}
          unit={t('hour')}
          digits={2}
          value={time.hour}
          onText={(hour) => onChange({ ...time, hour })}
          test="due-hour"
        />
        <NumberField
          label={t('plan_time')}
          unit={t('minute')}
          digits={2}
          value={time.minute}
          onText={(minute) => onChange({ ...time, minute })}
          test="due-minute"
        />
      </div>
    </fieldset>
  );
}
