/** Nobody has touched this tablet for a while: the curtain falls, in every window of it. */
import { type Signal, signal } from '@preact/signals';
import { answering, identity, lock, lockScreen, screenLocked } from './store/index.ts';

const MINUTES = 'kayoi-lock-minutes';
/** When one of the windows was last touched: a window nobody looks at must not lock the one in use. */
const TOUCHED = 'kayoi-touched';
/** Behind the curtain the keys stay in memory, but not for a night. */
const LET_GO_MS = 8 * 3_600_000;
const LOOK_EVERY_MS = 5_000;
const NOTE_EVERY_MS = 5_000;

export const idleMinutes: Signal<number> = signal(Number(localStorage.getItem(MINUTES)) || 10);

export function setIdleMinutes(minutes: number): void {
  idleMinutes.value = minutes;
  localStorage.setItem(MINUTES, String(minutes));
}

let touched = Date.now();
let noted = 0;
let lockedAt = Date.now();

export function watchIdle(): void {
  touch();
  for (const event of ['pointerdown', 'keydown', 'input', 'wheel', 'touchmove'])
    addEventListener(event, touch, { capture: true, passive: true });
  setInterval(look, LOOK_EVERY_MS);
  // A tablet that slept has run no timers: it is looked at when it wakes, before anybody reads the screen.
  document.addEventListener('visibilitychange', look);
  addEventListener('pageshow', look);
}

function touch(): void {
  const now = Date.now();
  // Asleep until now: the first touch must not count before the look.
  if (isIdle(now)) look();
  touched = now;
  if (Math.abs(now - noted) < NOTE_EVERY_MS) return;
  noted = now;
  localStorage.setItem(TOUCHED, String(now));
}

function look(): void {
  const now = Date.now();
  if (screenLocked.value) {
    if (Math.abs(now - lockedAt) > LET_GO_MS) void lock();
    return;
  }
  lockedAt = now;
  if (!isIdle(now)) return;
  touched = now;
  // A supporter has no number of her own to lift a curtain with: her name and the number of the day open it.
  if (identity.value?.helps) void lock();
  else lockScreen();
}

function isIdle(now: number): boolean {
  const elsewhere = Number(localStorage.getItem(TOUCHED));
  const last = elsewhere > touched && elsewhere <= now ? elsewhere : touched;
  // Whoever answers for herself is not hurried.
  return now - last > (answering.value ? LET_GO_MS : idleMinutes.value * 60_000);
}
