/** This tablet at the server: showing its key, and wiping itself when it is told to. */
import { feed, named, severalTowns } from '../store/index.ts';
import { ask, type Outcome, provesWith } from './http.ts';
import { ordered } from './state.ts';

export interface Proof {
  nonce: string;
  signature: string;
}

/** A signed challenge; null when this tablet is not enrolled, or nobody answers. */
export async function proofFor(purpose: 'session' | 'renew' | 'wiped'): Promise<Proof | null> {
  const own = await feed.ownDevice();
  if (!own) return null;
  const body = { device_id: own.id };
  const asked = await ask<{ nonce: string }>('/device/challenge', { method: 'POST', body });
  if (asked.met !== 'ok') return null;
  const { nonce } = asked.value;
  return { nonce, signature: await feed.signed(own, `kayoi-${purpose}|${own.id}|${nonce}`) };
}

/** One renewal at a time on this tablet: of two windows the second finds a fresh token already. */
async function renew(): Promise<boolean> {
  if (typeof navigator.locks === 'undefined') return renewed();
  return navigator.locks.request(named('kayoi-renew'), renewed);
}

let renewedAt = Number.NEGATIVE_INFINITY;
const FRESH_MS = 10_000;

async function renewed(): Promise<boolean> {
  if (Math.abs(Date.now() - renewedAt) < FRESH_MS) return true;
  const proof = await proofFor('renew');
  if (!proof) return false;
  const done = (await ask('/session/renew', { method: 'POST', body: proof })).met === 'ok';
  if (done) renewedAt = Date.now();
  return done;
}

provesWith(renew);

/**
 * Do what the office ordered: `wipe` at once, `wipe-after-push` when nothing is unsent any more. What is left is
 * said at the next start, until the server has heard it.
 */
export async function obey(): Promise<void> {
  if (ordered.value === null) return;
  if (ordered.value === 'wipe-after-push' && (await unsent())) return;
  await feed.wipe();
  await sayWiped();
  location.replace('/');
}

async function unsent(): Promise<boolean> {
  const { owing } = await import('../store/running.ts');
  return (await owing(false)).length > 0;
}

/** Tell the server that this tablet wiped itself, if it did and has not been heard. */
export async function sayWiped(): Promise<void> {
  const device_id = feed.wipedAs();
  if (!device_id) return;
  const alone = !severalTowns();
  const bare = await ask('/device/wiped', { method: 'POST', body: { device_id, alone } });
  if (isHeard(bare)) return feed.wipeHeard();
  const proof = await proofFor('wiped');
  const shown = proof && (await ask('/device/wiped', { method: 'POST', body: { device_id, alone, proof } }));
  if (shown && isHeard(shown)) await feed.wipeHeard();
}

/** Heard, or not asked for any more. */
function isHeard(outcome: Outcome<unknown>): boolean {
  return outcome.met === 'ok' || (outcome.met === 'problem' && outcome.problem.status === 404);
}
