/** When the tablet talks to the server: triggers, waits and turns, with a clock in the hands of the test. */
import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { closeTabs, freshTablet, signIn } from './device.ts';
import { StrictServer } from './strict.ts';
import { json, problem, sayOnLine, Wire } from './wire.ts';

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const frame = new EventTarget();
/** Web Locks as this tablet's tabs see them: `others` hold the lock until the test lets go. */
const locks = { others: false, stolen: 0 };
type Options = { ifAvailable?: boolean; steal?: boolean };
Object.assign(globalThis, {
  document: page,
  addEventListener: frame.addEventListener.bind(frame),
  scheduler: { yield: async () => {} },
});
Object.defineProperty(globalThis.navigator, 'locks', {
  configurable: true,
  value: {
    async request(_name: string, options: Options, work: (lock: object | null) => Promise<unknown>) {
      if (options.steal) locks.stolen += 1;
      return work(locks.others && !options.steal ? null : {});
    },
  },
});

const { counts, feed, identity, save } = await import('../../src/store/index.ts');
const { loginNeeded, online, syncing } = await import('../../src/sync/state.ts');
const { sendNow, soon, startSync, stopSync, syncNow } = await import('../../src/sync/runner.ts');
const { signOut } = await import('../../src/sync/session.ts');
const { nextWait } = await import('../../src/sync/waits.ts');

let server: StrictServer;
let wire: Wire;
let cut = false;
let started = false;
mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-11-21T05:00:00Z') });

beforeEach(async () => {
  stopSync();
  server = new StrictServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a']);
  wire = new Wire(server, ['area:a'], [12]);
  cut = false;
  wire.meddle = () => (cut ? 'cut' : undefined);
  Object.assign(locks, { others: false, stolen: 0 });
  sayOnLine(true);
  if (!started) startSync();
  started = true;
  await syncNow();
  wire.asked = [];
});
test.after(() => {
  stopSync();
  mock.timers.reset();
  closeTabs();
});

const newPerson = (id: string) => ({ kind: 'person' as const, id, new: { area: 'a' } });
/** Let everything that waits for storage or the wire come to its end. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 60 || syncing.value; turns++) await new Promise((next) => setImmediate(next));
}
/** What was saved is drawn before it is sent: let that moment pass. */
async function afterSave(): Promise<void> {
  mock.timers.tick(200);
  await settled();
}
/** Let time pass in steps of a second; when each run began. */
async function pass(seconds: number): Promise<number[]> {
  const began: number[] = [];
  for (let second = 1; second <= seconds; second++) {
    const before = wire.asked.length;
    mock.timers.tick(1000);
    await settled();
    if (wire.asked.length > before) began.push(second);
  }
  return began;
}

test('it looks every minute, and at once after a save', async () => {
  const [first = 0, second = 0] = await pass(130);
  assert.ok(first >= 54 && first <= 67 && second - first >= 54 && second - first <= 67, `${first} ${second}`);
  await save([newPerson('p1')]);
  await afterSave();
  assert.ok(server.state.ops.has('12.1'), 'as soon as it is drawn');
  assert.equal(counts.value.unsent, 0);
});

test('without an answer the waits double up to five minutes, never all alike', async () => {
  cut = true;
  await syncNow();
  const began = await pass(1500);
  const waits = began.map((at, i) => at - (began[i - 1] ?? 0));
  for (const [i, wait] of waits.entries()) {
    const middle = Math.min(2 * 2 ** i, 300);
    assert.ok(wait >= middle * 0.5 - 1 && wait <= middle * 1.5 + 2, `wait ${i}: ${wait} s around ${middle}`);
  }
  assert.ok(began.length >= 7 && began.length <= 16, `${began.length} attempts in 25 minutes`);
  const spread = new Set(Array.from({ length: 100 }, () => nextWait('unreachable', 4)));
  assert.ok(spread.size > 80, 'a hundred tablets do not come back together');
});

for (const says of [true, false])
  test(`navigator.onLine says ${says} and is wrong: what the wire did is believed`, async () => {
    sayOnLine(says);
    cut = says;
    await save([newPerson('p1')]);
    await afterSave();
    assert.equal(server.state.ops.has('12.1'), !says);
    assert.equal(online.value, says ? 'server-down' : 'reachable');
    cut = true;
    await syncNow();
    assert.equal(online.value, says ? 'server-down' : 'no-signal', 'it only names the reason of a silence');
  });

