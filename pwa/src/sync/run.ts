/** One run: send what is owed by everyone on this tablet, then pull to the head. Never merges. */
import { feed, identity } from '../store/index.ts';
import { ask, type Outcome, slugOf } from './http.ts';
import type { Ended } from './waits.ts';

type Step = 'go-on' | 'unreachable' | 'login';

const BATCH = 1000;
const PAGE = 1000;
/** Held ops are asked about again, but not at every save. */
const ASK_HELD_EVERY_MS = 5 * 60_000;
let askedHeld = 0;

export async function run(): Promise<Ended> {
  if (feed.memory.facts.goodbye) await sayGoodbye();
  if (identity.value === null) return 'done';
  for (const step of [pushAll, pullAll, pushReads]) {
    const came = await step();
    if (came !== 'go-on') return came;
  }
  return 'done';
}

async function sayGoodbye(): Promise<void> {
  if (identity.value === null && (await ask('/session', { method: 'DELETE' })).met !== 'ok') return;
  await feed.goodbyeHeard();
}

/** Push for every writer on this tablet, whoever is signed in: nobody's work waits for her return. */
async function pushAll(): Promise<Step> {
  const held = Date.now() - askedHeld > ASK_HELD_EVERY_MS;
  for (let rounds = 0; rounds < 3; rounds++) {
    const { epoch } = feed.memory.feed;
    for (const writer of await feed.owing(held)) {
      const came = await pushWriter(writer, held);
      if (came !== 'go-on') return came;
    }
    // After a feed reset every kept op is unsent again and goes before any pull.
    if (epoch === feed.memory.feed.epoch) break;
  }
  if (held) askedHeld = Date.now();
  return 'go-on';
}

async function pushWriter(writer: number, held: boolean): Promise<Step> {
  let after = 0;
  for (let limit = BATCH; ; ) {
    const batch = await feed.nextBatch(writer, after, limit, held);
    if (!batch) return 'go-on';
    await feed.leaves(batch);
    const outcome = await ask<feed.PushReply>('/sync/push', { method: 'POST', body: batch.body, gzip: true });
    if (outcome.met === 'ok') {
      await feed.applyPush(batch, outcome.value);
      after = batch.body.ops.at(-1)?.[0] ?? after;
      limit = Math.min(BATCH, limit * 2);
      continue;
    }
    await feed.stays();
    if (outcome.met !== 'problem' || outcome.problem.status === 429) return stepOf(outcome);
    // The server will not hear this writer now (its rights, its certificate): the others need not wait for it.
    if (!isRefusedBatch(outcome)) return 'go-on';
    if (batch.numbers.length > 1) limit = Math.ceil(batch.numbers.length / 2);
    else if (batch.body.ops[0]?.[2].includes('"lost":"refused"')) after = batch.body.ops[0][0];
    else await feed.refusedAlone(batch);
  }
}

/** 400 and 413 judge the batch, not the connection: it is halved until the one op is found. */
function isRefusedBatch(outcome: Outcome<unknown>): boolean {
  return outcome.met === 'problem' && [400, 413, 422].includes(outcome.problem.status);
}

function stepOf(outcome: Exclude<Outcome<unknown>, { met: 'ok' }>): Step {
  if (outcome.met === 'login') return 'login';
  return 'unreachable';
}

/** Pull page after page to the head. Each page is complete in itself: a cut-off download goes on where it was. */
async function pullAll(): Promise<Step> {
  if (!isField()) return 'go-on';
  for (;;) {
    const query = await feed.pullQuery(PAGE);
    const outcome = await ask<feed.PageReply>(`/sync/pull?${query}`, { timeout_ms: 60_000 });
    if (outcome.met === 'problem' && slugOf(outcome.problem) === 'feed-reset') {
      await feed.feedReset(String(outcome.problem.epoch));
      const came = await pushAll();
      if (came !== 'go-on') return came;
      continue;
    }
    if (outcome.met !== 'ok') return stepOf(outcome);
    if (!(await rightsAreKnown(outcome.value.scopes))) return 'unreachable';
    await feed.applyPage(outcome.value);
    if (!outcome.value.more) return 'go-on';
  }
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
