import { Message, Panel } from '../parts/index.ts';
import { recordDay } from '../shown/dates.ts';
import { useLoad } from './load.ts';
import type { Certificate } from './types-devices.ts';
import { o } from './words.ts';

const CA_SOON = 60;
const STUCK = 28; // renewed when 30 days are left: two days later something is wrong

function Lasting({ one }: { one: Certificate }) {
  return (
    <>
      {one.days < STUCK && one.days < one.ca_days && (
        <Message tone="ask">{o('lan_server_stuck', { n: one.days })}</Message>
      )}
      {one.ca_days < CA_SOON && <Message tone="ask">{o('lan_ca_ends', { n: one.ca_days })}</Message>}
      <p>{o('lan_server', { at: recordDay(one.end.slice(0, 10)), n: one.days })}</p>
      <p>{o('lan_ca', { at: recordDay(one.ca_end.slice(0, 10)), n: one.ca_days })}</p>
    </>
  );
}

/** Until when tablets of this network are served, and what a new tablet needs; nothing where no own CA is used. */
export function LanPanel() {
  const load = useLoad<Certificate[]>('/office/lan-certificates');
  const one = load.data?.[0];
  if (!one) return null;
  return (
    <Panel title={o('lan')} test="lan">
      <Lasting one={one} />
      <dl class="o-facts">
        <div>
          <dt>{o('lan_install')}</dt>
          <dd data-test="lan-install">{one.install_url}</dd>
        </div>
        <div>
          <dt>{o('lan_fingerprint')}</dt>
          <dd data-test="lan-fingerprint">{one.fingerprint}</dd>
        </div>
        <div>
          <dt>{o('lan_thumbprint')}</dt>
          <dd>{one.thumbprint}</dd>
        </div>
      </dl>
    </Panel>
  );
}
