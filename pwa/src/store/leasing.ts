/** The lease of this tablet as it stands; who locks the screen looks at `lease`. */
import { type Signal, signal } from '@preact/signals';
import { dayOf, dayToldAs, heard, type Lease, type LeaseFacts, leaseOf, NEVER, seen } from './lease.ts';
import { memory } from './memory.ts';
import { named } from './town.ts';

const KEY = 'kayoi-lease';

/** null before the first contact, and where nothing is kept. */
export const lease: Signal<Lease | null> = signal(null);

function facts(): LeaseFacts {
  try {
    return { ...NEVER, ...(JSON.parse(localStorage.getItem(named(KEY)) ?? '{}') as Partial<LeaseFacts>) };
  } catch {
    return NEVER;
  }
}

function keep(now: LeaseFacts): void {
  try {
    localStorage.setItem(named(KEY), JSON.stringify(now));
  } catch {
    // Without room the old facts stay: the lease ends earlier, never later.
  }
  // A browser that keeps nothing under keys, as in the office, has nothing that could be used for too long.
  const holds = Object.keys(memory.facts.sealed ?? {}).length > 0;
  lease.value = now.heard === null || !holds ? null : leaseOf(now, Date.now());
}

/** Look at the clock. */
export function lookAtLease(): void {
  keep(seen(facts(), Date.now()));
}

/** The server has answered, and said what time it is there; trip: from the reply to a sign-in. */
export function leaseHeard(server_time: string, trip?: string | null): void {
  const at = Date.parse(server_time);
  if (!Number.isNaN(at)) keep(heard(facts(), at, Date.now(), trip));
}

/** The time to go by: never before the highest believed, and not by a clock that is in doubt. */
export function believed(): number {
  const known = facts();
  const { state, now } = leaseOf(known, Date.now());
  return state === 'ask-day' ? known.highest : Math.max(now, known.highest);
}

/** The last day believed: today is not before it. */
export const leaseDay = (): string => dayOf(facts().highest);

/** 「今日は何日ですか」 answered, YYYY-MM-DD. False when it cannot be that day. */
export function answerDay(day: string): boolean {
  const now = dayToldAs(facts(), Date.now(), day);
  if (now === null) return false;
  keep(now);
  return true;
}
