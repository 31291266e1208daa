import { edit, person, type RecordView, record, save } from '../../store/index.ts';
import { attempt, Button, Icon, say } from '../parts/index.ts';
import { planText } from '../shown/dates.ts';
import { fieldText, lineOf, nameOf, stoppedText } from '../shown/person.ts';
import { valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';

interface PlanRowProps {
  plan: RecordView;
  today: string;
  /** On the person's own page her name goes without saying. */
  unnamed?: boolean;
  /** Put it one place up or down, in place of settling it. */
  move?: (id: string, by: -1 | 1) => void;
}

/** A plan: when, how, who, what for; and the button that settles it. */
export function PlanRow({ plan, today, unnamed, move }: PlanRowProps) {
  const { fields } = plan;
  const who = person(fieldText(fields, 'person'));
  const name = who ? nameOf(who.fields) : t('not_here_title');
  const word = t(fields.state === 'done' ? 'undo' : 'plan_done');
  const stopped = fields.state === 'planned' ? stoppedText(who?.fields) : '';
  const why = stopped && t('plan_stopped', { state: stopped });
  const note = [why, !unnamed && who && lineOf(who.fields), fieldText(fields, 'purpose')];
  const what = (
    <>
      <Icon name={fields.way === 'phone' ? 'phone' : 'visit'} />
      <span class="row-main">
        <span class="row-title">
          {whenText(plan, today)} {valueText('way', fields.way)} {!unnamed && name}
        </span>
        <span class="row-note">{note.filter(Boolean).join('　')}</span>
      </span>
    </>
  );
  return (
    <li class="roster-row" data-test="plan">
      {unnamed ? (
        <span class="row row-still roster-person">{what}</span>
      ) : (
        <a class="row roster-person" href={`/p/${who?.id ?? fieldText(fields, 'person')}`}>
          {what}
        </a>
      )}
      {move && (
        <span class="actions">
          {([-1, 1] as const).map((by) => (
            <Button
              key={by}
              onPress={() => move(plan.id, by)}
              label={`${name} ${t(by < 0 ? 'today_up' : 'today_down')}`}
              test={by < 0 ? 'plan-up' : 'plan-down'}
            >
              {t(by < 0 ? 'today_up' : 'today_down')}
            </Button>
          ))}
        </span>
      )}
      {!move && !stopped && <Settle plan={plan} label={`${name} ${word}`} />}
    </li>
  );
}

function Settle({ plan, label }: { plan: RecordView; label: string }) {
  const done = plan.fields.state === 'done';
  return (
    <Button
      onPress={() => settle(plan, done ? 'planned' : 'done')}
      label={label}
      test={done ? 'plan-undo' : 'plan-done'}
    >
      {t(done ? 'undo' : 'plan_done')}
    </Button>
  );
}

/** The day, unless it is today, and the time, if there is one. */
function whenText({ fields }: RecordView, today: string): string {
  const due = fieldText(fields, 'due_on');
  return [due === today ? '' : planText(due, today), fieldText(fields, 'due_time')].filter(Boolean).join(' ');
}

/** Mark a plan as done or planned again; either can be taken back. */
export async function settle(plan: RecordView, state: 'done' | 'planned'): Promise<void> {
  const before = plan.fields.state === 'done' ? 'done' : 'planned';
  await attempt(async () => {
    await change(plan, state);
    say(t(state === 'done' ? 'plan_marked_done' : 'plan_put_back'), async () => {
      const now = await record(plan.id);
      if (now) await change(now, before);
    });
  });
}

async function change(plan: RecordView, state: string): Promise<void> {
  const op = edit(plan, { state });
  if (op) await save([op]);
}
