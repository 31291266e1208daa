import { StatusChip } from '../parts/index.ts';
import { useLoad } from './load.ts';
import { Loaded } from './loaded.tsx';
import { Panes } from './panes.tsx';
import { PaneHead } from './rows.tsx';
import type { Morning, Tablet } from './types.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

function TabletRow({ tablet }: { tablet: Tablet }) {
  return (
    <tr data-test="device" data-owed={tablet.owed}>
      <th scope="row">{tablet.label}</th>
      <td data-label={o('device_staff')}>{tablet.staff}</td>
      <td data-label={o('device_seen')}>
        {tablet.last_seen_at ? moment(tablet.last_seen_at) : o('device_never')}
      </td>
      <td>
        {tablet.owed > 0 ? (
          <StatusChip status="unsent" words={o('device_owed', { n: tablet.owed })} />
        ) : (
          <StatusChip status="arrived" words={o('device_clear')} />
        )}
      </td>
    </tr>
  );
}

/** Those that owe the most first, then the ones silent for longest. */
function inOrder(a: Tablet, b: Tablet): number {
  return b.owed - a.owed || (a.last_seen_at ?? '').localeCompare(b.last_seen_at ?? '');
}

/** S24, thin: when each tablet was last heard of and what it owed then. */
export function DevicesPage() {
  const load = useLoad<Morning>('/office/morning');
  const body = (
    <Loaded load={load} rows={5}>
      {({ devices }) =>
        devices.length === 0 ? (
          <p>{o('devices_none')}</p>
        ) : (
          <div class="panel">
            <table class="o-table" data-test="device-list">
              <caption class="spoken">{o('nav_devices')}</caption>
              <thead>
                <tr>
                  <th scope="col">{o('nav_devices')}</th>
                  <th scope="col">{o('device_staff')}</th>
                  <th scope="col">{o('device_seen')}</th>
                  <th scope="col">{o('device_state')}</th>
                </tr>
              </thead>
              <tbody>
                {[...devices].sort(inOrder).map((tablet, i) => (
                  <TabletRow key={`${tablet.label}-${tablet.staff}-${i}`} tablet={tablet} />
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Loaded>
  );
  const head = <PaneHead title={o('nav_devices')} note={o('devices_hint')} test="devices-title" />;
  return (
    <Panes
      whole
      list={
        <>
          {head}
          {body}
        </>
      }
    />
  );
}
