/** Her own account: a passphrase of her own, and a second factor. On line only. */
import { ask, type Outcome } from './http.ts';
import { soon } from './runner.ts';
import { hold } from './state.ts';
import type { Reply } from './types.ts';

export function replyOf<T>(outcome: Outcome<T>): Reply<T> {
  if (outcome.met === 'ok') return { ok: true, value: outcome.value };
  if (outcome.met === 'login') return { ok: false, why: 'login-required' };
  if (outcome.met === 'problem') return { ok: false, why: 'problem', problem: outcome.problem };
  return { ok: false, why: 'offline' };
}

/** What was asked for has been set up; what waited for it goes on. */
function done(): void {
  hold.value = null;
  soon();
}

/** Choose a passphrase of her own; her other sessions end. */
export async function changePassphrase(passphrase: string, fresh: string): Promise<Reply<undefined>> {
  const body = { passphrase, new: fresh };
  const reply = replyOf(await ask<undefined>('/session/passphrase', { method: 'POST', body }));
  if (reply.ok) done();
  return reply;
}

/** Where she is signed in: a tablet or an office browser. */
export interface Place {
  id: string;
  label: string;
  client: 'tablet' | 'office';
  here: boolean;
  since: string;
  used_at: string;
}

/** The one she asks from comes first. */
export async function fetchPlaces(): Promise<Reply<Place[]>> {
  return replyOf(await ask<Place[]>('/session/places'));
}

/** End these sign-ins of hers; none named: all but this one. */
export async function endPlaces(passphrase: string, places: string[]): Promise<Reply<{ ended: number }>> {
  return replyOf(await ask('/session/places/end', { method: 'POST', body: { passphrase, places } }));
}

/** What her authenticator app reads. */
export async function beginFactor(
  passphrase: string,
): Promise<Reply<{ link: string; picture: { size: number; path: string } }>> {
  return replyOf(await ask('/session/second-factor', { method: 'POST', body: { passphrase } }));
}

/** The first code of the app: recovery codes, shown once. What waits goes on when she has kept them. */
export async function confirmFactor(code: string): Promise<Reply<{ recovery: string[] }>> {
  return replyOf(await ask('/session/second-factor/confirm', { method: 'POST', body: { code } }));
}

/** She has written the recovery codes down. */
export function factorKept(): void {
  done();
}
