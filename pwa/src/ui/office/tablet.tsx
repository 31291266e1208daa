import { useState } from 'preact/hooks';
import { api } from '../../sync/index.ts';
import { Button, Message, onSubmit, Panel, TextField } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { EnrolTablet } from './enrolcode.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import { Select } from './select.tsx';
import { StandingPanel } from './standing.tsx';
import { StepList } from './steps.tsx';
import type { TabletPageReply } from './types-tablets.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

function Facts({ tablet }: { tablet: TabletPageReply }) {
  const { enrolled_at, told_at, wiped_at, state } = tablet;
  const order = wiped_at
    ? o('tablet_wiped', { at: moment(wiped_at) })
    : told_at
      ? o('tablet_told', { at: moment(told_at) })
      : o('tablet_waits');
  return (
    <dl class="o-facts" data-test="tablet-facts" data-state={state}>
      <div>
        <dt>{o('tablet_standing')}</dt>
        <dd>
          {o(`tablet_${state}`)}
          {state !== 'active' && ` ${order}`}
        </dd>
      </div>
      <div>
        <dt>{o('tablet_enrolled')}</dt>
        <dd>{enrolled_at ? moment(enrolled_at) : o('tablet_not_enrolled')}</dd>
      </div>
      <div>
        <dt>{o('tablet_owner')}</dt>
        <dd data-test="tablet-owner">{tablet.owner_name ?? o('tablet_owner_none')}</dd>
      </div>
    </dl>
  );
}

interface Person {
  id: string;
  name: string;
}

/** Name, who keeps it, and the last day of a trip; saved together. */
function Describe({ tablet, again }: { tablet: TabletPageReply; again: () => Promise<void> }) {
  const people = useLoad<Person[]>('/office/staff');
  const [label, setLabel] = useState(tablet.label);
  const [owner, setOwner] = useState(tablet.owner ?? '');
  const [trip, setTrip] = useState(tablet.trip_ends_on ?? '');
  const [told, setTold] = useState<'kept' | 'wrong' | 'offline' | null>(null);
  const keep = async () => {
    const body = {
      label: label.trim() || tablet.label,
      owner: owner || null,
      trip_ends_on: trip.trim() || null,
    };
    const reply = await api.post(`/office/devices/${tablet.id}`, body);
    if (reply.ok) await again();
    setTold(reply.ok ? 'kept' : reply.why === 'problem' ? 'wrong' : 'offline');
  };
  const options = [
    { value: '', label: o('tablet_owner_none') },
    ...(people.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <form class="panel" onSubmit={onSubmit(keep)} data-test="tablet-describe">
      <TextField
        label={o('tablet_name')}
        hint={o('tablet_name_hint')}
        value={label}
        onText={setLabel}
        maxLength={60}
        test="tablet-name"
      />
      <Select
        label={o('tablet_owner')}
        options={options}
        value={owner}
        onChoose={setOwner}
        test="tablet-owners"
      />
      <TextField
        label={o('tablet_trip')}
        hint={o('tablet_trip_hint')}
        value={trip}
        onText={setTrip}
        optional
        problem={told === 'wrong' ? o('tablet_trip_wrong') : undefined}
        test="tablet-trip"
      />
      <div class="actions">
        <Button submit test="tablet-keep">
          {o('tablet_keep')}
        </Button>
      </div>
      <div aria-live="polite">
        {told === 'kept' && <Message test="tablet-kept">{o('tablet_kept')}</Message>}
        {told === 'offline' && <Message tone="ask">{t('m37_needs_server')}</Message>}
      </div>
    </form>
  );
}

/** One tablet: whose it is, how it stands, what can be done about it, and everything that was. */
export function TabletPage({ id }: { id: string }) {
  const load = useLoad<TabletPageReply>(`/office/devices/${id}`);
  return (
    <Panes
      whole
      list={
        <Loaded load={load} rows={6}>
          {(tablet) => (
            <>
              <PaneHead title={tablet.label} test="tablet-title" />
              <Facts tablet={tablet} />
              <StandingPanel tablet={tablet} again={load.again} />
              <EnrolTablet device={tablet.id} again={load.again} />
              <Describe key={tablet.id} tablet={tablet} again={load.again} />
              <Panel title={o('tablet_history')} test="tablet-history">
                <StepList steps={tablet.steps} none={o('tablet_history_none')} itself={o('tablet_itself')} />
              </Panel>
            </>
          )}
        </Loaded>
      }
    />
  );
}
