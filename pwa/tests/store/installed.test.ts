/** A town with real data is entered from the installed app; its office works in a tab; practice works anywhere. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, signIn as comesIn, freshTablet, PASSPHRASE, restart } from './device.ts';
import { FakeServer } from './server.ts';

/** The window as the browser describes it: how it was opened, and at which address. */
const frame = { mode: 'browser', address: '/' };
Object.assign(globalThis, {
  __APP_VERSION__: 'test',
  matchMedia: (query: string) => ({
    matches: query.includes(`(display-mode: ${frame.mode})`) || query === '(any-pointer: coarse)',
  }),
});
Object.defineProperty(globalThis, 'location', {
  value: {
    get pathname() {
      return frame.address;
    },
  },
});

const { feed, holds, identity, inTab, openStore, phase } = await import('../../src/store/index.ts');
const { stopSync, syncNow } = await import('../../src/sync/runner.ts');
const { learnHolds, signIn } = await import('../../src/sync/session.ts');

type Body = { client: string; installed: boolean };
const TOWN = { uid: 't', name: '町' };
let asked: { path: string; method: string; body: Body }[] = [];
let demo = false;
let roles: string[] = [];
let towns: { uid: string; name: string; demo: boolean }[] = [];

const reply = () => ({
  staff: { id: 'sato', name: '佐藤', job: '' },
  tenant: { ...TOWN, demo },
  grants: [],
  roles,
  areas: [],
  scopes: [],
  device: null,
  writer: null,
  hold: null,
  epoch: 'e1',
  server_time: '2026-11-21T00:00:00Z',
  vapid_key: null,
});

/** The server's part of the rule, as tests/api/test_real_data.py proves it of the real one. */
globalThis.fetch = async (input, init) => {
  const path = String(input).replace('/api/v1', '');
  const method = init?.method ?? 'GET';
  const body = (init?.body ? JSON.parse(await new Response(init.body).text()) : {}) as Body;
  asked.push({ path, method, body });
  if (path === '/towns') return Response.json(towns);
  if (path !== '/session' || method === 'DELETE') return new Response(null, { status: 204 });
  if (demo || body.client === 'office' || body.installed) return Response.json(reply());
  const problem = { type: '/problems/app-not-installed', title: 'x', status: 403 };
  return Response.json(problem, {
    status: 403,
    headers: { 'content-type': 'application/problem+json' },
  });
};

beforeEach(async () => {
  Object.assign(frame, { mode: 'browser', address: '/' });
  holds.value = null;
  await freshTablet();
  asked = [];
  [demo, roles, towns] = [false, ['nurse'], [{ ...TOWN, demo: false }]];
});
test.after(async () => {
  // What an unlock began in the background ends first, or its timer would outlive the test.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await syncNow();
  stopSync();
  closeTabs();
});

const signIns = () => asked.filter(({ path, method }) => path === '/session' && method === 'POST');

test('a tab is sent to the home screen and nothing is kept in it', async () => {
  assert.deepEqual(await signIn('sato', PASSPHRASE), { ok: false, why: 'not-installed' });
  assert.equal(inTab(), true, 'what the server said is known from now on');
  assert.equal(identity.value, null);
  assert.equal(feed.memory.users.size, 0);
});

for (const mode of ['standalone', 'fullscreen', 'minimal-ui']) {
  test(`opened from the home screen (${mode}) it says so, and she is let in`, async () => {
    frame.mode = mode;
    const came = await signIn('sato', PASSPHRASE);
    assert.equal(came.ok, true);
    assert.deepEqual(
      signIns().map(({ body }) => body.installed),
      [true],
    );
    assert.deepEqual([holds.value, inTab()], ['real', false]);
  });
}

test('an iPad says it in its own way', async () => {
  Object.defineProperty(navigator, 'standalone', { value: true, configurable: true });
  assert.equal((await signIn('sato', PASSPHRASE)).ok, true);
  Object.defineProperty(navigator, 'standalone', { value: undefined, configurable: true });
});

test('practice works in a tab', async () => {
  demo = true;
  assert.equal((await signIn('sato', PASSPHRASE)).ok, true);
  assert.deepEqual([holds.value, inTab()], ['practice', false]);
});

test('before anybody signs in the server says what its towns are for, where they agree', async () => {
  await learnHolds();
  assert.equal(inTab(), true);
  holds.value = null;
  towns = [
    { ...TOWN, demo: false },
    { uid: 'u', name: '練習の町', demo: true },
  ];
  await learnHolds();
  assert.equal(holds.value, null, 'one of each: her sign-in will tell');
  towns = [{ ...TOWN, demo: true }];
  await learnHolds();
  assert.equal(holds.value, 'practice');
});

test('a coordinator who is also a nurse works in the office of a tab, without a pen', async () => {
  roles = ['coordinator', 'nurse'];
  frame.address = '/o/morning';
  assert.equal((await signIn('sato', PASSPHRASE)).ok, true);
  assert.deepEqual(
    signIns().map(({ body }) => body.client),
    ['office'],
  );
  assert.equal(identity.value?.writer_no, null);
});

test('a nurse who tries the office door of a tab is signed out again', async () => {
  frame.address = '/o/morning';
  assert.deepEqual(await signIn('sato', PASSPHRASE), { ok: false, why: 'not-installed' });
  assert.deepEqual(asked.at(-1)?.method, 'DELETE');
  assert.equal(identity.value, null);
});

test('what the installed app keeps is not opened in a tab, and opens in the app as before', async () => {
  await comesIn(new FakeServer(), 'sato', 12, ['a'], { town: { ...TOWN, demo: false } });
  await restart();
  assert.equal(phase.value, 'receiving');
  await openStore();
  asked = [];
  assert.deepEqual([phase.value, inTab()], ['locked', true], 'known before she types anything');
  frame.address = '/o/morning';
  assert.deepEqual(await signIn('sato', PASSPHRASE), { ok: false, why: 'not-installed' });
  assert.deepEqual([phase.value, asked], ['locked', []]);
  Object.assign(frame, { mode: 'standalone', address: '/' });
  assert.equal((await signIn('sato', PASSPHRASE)).ok, true);
  assert.equal(identity.value?.writer_no, 12);
});
