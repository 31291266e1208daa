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
import { planText } from '../shown/dates.ts';
import { factsOf } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { cancelPlan } from './cancel-plan.ts';
import { type Day, DayPart, dueOn, noDay, problemOfDay } from './day-part.tsx';
import { NotHere } from './notes.tsx';

/** An ad hoc visit or call: on which day, when if known, what for. */
export function Plan({ person: id }: { person: string }) {
  const view = person(id);
  return view ? <Form view={view} /> : <NotHere />;
}

function Form({ view }: { view: RecordView }) {
  const [way, setWay] = useState<'visit' | 'phone'>('visit');
  const [day, setDay] = useState<Day>(noDay);
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
