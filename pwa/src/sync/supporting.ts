/** A tablet that is made ready for those who help at a session; and how that session stands. */
import { effect, untracked } from '@preact/signals';
import {
  endIfDue,
  feed,
  helping,
  saved,
  shareWork,
  takeReady,
  takeStanding,
  tidyHelping,
} from '../store/index.ts';
import { replyOf } from './account.ts';
import { ask } from './http.ts';
import { online, syncing } from './state.ts';
import type { Reply } from './types.ts';

const pathOf = (session: string): string => `/sessions/${session}/supporters`;

/** Ask for pens, keys and the roster, and keep them. `value`: how many may use it. */
export async function makeReady(
  session: string,
  step: (done: number, all: number) => void,
): Promise<Reply<number>> {
  const body = { store_id: feed.enrolment().store_id };
  const reply = replyOf(await ask<feed.ReadyReply>(pathOf(session), { method: 'POST', body }));
  if (!reply.ok) return reply;
  if (reply.value.supporters.length > 0) await takeReady(reply.value, step);
  return { ok: true, value: reply.value.supporters.length };
}

/** After every run that met the server: how the session stands, whoever is at work. */
export function followStanding(): void {
  effect(() => {
    if (syncing.value) return;
    untracked(() => {
      if (helping.value && online.value === 'reachable') void askStanding().catch(() => undefined);
    });
  });
}

/** After every save of a supporter: the others at this tablet see who has come. */
export function followSaves(): void {
  effect(() => {
    if (saved.value > 0) void untracked(shareWork).catch(() => undefined);
  });
}

/** Is it over, may everybody still help, who is on the roster now. */
async function askStanding(): Promise<void> {
  await endIfDue();
  await tidyHelping();
  const at = helping.value;
  if (!at || at.ended) return;
  const outcome = await ask<feed.HelpedReply>(pathOf(at.session));
  if (outcome.met === 'ok') await takeStanding(outcome.value);
}
