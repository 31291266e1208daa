import { useState } from 'preact/hooks';
import {
  type Draft,
  drafts,
  identity,
  left,
  ofKind,
  person,
  type RecordView,
  severalTowns,
  storageLow,
} from '../../store/index.ts';
import { clockSkew_s, loginNeeded } from '../../sync/index.ts';
import { Button, Folded, LinkButton, Message, Panel, Screen, useRead } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { dayText, tokyoDay } from '../shown/dates.ts';
import { byText, salonNames, Waiting } from '../shown/lists.tsx';
import { inOwnOrder, movePlan } from '../shown/own-order.ts';
import { fieldText, stoppedText } from '../shown/person.ts';
import { t } from '../words/index.ts';
import { SignInAgain } from './sign-in-again.tsx';
import { DraftRow } from './today-drafts.tsx';
import { Notices } from './today-notices.tsx';
import { PlanRow } from './today-plans.tsx';
import { TownsHere } from './towns-here.tsx';

/** A tablet whose clock is further off than this is told so. */
const SKEW_TOLD_MIN = 5;
const DAYS_WRONG_MIN = 12 * 60;

async function load() {
  const [sessions, salons, plans, notices, open, versions] = await Promise.all([
    ofKind('session'),
    ofKind('salon'),
    ofKind('follow_up'),
    ofKind('notice'),
    drafts(),
    ofKind('form_version'),
  ]);
  return { sessions, salons, plans, notices, drafts: open, versions };
}
type Read = Awaited<ReturnType<typeof load>>;

/** S3: everything of today, worked out on the tablet. */
export function Today() {
  const read = useRead('today', load);
  return (
    <Screen
      name="tab_today"
      title={t('today_title', { date: dayText(tokyoDay()) })}
      tab="today"
      test="screen-today"
    >
      {loginNeeded.value && <SignInAgain />}
      <TabletTrouble />
      {read ? <Day {...read} /> : <Waiting rows={5} />}
    </Screen>
  );
}

/** What she should know of the tablet itself; neither stops her work. */
function TabletTrouble() {
  const minutes = Math.round(clockSkew_s.value / 60);
  return (
    <>
      {severalTowns() && <TownsHere draw={({ Owed }) => <Owed />} />}
      {storageLow.value && <Message test="m30">{t('m30_storage_low')}</Message>}
      {left.value > 0 && <Left />}
      {Math.abs(minutes) > SKEW_TOLD_MIN && <Message test="m41">{clockText(minutes)}</Message>}
    </>
  );
}

/** Persons and records that moved out of her areas; once read, it is not said again. */
function Left() {
  const forget = () => {
    left.value = 0;
  };
  const read = <Button onPress={forget}>{t('close')}</Button>;
  return (
    <Message test="left-areas" actions={read}>
      {t('left_areas', { n: left.value })}
    </Message>
  );
}

/** In minutes, or in days where the days themselves that she enters will be wrong. */
function clockText(minutes: number): string {
  const fast = minutes > 0;
  if (Math.abs(minutes) <= DAYS_WRONG_MIN)
    return t(fast ? 'm41_clock_fast' : 'm41_clock_slow', { n: Math.abs(minutes) });
  const days = Math.max(1, Math.round(Math.abs(minutes) / (24 * 60)));
  return t(fast ? 'm41_days_fast' : 'm41_days_slow', { n: days });
}

/** Plans that are hers, or nobody's yet. */
function mine(plan: RecordView): boolean {
  const to = fieldText(plan.fields, 'assigned_to');
  return to === '' || to === identity.value?.staff.id;
}

/** A plan about somebody whom nobody visits or calls any more. */
function isResting(plan: RecordView): boolean {
  return stoppedText(person(fieldText(plan.fields, 'person'))?.fields) !== '';
}

