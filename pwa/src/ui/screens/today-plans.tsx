import { edit, person, type RecordView, record, save } from '../../store/index.ts';
import { attempt, Button, Icon, say } from '../parts/index.ts';
import { planText } from '../shown/dates.ts';
import { fieldText, lineOf, nameOf } from '../shown/person.ts';
import { valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';

/** A plan: when, how, who, what for; and the button that settles it. */
export function PlanRow({ plan, today }: { plan: RecordView; today: string }) {
  const { fields } = plan;
  const who = person(fieldText(fields, 'person'));
  const name = who ? nameOf(who.fields) : t('not_here_title');
  const due = fieldText(fields, 'due_on');
  const when = [due === today ? '' : planText(due, today), fieldText(fields, 'due_time')]
    .filter(Boolean)
    .join(' ');
  const done = fields.state === 'done';
  return (
    <li class="roster-row" data-test="plan">
      <a class="row roster-person" href={`/p/${fieldText(fields, 'person')}`}>
        <Icon name={fields.way === 'phone' ? 'phone' : 'visit'} />
        <span class="row-main">
          <span class="row-title">
            {when} {valueText('way', fields.way)} {name}
          </span>
          <span class="row-note">
            {[who && lineOf(who.fields), fieldText(fields, 'purpose')].filter(Boolean).join('　')}
          </span>
        </span>
      </a>
      <Button
        onPress={() => settle(plan, done ? 'planned' : 'done')}
        label={`${name} ${t(done ? 'undo' : 'plan_done')}`}
        test={done ? 'plan-undo' : 'plan-done'}
      >
        {t(done ? 'undo' : 'plan_done')}
      </Button>
    </li>
  );
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
