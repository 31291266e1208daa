import { feed, holds, identity, installed, inTab, lease } from '../store/index.ts';
import { obey, proofFor } from './device.ts';
import { ask, type Outcome, slugOf } from './http.ts';
import { soon } from './runner.ts';
import { hold, loginNeeded } from './state.ts';
import type { Hold, Problem, ServerTown, SignInResult, Town } from './types.ts';

type Client = 'tablet' | 'office';
const HOLDS: readonly Hold[] = ['passphrase-change', 'second-factor-needed'];
/** After these she has to type something herself. */
const ASKS: readonly string[] = ['login-failed', 'second-factor', 'refused'];
const FIELD_ROLES = ['nurse', 'supporter'];
const OFFICE_ROLES = ['coordinator', 'auditor'];
const NOT_INSTALLED = { ok: false, why: 'not-installed' } as const;

/**
 * Open what she keeps on this tablet, which needs no signal; who has nothing here yet, or has a new passphrase, signs
 * in on line. Whoever was signed in before keeps everything she has not sent.
 */
export async function signIn(login: string, passphrase: string, code = ''): Promise<SignInResult> {
  const known = await feed.slotOf(login);
  // What the installed app keeps for her is opened there.
  if (known && inTab()) return NOT_INSTALLED;
  // Past the period of use only the server lets her in again.
  const staff = lease.value?.state === 'over' ? null : known;
  const atWork = identity.value?.staff.id === staff;
  const came = staff && !atWork ? await feed.unlock(staff, passphrase) : null;
  const who = identity.value;
  if (came?.opened && who && who.staff.id === staff) {
    void renew({ login: who.login, passphrase, opens: true }).catch(nothingIfLocked);
    return { ok: true, identity: who };
  }
  if (came && !came.opened && came.why === 'wait')
    return { ok: false, why: 'login-wait', wait_s: came.wait_s };
  const result = await signInOnline({ login, passphrase }, code);
  const silent = !result.ok && (result.why === 'no-signal' || result.why === 'server-down');
  // Without a signal this tablet alone can judge.
  if (came && !came.opened && came.why === 'wrong' && silent)
    return { ok: false, why: 'login-failed', tries_left: came.tries_left };
  return result;
}

/** Whoever locks in the middle has nothing to renew any more. */
function nothingIfLocked(error: unknown): void {
  if (!(error instanceof feed.KeysGone)) throw error;
}

/** After an unlock: her rights and keys as they are now; where her session has ended, a new one. */
async function renew(typed: feed.Typed): Promise<void> {
  const staff = identity.value?.staff.id;
  if (feed.hasOwnSession()) {
    const outcome = await ask<feed.SessionReply>('/session');
    if (identity.value?.staff.id !== staff) return;
    if (outcome.met === 'ok' && outcome.value.staff.id === staff) {
      await feed.signedIn(outcome.value);
      hold.value = holdOf(outcome.value);
      return soon();
    }
    if (outcome.met === 'no-signal' || outcome.met === 'server-down') return soon();
  }
  const result = await signInOnline(typed, '', staff);
  if (!result.ok && ASKS.includes(result.why)) loginNeeded.value = true;
  soon();
}

/** `only`: take the answer in only while she is still at work here. */
async function signInOnline(typed: feed.Typed, code: string, only?: string): Promise<SignInResult> {
  const { login, passphrase } = typed;
  const first = likelyClient();
  const outcome = await post(login, passphrase, code, first);
  if (outcome.met !== 'ok') {
    await obey();
    return refusal(outcome);
  }
  const { roles, tenant } = outcome.value;
  const tab = !tenant.demo && !installed();
  if (tab && !roles.some((role) => OFFICE_ROLES.includes(role))) {
    await ask('/session', { method: 'DELETE' });
    return NOT_INSTALLED;
  }
  // A nurse on a PC works like on a tablet: she needs a pen of her own, so she is signed in as one.
  const needsPen = first === 'office' && !tab && roles.some((role) => FIELD_ROLES.includes(role));
  const again = needsPen ? await post(login, passphrase, code, 'tablet', outcome.value.device?.id) : outcome;
  if (again.met !== 'ok') return refusal(again);
  if (only !== undefined && identity.value?.staff.id !== only) return { ok: false, why: 'no-signal' };
  const who = await feed.signedIn(again.value, typed);
  loginNeeded.value = false;
  hold.value = holdOf(again.value);
  soon();
  return { ok: true, identity: who };
}

function holdOf({ hold: said }: feed.SessionReply): Hold | null {
  return HOLDS.find((one) => one === said) ?? null;
}

async function post(
  login: string,
  passphrase: string,
  code: string,
  client: Client,
  device?: string,
): Promise<Outcome<feed.SessionReply>> {
  const { store_id, device_id } = feed.enrolment();
  const own = await feed.ownDevice();
  const known = own?.id ?? device ?? device_id;
  const proof = await proofFor('session');
  const body = {
    login,
    passphrase,
    store_id,
    client,
    app_version: __APP_VERSION__,
    installed: installed(),
    ...(known ? { device_id: known } : {}),
    ...(proof ? { proof } : {}),
    ...(code ? { code } : {}),
  };
  return ask('/session', { method: 'POST', body });
}

/** An office page, or a PC without touch, is an office browser; everything else may be a tablet. */
function likelyClient(): Client {
  if (inTab() || location.pathname.startsWith('/o/')) return 'office';
  return matchMedia('(any-pointer: coarse)').matches || navigator.maxTouchPoints > 0 ? 'tablet' : 'office';
}

function refusal(outcome: Exclude<Outcome<unknown>, { met: 'ok' }>): SignInResult {
  if (outcome.met === 'no-signal' || outcome.met === 'server-down') return { ok: false, why: outcome.met };
  const problem = outcome.met === 'problem' ? outcome.problem : LOGIN_REQUIRED;
  const slug = slugOf(problem);
  if (slug === 'town-needed') return { ok: false, why: slug, towns: problem.towns as Town[] };
  if (slug === 'app-not-installed') {
    feed.heardHolds(false);
    return NOT_INSTALLED;
  }
  if (slug === 'second-factor') return { ok: false, why: slug };
  if (slug === 'login-failed') return { ok: false, why: slug, tries_left: Number(problem.tries_left ?? 0) };
  if (slug === 'login-wait') return { ok: false, why: slug, wait_s: Number(problem.wait_s ?? 60) };
  return { ok: false, why: 'refused', problem };
}

const LOGIN_REQUIRED: Problem = { type: '/problems/login-required', title: 'Sign in first', status: 401 };
/** She has said for which town she signs in. Nothing of another one is in this store yet. */
export async function signInAt(
  town: Town,
  login: string,
  passphrase: string,
  code = '',
): Promise<SignInResult> {
  await feed.belongsTo(town);
  return signIn(login, passphrase, code);
}

/** The towns of this server, null where nobody answers. */
export async function fetchTowns(): Promise<ServerTown[] | null> {
  const outcome = await ask<ServerTown[]>('/towns');
  return outcome.met === 'ok' ? outcome.value : null;
}

/** Whether this is for practice, where this tablet cannot tell by itself. */
export async function learnHolds(): Promise<void> {
  const towns = holds.value === null ? await fetchTowns() : null;
  if (towns) feed.heardTowns(towns);
}

/** End the session, also without signal. Outbox, drafts and register stay on the tablet. */
export async function signOut(): Promise<void> {
  if (identity.value === null) return;
  const outcome = await ask('/session', { method: 'DELETE', timeout_ms: 4000 });
  await feed.signedOut(outcome.met === 'ok');
  hold.value = null;
  loginNeeded.value = false;
}