function Day({ sessions, salons, plans, notices, drafts: open, versions }: Read) {
  const today = tokyoDay();
  const due = (plan: RecordView) => fieldText(plan.fields, 'due_on');
  const own = plans.filter(mine).sort(byText('due_on', 'due_time'));
  const unfinished = own.filter((plan) => plan.fields.state === 'planned');
  const resting = unfinished.filter((plan) => isResting(plan) && due(plan) <= today);
  const planned = unfinished.filter((plan) => !isResting(plan));
  const now = planned.filter((plan) => due(plan) === today);
  const late = planned.filter((plan) => due(plan) < today);
  const done = own.filter((plan) => plan.fields.state === 'done' && due(plan) === today);
  const held = sessions.filter((view) => fieldText(view.fields, 'on') === today).sort(byText('starts_at'));
  const news = notices.filter((notice) => notice.fields.seen !== true);
  if ([now, late, resting, done, held, news, open].every((list) => list.length === 0)) return <Nothing />;
  return (
    <>
      <Notices notices={news} />
      {held.length > 0 && <Sessions sessions={held} names={salonNames(salons)} />}
      {now.length > 0 && <TodaysPlans plans={now} today={today} />}
      {open.length > 0 && <Drafts drafts={open} versions={versions} />}
      {late.length > 0 && (
        <Plans
          title={t('today_overdue', { n: late.length })}
          plans={late}
          today={today}
          test="plans-overdue"
        />
      )}
      {resting.length > 0 && (
        <Folded title={t('today_stopped', { n: resting.length })} test="plans-stopped">
          <PlanList plans={resting} today={today} />
        </Folded>
      )}
      {done.length > 0 && (
        <Folded title={t('today_done', { n: done.length })} test="plans-done">
          <PlanList plans={done} today={today} />
        </Folded>
      )}
    </>
  );
}

function Nothing() {
  return (
    <Message
      test="today-empty"
      actions={
        <>
          <LinkButton href="/find">{t('find_title')}</LinkButton>
          <LinkButton href="/salon">{t('today_empty_salon')}</LinkButton>
        </>
      }
    >
      {t('today_empty')}
    </Message>
  );
}

/** The next session carries the one filled button of the day. */
function Sessions({ sessions, names }: { sessions: RecordView[]; names: Map<string, string> }) {
  const next = sessions.find((session) => session.fields.state !== 'closed');
  return (
    <Panel title={t('today_sessions')} test="sessions-today">
      <ul class="list">
        {sessions.map((session) => (
          <li key={session.id} class="roster-row">
            <span class="today-time">{fieldText(session.fields, 'starts_at')}</span>
            <span class="row-title roster-person">
              {names.get(fieldText(session.fields, 'salon')) ?? t('tab_salon')}
            </span>
            <LinkButton
              href={`/salon/${session.id}`}
              kind={session === next ? 'primary' : 'outline'}
              label={`${names.get(fieldText(session.fields, 'salon')) ?? ''} ${t('today_start')}`}
              test="start-check-in"
            >
              {t('today_start')}
            </LinkButton>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** In her own order: 「順番」 opens 「上へ」「下へ」, nothing has to be dragged. */
function TodaysPlans({ plans, today }: { plans: RecordView[]; today: string }) {
  const [ordering, setOrdering] = useState(false);
  const [, redraw] = useState(0);
  const all = inOwnOrder(plans, today);
  const move = (id: string, by: -1 | 1) => {
    movePlan(all, id, by, today);
    redraw((n) => n + 1);
  };
  const toggle = (
    <Button pressed={ordering} onPress={() => setOrdering(!ordering)} test="plans-order">
      {t('today_order')}
    </Button>
  );
  return (
    <Panel title={t('today_plans')} aside={all.length > 1 ? toggle : undefined} test="plans-today">
      <ul class="list">
        {all.map((plan) => (
          <PlanRow key={plan.id} plan={plan} today={today} {...(ordering ? { move } : {})} />
        ))}
      </ul>
    </Panel>
  );
}

interface PlansProps {
  title: string;
  plans: RecordView[];
  today: string;
  test: string;
}

function Plans({ title, plans, today, test }: PlansProps) {
  return (
    <Panel title={title} test={test}>
      <PlanList plans={plans} today={today} />
    </Panel>
  );
}

function PlanList({ plans, today }: { plans: RecordView[]; today: string }) {
  return (
    <ul class="list">
      {plans.map((plan) => (
        <PlanRow key={plan.id} plan={plan} today={today} />
      ))}
    </ul>
  );
}

function Drafts({ drafts: open, versions }: { drafts: Draft[]; versions: RecordView[] }) {
  return (
    <Panel title={t('today_drafts', { n: open.length })} aside={<StatusChip status="draft" />} test="drafts">
      <ul class="list">
        {open.map((draft) => (
          <li key={draft.id}>
            <DraftRow draft={draft} versions={versions} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
