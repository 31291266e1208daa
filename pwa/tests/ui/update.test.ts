/** When a new version of the app is announced, with a service worker in the hands of the test. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

const asked: string[] = [];
const worker = Object.assign(new EventTarget(), {
  state: 'installing',
  postMessage: (text: string) => void asked.push(text),
});
const registration = Object.assign(new EventTarget(), { waiting: null, installing: worker });
const frame = new EventTarget();
Object.assign(globalThis, {
  document: Object.assign(new EventTarget(), { visibilityState: 'visible' }),
  addEventListener: frame.addEventListener.bind(frame),
});
Object.defineProperty(globalThis.navigator, 'serviceWorker', {
  configurable: true,
  value: Object.assign(new EventTarget(), { controller: {}, register: async () => registration }),
});
const { holdUpdate, startUpdates, updateWaiting } = await import('../../src/update.ts');

function becomes(state: string): void {
  worker.state = state;
  worker.dispatchEvent(new Event('statechange'));
}

test('a version is new until it is in use, and taken only when no form is open', async () => {
  const done = holdUpdate();
  await startUpdates();
  registration.dispatchEvent(new Event('updatefound'));
  becomes('installed');
  assert.deepEqual([updateWaiting.value, asked], [true, []]);
  done();
  assert.deepEqual(asked, ['activate-now']);
  becomes('activating');
  assert.equal(updateWaiting.value, false, 'WebKit tells of the very first one so');
});
