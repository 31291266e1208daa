import { Button, Message, Panel, StatusChip } from '../parts/index.ts';
import { t } from '../words/index.ts';
import { useClosing } from './closing.ts';
import { attentionOf, type Note } from './devicenotes.ts';
import { EnrolTablet } from './enrolcode.tsx';
import { EscrowPanel } from './escrow.tsx';
import { LanPanel } from './lan.tsx';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { RestorePanel } from './restores.tsx';
import { PaneHead } from './rows.tsx';
import type { LostStore, Standing } from './types-devices.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

function Owed({ tablet }: { tablet: Standing }) {
  if (tablet.owed === 0) return <StatusChip status="arrived" words={o('device_clear')} />;
  return <StatusChip status="unsent" words={o('device_owed', { n: tablet.owed })} />;
}

function Attention({ notes }: { notes: Note[] }) {
  if (notes.length === 0) return <span class="second">{o('device_fine')}</span>;
  return (
    <ul class="o-notes">
      {notes.map(({ word, vars }) => (
        <li key={word} data-test={word}>
          {o(word, vars)}
        </li>
      ))}
    </ul>
  );
}

function TabletRow({ tablet }: { tablet: Standing }) {
  return (
    <tr data-test="device" data-owed={tablet.owed} data-device={tablet.id}>
      <th scope="row">
        <a class="o-table-link" href={`/o/devices/${tablet.id}`} data-test="device-open">
          {tablet.label}
        </a>
        {tablet.state !== 'active' && <p class="row-note">{o(`tablet_${tablet.state}`)}</p>}
      </th>
      <td data-label={o('device_staff')}>{tablet.who.join(t('list_comma')) || o('nobody')}</td>
      <td data-label={o('device_seen')}>{moment(tablet.last_seen_at)}</td>
      <td data-label={o('device_state')}>
        <Owed tablet={tablet} />
        {tablet.drafts_open > 0 && <p class="row-note">{o('device_drafts', { n: tablet.drafts_open })}</p>}
      </td>
      <td data-label={o('device_attention')}>
        <Attention notes={attentionOf(tablet)} />
      </td>
      <td data-label={o('device_version')}>{tablet.app_version || o('nobody')}</td>
    </tr>
  );
}

const COLUMNS = [
  'nav_devices',
  'device_staff',
  'device_seen',
  'device_state',
  'device_attention',
  'device_version',
] as const;

function Tablets({ tablets }: { tablets: Standing[] }) {
  if (tablets.length === 0) return <p>{o('devices_none')}</p>;
  return (
    <div class="panel">
      <table class="o-table" data-test="device-list">
        <caption class="spoken">{o('nav_devices')}</caption>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {o(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tablets.map((tablet) => (
            <TabletRow key={tablet.id} tablet={tablet} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface CaseProps {
  tablet: Standing;
  lost: LostStore;
  again: () => Promise<void>;
}

/** A tablet that came back without what it held: how much was still owed, by whom, and what to do. */
function Case({ tablet, lost, again }: CaseProps) {
  const { told, close } = useClosing(lost.store_id, again);
  const owed = { label: tablet.label, n: lost.owed_now, drafts: lost.drafts_open };
  return (
    <li class="o-still" data-test="lost-store">
      <span class="row-main">
        <span class="row-title">{o('lost_store_owed', owed)}</span>
        <span class="row-note">
          {lost.who.join(t('list_comma')) || o('nobody')}
          {lost.last_seen_at && ` ${o('lost_store_seen', { at: moment(lost.last_seen_at) })}`}
        </span>
        {told && <Message tone="ask">{told}</Message>}
      </span>
      <Button onPress={close} test="lost-store-close" label={`${tablet.label} ${o('lost_store_close')}`}>
        {o('lost_store_close')}
      </Button>
    </li>
  );
}

function Cases({ tablets, again }: { tablets: Standing[]; again: () => Promise<void> }) {
  const open = tablets.flatMap((tablet) =>
    tablet.lost_stores.filter((lost) => !lost.closed_at).map((lost) => ({ tablet, lost })),
  );
  if (open.length === 0) return null;
  return (
    <Panel title={o('lost_stores', { n: open.length })} test="lost-stores">
      <p class="hint">{o('lost_stores_hint')}</p>
      <ul class="list">
        {open.map(({ tablet, lost }) => (
          <Case key={lost.store_id} tablet={tablet} lost={lost} again={again} />
        ))}
      </ul>
    </Panel>
  );
}

/** S24: when each tablet was last heard of, what it owed then, and what somebody should look after. */
export function DevicesPage() {
  const load = useLoad<Standing[]>('/office/devices');
  return (
    <Panes
      whole
      list={
        <>
          <PaneHead title={o('nav_devices')} note={o('devices_hint')} test="devices-title" />
          <Loaded load={load} rows={5}>
            {(tablets) => (
              <>
                <EnrolTablet again={load.again} />
                <Cases tablets={tablets} again={load.again} />
                <Tablets tablets={tablets} />
                <EscrowPanel again={load.again} />
              </>
            )}
          </Loaded>
          <LanPanel />
          <RestorePanel />
        </>
      }
    />
  );
}
