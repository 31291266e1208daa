/** Sending what is owed by everyone on this tablet. */
import { identity } from '../store/index.ts';
import * as feed from '../store/running.ts';
import { ask, type Outcome, slugOf } from './http.ts';
import { isPushReply } from './replies.ts';

/** `stop`: the server will not go on now; all is kept. */
export type Step = 'go-on' | 'unreachable' | 'login';

const BATCH = 1000;
const ROUNDS = 3;
/** Held ops are asked about again, but not at every save. */
const ASK_HELD_EVERY_MS = 5 * 60_000;
let askedHeld = Number.NEGATIVE_INFINITY;

/** Push for every writer on this tablet, whoever is signed in: nobody's work waits for her return. */
export async function pushAll(): Promise<Step> {
  const held = Math.abs(Date.now() - askedHeld) > ASK_HELD_EVERY_MS;
  let last: Step = 'go-on';
  for (let rounds = 0; rounds < ROUNDS; rounds++) {
    const { epoch } = feed.memory.feed;
    last = await pushWriters(held);
    // After a feed reset every kept op is unsent again and goes before any pull.
    if (last !== 'go-on' || epoch === feed.memory.feed.epoch) break;
  }
  if (held && last === 'go-on') askedHeld = Date.now();
  return last;
}

/** The next run asks about held ops again: she has pressed 「いま送る」. */
export function askAboutHeld(): void {
  askedHeld = Number.NEGATIVE_INFINITY;
}

async function pushWriters(held: boolean): Promise<Step> {
  let last: Step = 'go-on';
  for (const writer of await feed.owing(held)) {
    const came = await pushWriter(writer, held);
    if (came === 'unreachable') return came;
    if (came === 'login') last = came;
  }
  return last;
}

async function pushWriter(writer: number, held: boolean): Promise<Step> {
  let after = 0;
  // The last op of a batch that was refused: until it is passed, the parts are not made larger again.
  let suspect = 0;
  for (let limit = BATCH; ; ) {
    const batch = await feed.nextBatch(writer, after, limit, held);
    if (!batch) return 'go-on';
    await feed.leaves(batch);
    const outcome = await send(batch.body);
    if (outcome.met === 'ok') {
      await feed.applyPush(batch, outcome.value);
      after = batch.body.ops.at(-1)?.[0] ?? after;
      if (after >= suspect) limit = Math.min(BATCH, limit * 2);
      continue;
    }
    await feed.stays();
    if (!isRefusedBatch(outcome)) return stepAfter(outcome, writer);
    const [only] = batch.body.ops;
    suspect = batch.body.ops.at(-1)?.[0] ?? suspect;
    if (batch.numbers.length > 1) limit = Math.ceil(batch.numbers.length / 2);
    else if (only && feed.isMark(only[2])) after = only[0];
    else if (await wouldTakeNothing(batch.body)) return 'unreachable';
    else if (!(await feed.refusedAlone(batch))) after = only?.[0] ?? after;
  }
}

async function send(body: feed.PushBody): Promise<Outcome<feed.PushReply>> {
  const full = { ...body, ...feed.deviceFacts() };
  const outcome = await ask<feed.PushReply>('/sync/push', {
    method: 'POST',
    body: full,
    gzip: true,
    timeout_ms: 60_000,
  });
  // Some page that says 200 and is not ours has taken nothing.
  return outcome.met === 'ok' && !isPushReply(outcome.value) ? { met: 'server-down' } : outcome;
}

/** Before an op is blamed: a push that carries none at all must be taken, or it is the server that refuses. */
async function wouldTakeNothing(body: feed.PushBody): Promise<boolean> {
  return (await send({ ...body, ops: [] })).met !== 'ok';
}

/** 400, 413 and 422 judge the batch, not the connection: it is halved until the one op is found. */
function isRefusedBatch(outcome: Outcome<unknown>): boolean {
  return outcome.met === 'problem' && [400, 413, 422].includes(outcome.problem.status);
}

/** The server will not hear this writer now (its rights, its certificate): the others need not wait for it. */
function stepAfter(outcome: Exclude<Outcome<unknown>, { met: 'ok' }>, writer: number): Step {
  if (outcome.met !== 'problem') return stepOf(outcome);
  if (outcome.problem.status === 429) return 'unreachable';
  const own = writer === identity.value?.writer_no;
  return own && slugOf(outcome.problem) === 'writer-unknown' ? 'login' : 'go-on';
}

export function stepOf(outcome: Exclude<Outcome<unknown>, { met: 'ok' }>): Step {
  return outcome.met === 'login' ? 'login' : 'unreachable';
}
