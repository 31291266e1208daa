/** This tablet at the server: enrolling, showing its key, and wiping itself when it is told to. */
import { feed } from '../store/index.ts';
import { ask, type Outcome, provesWith } from './http.ts';
import { ordered } from './state.ts';
import type { EnrolResult } from './types.ts';

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
  return navigator.locks.request('kayoi-renew', renewed);
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

const ALIKE: Record<string, string> = { O: '0', I: '1', L: '1' };

/** What was meant by a typed code. */
export function typedCode(text: string): string {
  const plain = text.normalize('NFKC').toUpperCase();
  return plain.replace(/[^0-9A-Z]/g, '').replace(/[OIL]/g, (letter) => ALIKE[letter] ?? letter);
}

/** Enrol this tablet with the code of the picture or the typed one. Asked again after a lost reply, it is the same. */
export async function enrol(code: { secret: string } | { typed: string }): Promise<EnrolResult> {
  const own = await feed.keyToEnrol();
  const said = 'secret' in code ? code.secret : typedCode(code.typed);
  const signature = await feed.signed(own, `kayoi-enrol|${own.public_key}|${said}`);
  const { device_id } = feed.enrolment();
  const body = { ...code, public_key: own.public_key, signature, device_id, app_version: __APP_VERSION__ };
  const outcome = await ask<Enrolled>('/device/enrol', { method: 'POST', body });
  if (outcome.met === 'ok') {
    await feed.enrolledAs(own, outcome.value.device);
    return { ok: true, label: outcome.value.device.label, town: outcome.value.town };
  }
  if (outcome.met === 'problem') return { ok: false, why: 'refused', problem: outcome.problem };
  return { ok: false, why: 'offline' };
}

interface Enrolled {
  device: { id: string; label: string };
  town: string;
}

/**
 * Do what the office ordered: `wipe` at once, `wipe-after-push` when nothing is unsent any more. What is left is
 * said at the next start, until the server has heard it.
 */
export async function obey(): Promise<void> {
  if (ordered.value === null) return;
  if (ordered.value === 'wipe-after-push' && (await feed.owing(false)).length > 0) return;
  await feed.wipe();
  await sayWiped();
  location.replace('/');
}

/** Tell the server that this tablet wiped itself, if it did and has not been heard. */
export async function sayWiped(): Promise<void> {
  const device_id = feed.wipedAs();
  if (!device_id) return;
  const bare = await ask('/device/wiped', { method: 'POST', body: { device_id } });
  if (isHeard(bare)) return feed.wipeHeard();
  const proof = await proofFor('wiped');
  const shown = proof && (await ask('/device/wiped', { method: 'POST', body: { device_id, proof } }));
  if (shown && isHeard(shown)) await feed.wipeHeard();
}

/** Heard, or not asked for any more. */
function isHeard(outcome: Outcome<unknown>): boolean {
  return outcome.met === 'ok' || (outcome.met === 'problem' && outcome.problem.status === 404);
}
