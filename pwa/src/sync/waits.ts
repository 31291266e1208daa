/** How a run ended; 'busy' = another tab is at it. */
export type Ended = 'done' | 'unreachable' | 'login' | 'busy';

const EVERY_MS = 60_000;
const FIRST_WAIT_MS = 2_000;
const BUSY_MS = 3_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A tab that has been at it for this many of our turns is no longer alive: its turn is taken. */
export const BUSY_TURNS = 40;

/** Doubling waits with jitter, so that a hundred tablets do not come back in the same second. */
export function nextWait(ended: Ended, tries: number, chance: number = Math.random()): number {
  if (ended === 'busy') return BUSY_MS;
  if (ended !== 'unreachable') return Math.round(EVERY_MS * (0.9 + chance / 5));
  const wait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
  return Math.round(wait * (0.5 + chance));
}
