import { feed, identity } from '../store/index.ts';
import { obey, proofFor } from './device.ts';
import { ask, type Outcome, slugOf } from './http.ts';
import { syncNow } from './runner.ts';
import { hold, loginNeeded } from './state.ts';
import type { Hold, Problem, SignInResult } from './types.ts';

type Client = 'tablet' | 'office';
const HOLDS: readonly Hold[] = ['passphrase-change', 'second-factor-needed'];
const FIELD_ROLES = ['nurse', 'supporter'];

/** Sign in on line. Whoever was signed in before keeps everything she has not sent. */
export async function signIn(login: string, passphrase: string, code = ''): Promise<SignInResult> {
  const first = likelyClient();
  const outcome = await post(login, passphrase, code, first);
  if (outcome.met !== 'ok') {
    await obey();
    return refusal(outcome);
  }
  // A nurse on a PC works like on a tablet: she needs a pen of her own, so she is signed in as one.
  const needsPen = first === 'office' && outcome.value.roles.some((role) => FIELD_ROLES.includes(role));
  const again = needsPen ? await post(login, passphrase, code, 'tablet', outcome.value.device?.id) : outcome;
  if (again.met !== 'ok') return refusal(again);
  if (feed.isOtherTenant(again.value)) {
    await ask('/session', { method: 'DELETE' });
    return { ok: false, why: 'refused', problem: OTHER_TENANT };
  }
  const who = await feed.signedIn(again.value, login);
  loginNeeded.value = false;
  hold.value = HOLDS.find((one) => one === again.value.hold) ?? null;
  void syncNow();
  return { ok: true, identity: who };
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
    ...(known ? { device_id: known } : {}),
    ...(proof ? { proof } : {}),
    ...(code ? { code } : {}),
  };
  return ask('/session', { method: 'POST', body });
}

/** An office page, or a PC without touch, is an office browser; everything else may be a tablet. */
function likelyClient(): Client {
  if (location.pathname.startsWith('/o/')) return 'office';
  return matchMedia('(any-pointer: coarse)').matches || navigator.maxTouchPoints > 0 ? 'tablet' : 'office';
}

function refusal(outcome: Exclude<Outcome<unknown>, { met: 'ok' }>): SignInResult {
  if (outcome.met === 'no-signal' || outcome.met === 'server-down') return { ok: false, why: outcome.met };
  const problem = outcome.met === 'problem' ? outcome.problem : LOGIN_REQUIRED;
  const slug = slugOf(problem);
  if (slug === 'second-factor') return { ok: false, why: slug };
  if (slug === 'login-failed') return { ok: false, why: slug, tries_left: Number(problem.tries_left ?? 0) };
  if (slug === 'login-wait') return { ok: false, why: slug, wait_s: Number(problem.wait_s ?? 60) };
  return { ok: false, why: 'refused', problem };
}

const LOGIN_REQUIRED: Problem = { type: '/problems/login-required', title: 'Sign in first', status: 401 };
const OTHER_TENANT: Problem = {
  type: '/problems/other-tenant',
  title: 'This tablet works for another municipality',
  title_ja: 'このタブレットは、ほかの市町村で使われています。',
  status: 409,
};

/** End the session, also without signal. Outbox, drafts and register stay on the tablet. */
export async function signOut(): Promise<void> {
  if (identity.value === null) return;
  const outcome = await ask('/session', { method: 'DELETE', timeout_ms: 4000 });
  await feed.signedOut(outcome.met === 'ok');
  hold.value = null;
  loginNeeded.value = false;
}
