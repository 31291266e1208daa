import type { Identity } from '../store/index.ts';

export type SignInResult =
  | { ok: true; identity: Identity }
  /** Name or passphrase do not match (M18); never says which. */
  | { ok: false; why: 'login-failed'; tries_left: number }
  /** Too many misses (M19). */
  | { ok: false; why: 'login-wait'; wait_s: number }
  /** No signal, or the server does not answer (M2, M5). */
  | { ok: false; why: 'no-signal' | 'server-down' }
  /** Name and passphrase were right; the code of her app is asked for, or was not the right one. */
  | { ok: false; why: 'second-factor' }
  /** Name and passphrase are right in several towns: she says which. */
  | { ok: false; why: 'town-needed'; towns: Town[] }
  /** This is a tab, and the town holds real data (M33). */
  | { ok: false; why: 'not-installed' }
  /** Anything else the server said, with its own words. */
  | { ok: false; why: 'refused'; problem: Problem };

export interface Town {
  uid: string;
  name: string;
}
/** As the server lists its own. */
export interface ServerTown extends Town {
  demo: boolean;
}

/** RFC 9457, as the server sends it. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  title_ja?: string;
  detail_ja?: string;
  errors?: Record<string, string[]>;
  [member: string]: unknown;
}

/** An answer to an office request. `offline` covers no signal and no server (M37). */
export type Reply<T> =
  | { ok: true; value: T }
  | { ok: false; why: 'offline' }
  | { ok: false; why: 'login-required' }
  | { ok: false; why: 'problem'; problem: Problem };

export interface Verdict {
  from: number;
  to: number;
  verdict: 'applied' | 'merged' | 'duplicate' | 'conflict' | 'quarantined' | 'waits' | 'erased';
  reason?: string;
}

export type Hold = 'passphrase-change' | 'second-factor-needed';
export type Order = 'wipe' | 'wipe-after-push';
export type EnrolResult =
  | { ok: true; label: string; town: string }
  | { ok: false; why: 'offline' }
  | { ok: false; why: 'refused'; problem: Problem };

export type Online = 'unknown' | 'reachable' | 'no-signal' | 'server-down';
export type PushSubscribed = 'subscribed' | 'denied' | 'unsupported' | 'off' | 'failed';
