/**
 * The screen lock inside a running session. The number opens nothing that is stored: it lifts a curtain while the
 * keys are in memory. It lies under her own key, so she chooses it once.
 */
import { about } from './access.ts';
import { seal, unseal } from './codec.ts';
import { transact } from './db.ts';
import { keysOf } from './keyring.ts';
import { memory } from './memory.ts';
import { type Opened, openSlot } from './slots.ts';
import { hasPin, screenLocked } from './state.ts';
import { tell } from './tabs.ts';

const MOST_MISSES = 5;
let pin: string | null = null;
let misses = 0;

/** Her number, once her keys are here. `hasPin`: null while she has not been asked. */
export async function loadPin(): Promise<void> {
  const staff = keysOf();
  const user = staff ? await transact('r', (tables) => tables.users.get(staff)) : undefined;
  pin = staff && user?.pin ? await unseal<string>(user.pin, about.pin(staff)).catch(() => null) : null;
  if (!staff) hasPin.value = false;
  else hasPin.value = user?.pin === undefined ? null : pin !== null;
}

/** Four to six digits; null: she wants none. */
export async function choosePin(digits: string | null): Promise<void> {
  const staff = keysOf();
  if (!staff) return;
  const sealed = digits === null ? null : await seal(digits, about.pin(staff));
  await transact('rw', (tables) => tables.users.update(staff, { pin: sealed }));
  pin = digits;
  hasPin.value = digits !== null;
}

export function forgetPin(): void {
  pin = null;
  misses = 0;
  hasPin.value = false;
  screenLocked.value = false;
}

/** Draw the curtain, in every window of this tablet. */
export function lockScreen(): void {
  if (keysOf() === null || screenLocked.value) return;
  screenLocked.value = true;
  tell('screen');
}

/** True when the number is right. The fifth wrong one tells the caller to let the keys go. */
export function tryPin(digits: string): 'right' | 'wrong' | 'gone' {
  if (pin !== null && digits === pin) {
    misses = 0;
    screenLocked.value = false;
    return 'right';
  }
  misses += 1;
  return misses < MOST_MISSES ? 'wrong' : 'gone';
}

export const pinTriesLeft = (): number => MOST_MISSES - misses;

/** Who wants no number lifts the curtain with her passphrase. */
export async function tryPassphrase(passphrase: string): Promise<Opened> {
  const staff = keysOf();
  if (!staff) return { opened: false, why: 'no-slot', wait_s: 0, tries_left: 0 };
  const came = await openSlot(staff, passphrase, memory.facts.store_id);
  if (came.opened) {
    misses = 0;
    screenLocked.value = false;
  }
  return came;
}
