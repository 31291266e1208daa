/** One run: send what is owed by everyone on this tablet, then pull to the head. Never merges. */
import { identity } from '../store/index.ts';
import * as feed from '../store/running.ts';
import { ask, slugOf } from './http.ts';
import { mend } from './mending.ts';
import { askAboutHeld, pushAll, type Step, stepOf } from './pushes.ts';
import { isPage } from './replies.ts';
import type { Ended } from './waits.ts';

export { askAboutHeld };

const PAGE = 1000;
const RESETS = 3;
const TIDY_EVERY_MS = 10 * 60_000;
let tidied = Number.NEGATIVE_INFINITY;

export async function run(): Promise<Ended> {
  if (feed.memory.facts.goodbye) await sayGoodbye();
  if (identity.value === null) return 'done';
  await feed.lookAtStorage();
  if (!feed.hasOwnSession()) {
    // She has unlocked the tablet while the browser is signed in as a colleague: what is owed may go, nothing is taken.
    const came = await pushAll();
    if (came !== 'go-on') return came;
    return identity.value.helps ? 'done' : 'login';
  }
  for (const step of [pushAll, pullAll, mend, pushReads]) {
    const came = await step();
    if (came !== 'go-on') return came;
  }
  return 'done';
}

/** What nobody waits for: bookkeeping after a run, and what every backup holds need not be kept any longer. */
export async function tidy(): Promise<void> {
  await feed.settleRest();
  if (Math.abs(Date.now() - tidied) < TIDY_EVERY_MS) return;
  tidied = Date.now();
  await feed.dropCopies();
}

/** Named, because whoever signs in meanwhile has put her own session in the place of the one that ends. */
async function sayGoodbye(): Promise<void> {
  const { session } = feed.memory.facts;
  if ((await ask(`/session${session ? `?of=${session}` : ''}`, { method: 'DELETE' })).met !== 'ok') return;
  await feed.goodbyeHeard();
}

/** Pull page after page to the head. Each page is complete in itself: a cut-off download goes on where it was. */
async function pullAll(): Promise<Step> {
  if (!isField()) return 'go-on';
  const whose = identity.value?.staff.id;
  for (let resets = 0; resets < RESETS; ) {
    const outcome = await ask<feed.PageReply>(`/sync/pull?${await pullQuery()}`, { timeout_ms: 60_000 });
    if (outcome.met === 'problem' && slugOf(outcome.problem) === 'feed-reset') {
      resets += 1;
      const came = await afterReset(outcome.problem.epoch);
      if (came !== 'go-on') return came;
      continue;
    }
    // On a slow line the tablet may have changed hands meanwhile: this page was made for who had it before.
    if (identity.value?.staff.id !== whose) return 'unreachable';
    if (outcome.met !== 'ok') return stepOf(outcome);
    if (!isPage(outcome.value) || !(await rightsAreKnown(outcome.value.scopes))) return 'unreachable';
    await feed.applyPage(outcome.value);
    if (!outcome.value.more) return 'go-on';
    await feed.breathe();
  }
  return 'unreachable';
}

/** The server was restored: everything kept goes there again before anything is taken from it. */
async function afterReset(epoch: unknown): Promise<Step> {
  if (typeof epoch !== 'string' || epoch === '') return 'unreachable';
  await feed.feedReset(epoch);
  return pushAll();
}

async function pullQuery(): Promise<URLSearchParams> {
  const query = await feed.pullQuery(PAGE);
  for (const [name, value] of Object.entries(await feed.ownFacts()))
    if (value !== null) query.set(name, String(value));
  return query;
}

/** Only who works in the field keeps a register; the office reads on line. */
function isField(): boolean {
  const who = identity.value;
  return (
    who !== null &&
    who.writer_no !== null &&
    who.roles.some((role) => role === 'nurse' || role === 'supporter')
  );
}

/** Her grants have changed: learn the new ones before a page that is made for them. */
async function rightsAreKnown(scopes: string[]): Promise<boolean> {
  const held = identity.value?.scopes ?? [];
  if (held.length === scopes.length && scopes.every((scope) => held.includes(scope))) return true;
  const outcome = await ask<feed.SessionReply>('/session');
  if (outcome.met !== 'ok' || outcome.value.staff.id !== identity.value?.staff.id) return false;
  await feed.signedIn({ ...outcome.value, scopes });
  return true;
}

async function pushReads(): Promise<Step> {
  for (let after = 0; ; ) {
    const batch = await feed.nextReads(500, after);
    if (!batch) return 'go-on';
    const outcome = await ask<{ received: [number, number][] }>('/audit', { method: 'POST', body: batch });
    if (outcome.met === 'ok') await feed.readsArrived(batch);
    else if (outcome.met === 'problem') after = batch.writer_no;
    else return stepOf(outcome);
  }
}
