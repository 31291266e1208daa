/** How long a tablet may be used without contact. Pure: it is told what the clock says and what was heard. */

/** Instants are milliseconds. All that is kept of it holds no name. */
export interface LeaseFacts {
  /** What the server's clock said at the last contact; null before the first. */
  heard: number | null;
  /** The highest time ever believed. */
  highest: number;
  /** Last day of a trip the office knows of, YYYY-MM-DD. */
  trip_ends_on: string | null;
  /** What has to be added to this clock, since the server or somebody at the tablet said what is right. */
  shift: number;
}

export type LeaseState =
  /** The tablet may be used until the end of this day. */
  | 'open'
  /** The clock was turned back or far ahead: 「今日は何日ですか」. */
  | 'ask-day'
  /** Locked until it is signed in on line. Nothing is erased. */
  | 'over';

export interface Lease {
  state: LeaseState;
  until: string;
  /** The time that is believed. */
  now: number;
}

const DAY_MS = 86_400_000;
const TOKYO_MS = 9 * 3_600_000;
export const LEASE_DAYS = 14;
/** A clock may run a little back (it was set right); more than this it was turned. */
const BACK_MS = DAY_MS / 2;
/** A tablet may lie unused for some days; after more than this the day is asked for. */
const AHEAD_MS = 7 * DAY_MS;

export const NEVER: LeaseFacts = { heard: null, highest: 0, trip_ends_on: null, shift: 0 };

/** The day in Tokyo, YYYY-MM-DD. */
export function dayOf(at: number): string {
  return new Date(at + TOKYO_MS).toISOString().slice(0, 10);
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - TOKYO_MS;
}

/** Last day on which the tablet may be used: fourteen days after the trip ends, or after the last contact. */
export function leaseUntil({ heard, trip_ends_on }: LeaseFacts): string {
  const contact = dayOf(heard ?? 0);
  const from = trip_ends_on !== null && trip_ends_on > contact ? trip_ends_on : contact;
  return dayOf(startOf(from) + LEASE_DAYS * DAY_MS);
}

/** How the lease stands when the clock says `clock`. */
export function leaseOf(facts: LeaseFacts, clock: number): Lease {
  const until = leaseUntil(facts);
  const shifted = clock + facts.shift;
  // Somebody has set the clock right since: it needs nothing added any more.
  const now = isDoubtful(facts, shifted) && !isDoubtful(facts, clock) ? clock : shifted;
  if (facts.heard === null) return { state: 'open', until, now };
  if (isDoubtful(facts, now)) return { state: 'ask-day', until, now };
  // Once it was over it stays over, whatever the clock says later.
  return { state: dayOf(Math.max(now, facts.highest)) > until ? 'over' : 'open', until, now };
}

const isDoubtful = ({ highest }: LeaseFacts, now: number): boolean =>
  now < highest - BACK_MS || now > highest + AHEAD_MS;

/** The clock is looked at while the tablet is in use: the highest time goes up with it, unless it is in doubt. */
export function seen(facts: LeaseFacts, clock: number): LeaseFacts {
  const { state, now } = leaseOf(facts, clock);
  if (state === 'ask-day' || now <= facts.highest) return facts;
  return { ...facts, highest: now };
}

/** A contact: the server's clock is believed whatever this one says. trip: undefined where nothing was said of it. */
export function heard(facts: LeaseFacts, server: number, clock: number, trip?: string | null): LeaseFacts {
  const trip_ends_on = trip === undefined ? facts.trip_ends_on : trip;
  const off = server - clock;
  return { heard: server, highest: server, trip_ends_on, shift: Math.abs(off) > BACK_MS ? off : 0 };
}

/** She says which day it is; null when it cannot be that day, because a later one has been believed already. */
export function dayToldAs(facts: LeaseFacts, clock: number, day: string): LeaseFacts | null {
  const start = startOf(day);
  if (Number.isNaN(start) || day < dayOf(facts.highest)) return null;
  // A clock that shows this very day was right all along.
  const shift = dayOf(clock) === day ? 0 : start + DAY_MS / 2 - clock;
  return { ...facts, shift, highest: Math.max(facts.highest, clock + shift) };
}
