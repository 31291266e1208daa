/** A nurse's tablet that is made ready for a session and handed over, for tests. */
import type { TestContext } from 'node:test';
import { leaseHeard } from '../../src/store/leasing.ts';
import { base64url } from '../../src/store/making.ts';
import type { ReadyReply, Row } from '../../src/store/wire.ts';
import { freshTablet, keyOf, signIn, sync } from './device.ts';
import { told } from './sealing.ts';
import { FakeServer } from './server.ts';

const helping = await import('../../src/store/helping.ts');
const { save, saveDraft } = await import('../../src/store/index.ts');

export const MORNING = Date.parse('2026-11-21T01:00:00Z');
export const END = '2026-11-21T19:00:00Z';
export const HOUR = 3_600_000;

export function row(kind: Row['kind'], id: string, fields: Row['fields'], session = 's1'): Row {
  return { scope: `roster:${session}`, seq: 0, kind, id, op: '1.1', fields };
}
export const hana = {
  family: '高橋',
  given: 'ハナ',
  family_kana: 'タカハシ',
  given_kana: 'ハナ',
  born_on: '1940-03-07',
};
export const came = {
  kind: 'attendance' as const,
  id: 'a1',
  new: { person: 'p1', session: 's1', state: 'present' },
};

/** What the server gives for a session: two supporters, one person. */
export function reply(
  session = 's1',
  helpers: [string, number][] = [
    ['mori', 21],
    ['hayashi', 22],
  ],
): ReadyReply {
  return {
    session: { id: session, on: '2026-11-21', area: 'a', salon: 'ひまわり会' },
    ends_at: END,
    over: false,
    may_help: helpers.map(([staff]) => staff),
    rows: [
      row('session', session, { salon: 'm', on: '2026-11-21', n: 1 }, session),
      row('person', 'p1', hana, session),
    ],
    server_time: '2026-11-21T01:00:00Z',
    supporters: helpers.map(([staff, writer_no]) => ({
      staff: { id: staff, name: `${staff} さん`, job: '' },
      writer: { writer_no, mac_key: base64url(new Uint8Array(32).fill(writer_no)), certificate: 'c' },
      keys: [`staff:${staff}`, `roster:${session}`].map((scope) => keyOf(scope)),
    })),
  };
}

/** A nurse with a register makes the tablet ready and hands it over; the number of the day. */
export async function handedOver(t: TestContext, given = reply()): Promise<string> {
  t.mock.timers.enable({ apis: ['Date'], now: MORNING });
  leaseHeard('2026-11-21T01:00:00Z');
  await helping.takeReady({ ...given, sealing: await told() });
  const number = await helping.numberOfTheDay();
  await helping.handOver();
  return number;
}

/** A nurse of two areas is signed in, with a register and a sheet under way. */
export async function nursesTablet(): Promise<FakeServer> {
  const server = new FakeServer();
  await freshTablet();
  helping.underWay.value = false;
  await signIn(server, 'sato', 12, ['a', 'b']);
  await save([{ kind: 'person', id: 'p1', new: { ...hana, area: 'a', phone: '0999314159' } }]);
  await save([{ kind: 'person', id: 'p9', new: { ...hana, family: '鷽替', area: 'b' } }]);
  await sync(server);
  await saveDraft({
    id: 'd1',
    person: 'p9',
    form: 'q',
    version: 1,
    answers: { x: 1 },
    page: 1,
    started_at: '1',
  });
  return server;
}
