import { useState } from 'preact/hooks';
import { Choice, NumberField, Problem } from '../parts/index.ts';
import { addDays, addMonth, dayOf, partsOf, planText, tokyoDay } from '../shown/dates.ts';
import { t, type WordKey } from '../words/index.ts';

const YEARS_AHEAD = 3;

/** A day as it was typed. */
export interface Day {
  year: string;
  month: string;
  day: string;
}

export const noDay: Day = { year: '', month: '', day: '' };

interface DayPartProps {
  day: Day;
  onChange: (day: Day) => void;
  /** True once she wanted to save: then what is missing is said too. */
  told: boolean;
}

/** The day: one tap for the usual ones, three numbers for any other; it is said back with its weekday. */
export function DayPart({ day, onChange, told }: DayPartProps) {
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

/** The day, when there is such a day. */
export function dueOn(day: Day): string | null {
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

/** A day as it is typed; no day leaves all three open. */
export function dayIn(on: string): Day {
  if (on === '') return noDay;
  const { year, month, day } = partsOf(on);
  return { year: String(year), month: String(month), day: String(day) };
}

function isFull(day: Day): boolean {
  return day.year.length === 4 && day.month !== '' && day.day !== '';
}

/** What is wrong with it as the day of a plan. */
export function problemOfDay(day: Day): WordKey | null {
  if (Object.values(day).includes('')) return 'plan_day_needed';
  const due = dueOn(day);
  const today = tokyoDay();
  if (due === null) return 'm10_impossible_date';
  if (due < today) return 'plan_past';
  return partsOf(due).year > partsOf(today).year + YEARS_AHEAD ? 'plan_far' : null;
}

interface DayFieldsProps {
  /** What day it is; a planned one unless said. */
  label?: string;
  day: Day;
  onChange: (day: Day) => void;
  invalid: boolean;
}

/** Year, month and day as three numbers. */
export function DayFields({ label = t('plan_day'), day, onChange, invalid }: DayFieldsProps) {
  const [now, setNow] = useState(day);
  const set = (part: keyof Day) => (digits: string) => {
    const next = { ...now, [part]: digits };
    setNow(next);
    onChange(next);
  };
  return (
    <fieldset class="field">
      <legend class="field-label">{label}</legend>
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
          label={label}
          unit={t('month')}
          digits={2}
          value={day.month}
          onText={set('month')}
          invalid={invalid}
          test="due-month"
        />
        <NumberField
          label={label}
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
