import { useState } from 'preact/hooks';
import { back, query } from '../../router.ts';
import {
  type Fields,
  type HeldOp,
  heldOp,
  identity,
  person,
  type RecordView,
  replacement,
  save,
} from '../../store/index.ts';
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
import { planText } from '../shown/dates.ts';
import { factsOf, fieldText } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { cancelPlan } from './cancel-plan.ts';
import { type Day, DayPart, dayIn, dueOn, problemOfDay } from './day-part.tsx';
import { HeldWhy } from './held-why.tsx';
import { NotHere } from './notes.tsx';

/** An ad hoc visit or call: on which day, when if known, what for. */
export function Plan({ person: id }: { person: string }) {
  const [held] = useState(() => heldOp(query().get('held') ?? ''));
  const view = person(id);
  return view ? <Form view={view} held={held} /> : <NotHere />;
}

function Form({ view, held }: { view: RecordView; held: HeldOp | undefined }) {
  const before = held?.fields ?? {};
  const [way, setWay] = useState<'visit' | 'phone'>(before.way === 'phone' ? 'phone' : 'visit');
  const [day, setDay] = useState<Day>(() => dayIn(fieldText(before, 'due_on')));
  const [time, setTime] = useState<Time>(() => timeIn(fieldText(before, 'due_time')));
  const [purpose, setPurpose] = useState(fieldText(before, 'purpose'));
  const [told, setTold] = useState(false);
  const [id] = useState(() => held?.record ?? newId());
  const due = dueOn(day);
  const at = timeText(time);
  const file = async () => {
    setTold(true);
    if (problemOfDay(day) !== null || at === null || due === null) return;
    const fields = fieldsOf({ person: view.id, due, at, way, purpose: purpose.trim() }, before);
    const op = held ? replacement(held.op, fields) : { kind: 'follow_up' as const, id, new: fields };
    await attempt(async () => {
      if (op) await save([op]);
      say(t('plan_saved', { date: planText(due) }), () => cancelPlan(id));
      back(held ? '/sent' : `/p/${view.id}`);
    });
  };
  return (
    <Screen
      name="plan_title"
      person={factsOf(view.fields)}
      back={held ? '/sent' : `/p/${view.id}`}
      entry
      test="screen-plan"
      foot={
        <Button kind="primary" onPress={file} test="plan-save">
          {t(held ? 'held_fix' : 'plan_save')}
        </Button>
      }
    >
      {held && <HeldWhy held={held} />}
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
function fieldsOf({ person: of, due, at, way, purpose }: Planned, before: Fields): Fields {
  const assigned_to = fieldText(before, 'assigned_to') || (identity.value?.staff.id ?? '');
  const given = { ...optional('due_time', at, before), ...optional('purpose', purpose, before) };
  return { person: of, due_on: due, way, assigned_to, state: 'planned', ...given };
}

/** What was left open is left out, unless it had been said before: then it is taken back. */
function optional(field: string, text: string, before: Fields): Fields {
  if (text) return { [field]: text };
  return Object.hasOwn(before, field) ? { [field]: null } : {};
}

function timeIn(text: string): Time {
  const [hour = '', minute = ''] = text.split(':');
  return { hour, minute };
}

/** `HH:MM`, '' when no time was given, null when it is no time. */
function timeText({ hour, minute }: { hour: string; minute: string }): string | null {
  if (hour === '' && minute === '') return '';
  const [h, m] = [Number(hour || 'x'), Number(minute || 0)];
  if (!(h >= 0 && h <= 23 && m >= 0 && m <= 59)) return null;
  return `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
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