test('a network that appears and a page that is looked at are good moments, and end the long waits', async () => {
  cut = true;
  for (let tries = 0; tries < 7; tries++) await syncNow();
  assert.deepEqual(await pass(20), [], 'far out in the waits');
  cut = false;
  frame.dispatchEvent(new Event('online'));
  await settled();
  assert.ok(wire.count('/sync/pull') > 0);
  wire.asked = [];
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  await settled();
  assert.equal(wire.asked.length, 0);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  await settled();
  assert.ok(wire.count('/sync/pull') > 0);
  frame.dispatchEvent(new Event('pageshow'));
  await settled();
  assert.ok(wire.count('/sync/pull') > 1);
});

test('saves made during a run are sent by it or by the next, at once, and each once', async () => {
  let more = 3;
  wire.meddle = ({ path }) => {
    if (path !== '/audit' && more > 0) void save([newPerson(`q${more--}`)]);
    return undefined;
  };
  await save([newPerson('p1')]);
  // What is saved while a run goes on is sealed meanwhile: it may be there only after that run.
  for (let rounds = 0; rounds < 6 && counts.value.arrived < 4; rounds++) await afterSave();
  assert.deepEqual([counts.value.unsent, counts.value.arrived], [0, 4]);
  assert.equal(server.state.records.size, 4);
  const sent = wire.pushes().flatMap(({ ops }) => ops.map(([seq]) => seq));
  assert.equal(new Set(sent).size, sent.length);
});

test('while another tab is at it this one waits its turn, and takes the turn of a tab that never ends', async () => {
  locks.others = true;
  await save([newPerson('p1')]);
  await afterSave();
  assert.equal(wire.asked.length, 0);
  assert.deepEqual(await pass(60), [], 'another tab may need a minute');
  assert.equal(locks.stolen, 0);
  const [taken = 0] = await pass(120);
  assert.ok(
    taken > 30 && taken < 80,
    `a frozen tab is waited for two minutes, not for ever: ${taken + 60} s`,
  );
  assert.equal(locks.stolen, 1);
  assert.equal(counts.value.unsent, 0);
});

test('a login that has ended is said, everything is kept, and the minutes go on', async () => {
  wire.meddle = () => problem(401, 'login-required');
  await save([newPerson('p1')]);
  await afterSave();
  assert.deepEqual([loginNeeded.value, counts.value.unsent], [true, 1]);
  wire.meddle = () => undefined;
  await pass(70);
  assert.deepEqual([loginNeeded.value, counts.value.unsent], [false, 0]);
});

test('a sign-out that comes late names who it was, and takes nothing from who has signed in since', async () => {
  cut = true;
  await signOut();
  wire.meddle = async ({ method }) => {
    if (method !== 'DELETE') return undefined;
    await signIn(server, 'suzuki', 13, ['a']);
    return new Response(null, { status: 204 });
  };
  wire.asked = [];
  await syncNow();
  const said = wire.asked.filter(({ method }) => method === 'DELETE');
  assert.deepEqual(
    said.map(({ query }) => query.get('of')),
    ['sato'],
  );
  assert.equal(feed.hasOwnSession(), true);
});

test('a page that was asked for by who had the tablet before is not taken for her who has it now', async () => {
  const asked: string[] = [];
  wire.meddle = async ({ path, query }) => {
    if (path !== '/sync/pull') return undefined;
    asked.push(identity.value?.staff.id ?? '');
    if (asked.length > 1) return undefined;
    const page = server.pull(query, ['area:a'], [12], 1000);
    await signIn(server, 'suzuki', 13, ['b']);
    wire.scopes = ['area:b'];
    soon();
    return json(page);
  };
  await syncNow();
  assert.deepEqual(asked, ['sato', 'suzuki'], 'asked again at once, for her');
  assert.equal(wire.count('/session'), 0, 'and her rights are not taken from that page');
  assert.deepEqual(identity.value?.scopes, ['area:b']);
});

test('who signs in during a run that fails is served at once, not after its long wait', async () => {
  cut = true;
  await pass(300);
  wire.asked = [];
  const failing = syncNow();
  cut = false;
  wire.meddle = () => (wire.asked.length === 1 ? 'cut' : undefined);
  soon();
  await failing;
  assert.equal(online.value, 'reachable');
});

test('a run that fails on the tablet itself is tried again, and says nothing wrong meanwhile', async () => {
  const trouble = mock.method(console, 'error', () => undefined);
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  cut = true;
  await syncNow();
  IDBObjectStore.prototype.put = put;
  await save([newPerson('p1')]);
  cut = false;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  await sendNow();
  assert.ok(trouble.mock.callCount() > 0);
  assert.equal(counts.value.unsent, 1);
  IDBObjectStore.prototype.put = put;
  await pass(10);
  assert.equal(counts.value.unsent, 0);
  assert.equal(server.state.ops.size, 1, 'and filed once');
  trouble.mock.restore();
});
