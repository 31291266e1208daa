import { useState } from 'preact/hooks';
import { back } from '../../router.ts';
import { identity, person, type RecordView, save } from '../../store/index.ts';
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
  const [quick, setQuick] = useState<string | undefined>(undefined);
  const [drawn, setDrawn] = useState(0);
  const [time, setTime] = useState({ hour: '', minute: '' });
  const [purpose, setPurpose] = useState('');
  const [told, setTold] = useState(false);
  const today = tokyoDay();
  const due = dayOf(Number(day.year), Number(day.month), Number(day.day));
  const dayProblem = problemOfDay(day, due, today);
  const at = timeText(time);
  const choose = (name: string, on: string) => {
    setQuick(name);
    setDay(dayIn(on));
    setDrawn(drawn + 1);
  };
  const type = (next: Day) => {
    setQuick(undefined);
    setDay(next);
  };
  const file = async () => {
    setTold(true);
    if (dayProblem || at === null || due === null) return;
    const id = newId();
    const fields = {
      person: view.id,
      due_on: due,
      ...(at ? { due_time: at } : {}),
      way,
      ...(purpose.trim() ? { purpose: purpose.trim() } : {}),
      assigned_to: identity.value?.staff.id ?? '',
      state: 'planned',
    };
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
        <Choice
          label={t('plan_quick')}
          options={quickDays(today).map(([name, , word]) => ({ value: name, label: t(word) }))}
          value={quick}
          onChoose={(name) => choose(name, quickDays(today).find(([one]) => one === name)?.[1] ?? today)}
          test="quick-day"
        />
        <DayFields key={drawn} day={day} onChange={type} invalid={told && dayProblem !== null} />
        <p class="echo" role="status" data-test="plan-echo">
          {due && !dayProblem ? planText(due) : ''}
        </p>
        {dayProblem && (told || due || isFull(day)) && <Problem>{t(dayProblem)}</Problem>}
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

function problemOfDay(day: Day, due: string | null, today: string): WordKey | null {
  if (Object.values(day).includes('')) return 'plan_day_needed';
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
