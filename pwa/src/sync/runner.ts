/** When to sync, and only one at a time on this tablet. Works as if background work did not exist. */
import { effect } from '@preact/signals';
import { feed, identity, named, saved } from '../store/index.ts';
import { obey, sayWiped } from './device.ts';
import { resubscribe } from './notices.ts';
import { loginNeeded, syncing } from './state.ts';
import { BUSY_TURNS, type Ended, nextWait } from './waits.ts';

/** Pushing and pulling are fetched apart: nothing on the first screen needs them. */
const parts = () => import('./run.ts');
let asksHeld = false;
let misses = 0;
let busy = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let again = false;
let running: Promise<void> | null = null;
/** What she has just entered is drawn before anything is sent. */
const AFTER_SAVE_MS = 150;
let drawn: ReturnType<typeof setTimeout> | undefined;

/** Start the triggers: now, when the page is seen, when a network appears, after a save, and a timer. */
export function startSync(): void {
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && soon());
  addEventListener('pageshow', soon);
  // Only a hint that now is a good moment: what it says is never believed, in neither direction.
  addEventListener('online', soon);
  let last = saved.value;
  effect(() => {
    if (saved.value === last) return;
    last = saved.value;
    clearTimeout(drawn);
    drawn = setTimeout(() => void syncNow(), AFTER_SAVE_MS);
  });
  void sayWiped().then(syncNow).then(resubscribe);
}

/** Something says that the server can be reached now: the long waits are over. */
export function soon(): void {
  misses = 0;
  void syncNow();
}

/** 「いま送る」: run now, also for what is on hold, and resolve when the run is over. */
export function sendNow(): Promise<void> {
  misses = 0;
  asksHeld = true;
  return syncNow();
}

/** Run now, and resolve when the run is over; `online` then says what it met. */
export function syncNow(): Promise<void> {
  if (running) {
    again = true;
    return running;
  }
  running = runs().finally(() => {
    running = null;
  });
  return running;
}

/** What was saved during a run is sent by the next one, at once; so is who signed in meanwhile. */
async function runs(): Promise<void> {
  clearTimeout(timer);
  let ended: Ended;
  do {
    again = false;
    ended = await alone();
  } while (again && ended !== 'busy');
  misses = ended === 'unreachable' ? misses + 1 : 0;
  busy = ended === 'busy' ? busy + 1 : 0;
  timer = setTimeout(() => void syncNow(), nextWait(ended, misses));
}

/**
 * One runner across the tabs of this tablet; a tab that finds another at work leaves it to that one. A system may
 * freeze a tab in the middle of its turn: after a while its turn is taken, and whatever it still does is repeated
 * harmlessly.
 */
async function alone(): Promise<Ended> {
  if (typeof navigator.locks === 'undefined') return guarded();
  const options = busy >= BUSY_TURNS ? { steal: true } : { ifAvailable: true };
  try {
    return await navigator.locks.request(named('kayoi-sync'), options, (lock) => (lock ? guarded() : 'busy'));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return 'busy';
    throw error;
  }
}

async function guarded(): Promise<Ended> {
  syncing.value = true;
  try {
    feed.lookAtLease();
    if (identity.value === null && !feed.memory.facts.goodbye) return await nobody();
    const { run, tidy, askAboutHeld } = await parts();
    if (asksHeld) askAboutHeld();
    asksHeld = false;
    const ended = await run();
    await obey();
    loginNeeded.value = ended === 'login' && identity.value !== null;
    syncing.value = false;
    if (ended === 'done') await tidy();
    return ended;
  } catch (error) {
    // Storage trouble or a bug: everything is kept, and the next run tries again.
    // biome-ignore lint/suspicious/noConsole: a message of the browser's storage, for whoever looks after the tablet
    console.error('a sync run ended early', error);
    return 'unreachable';
  } finally {
    syncing.value = false;
  }
}

async function nobody(): Promise<Ended> {
  await obey();
  loginNeeded.value = false;
  return 'done';
}

/** Stop the timer: for tests, which have no page to close. */
export function stopSync(): void {
  clearTimeout(timer);
  clearTimeout(drawn);
  misses = busy = 0;
}
