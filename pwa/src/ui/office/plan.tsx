import { Icon } from '../parts/index.ts';
import { addDays, planText, tokyoDay } from '../shown/dates.ts';
import { stoppedText } from '../shown/person.ts';
import { valueText } from '../shown/values.ts';
import { t } from '../words/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { factLine, nameOf } from './names.tsx';
import { OfficeRow, PaneHead } from './rows.tsx';
import type { Plan } from './types.ts';
import { o } from './words.ts';

const WEEKS = 4;

function wordsOf(plan: Plan): string {
  const time = plan.due_time ? plan.due_time.replace(/^0/, '') : o('plan_no_time');
  return `${time} ${valueText('way', plan.way)}`;
}

function PlanRow({ plan, late }: { plan: Plan; late: boolean }) {
  const staff = plan.assigned_to ? o('plan_for', { name: plan.assigned_to.name }) : o('plan_for_nobody');
  return (
    <li>
      <OfficeRow
        href={`/o/p/${plan.person.id}`}
        id={plan.id}
        lead={<Icon name={plan.way === 'phone' ? 'phone' : 'visit'} />}
        title={nameOf(plan.person)}
        note={
          <>
            {factLine(plan.person)}
            <br />
            {late && `${o('plan_due', { date: planText(plan.due_on) })} `}
            {wordsOf(plan)} {staff}
            {plan.stopped && (
              <>
                <br />
                <strong data-test="plan-stopped">
                  {t('plan_stopped', { state: stoppedText({ state: plan.stopped }) })}
                </strong>
              </>
            )}
            {plan.purpose && (
              <>
                <br />
                {plan.purpose}
              </>
            )}
          </>
        }
        test={late ? 'plan-late' : 'plan-row'}
      />
    </li>
  );
}

interface GroupProps {
  title: string;
  plans: Plan[];
  late?: boolean;
  test: string;
}

function Group({ title, plans, late = false, test }: GroupProps) {
  return (
    <section class="o-group" aria-label={title} data-test={test}>
      <h2 class="o-group-title">{title}</h2>
      <ul class="list">
        {plans.map((plan) => (
          <PlanRow key={plan.id} plan={plan} late={late} />
        ))}
      </ul>
    </section>
  );
}

function byDay(plans: Plan[]): [string, Plan[]][] {
  const days = new Map<string, Plan[]>();
  for (const plan of plans) days.set(plan.due_on, [...(days.get(plan.due_on) ?? []), plan]);
  return [...days].sort(([a], [b]) => a.localeCompare(b));
}

function inOrder(a: Plan, b: Plan): number {
  return a.due_on.localeCompare(b.due_on) || (a.due_time ?? '99').localeCompare(b.due_time ?? '99');
}

function Groups({ plans }: { plans: Plan[] }) {
  const today = tokyoDay();
  const open = [...plans].sort(inOrder);
  const late = open.filter((plan) => plan.overdue);
  const coming = open.filter((plan) => plan.due_on >= today);
  return (
    <div data-rows data-test="plan-list">
      {late.length > 0 && (
        <Group late title={o('plan_overdue', { n: late.length })} plans={late} test="plan-overdue" />
      )}
      {coming.length === 0 && <p data-test="plan-none">{o('plan_none')}</p>}
      {byDay(coming).map(([day, own]) => (
        <Group
          key={day}
          title={o('plan_day', { date: planText(day), n: own.length })}
          plans={own}
          test="plan-day"
        />
      ))}
    </div>
  );
}

/** 予定: what is overdue, then the next weeks day by day. */
export function PlanList({ level }: { level: 1 | 2 }) {
  const until = addDays(tokyoDay(), WEEKS * 7);
  const load = useLoad<Plan[]>(`/office/follow-ups?state=planned&to=${until}`);
  return (
    <>
      <PaneHead level={level} title={o('nav_plan')} note={o('plan_hint')} test="plan-title" />
      <Loaded load={load} rows={6}>
        {(plans) => <Groups plans={plans} />}
      </Loaded>
    </>
  );
}
