/** Scopes whose rows do not add up: the parts that differ are asked for again, and only they. */
import * as feed from '../store/running.ts';
import { ask, type Outcome } from './http.ts';
import { type Step, stepOf } from './pushes.ts';

export async function mend(): Promise<Step> {
  for (const scope of await feed.unsound()) {
    const came = await mendScope(scope);
    if (came !== 'go-on') return came;
  }
  return 'go-on';
}

async function mendScope(scope: string): Promise<Step> {
  const of = `scope=${encodeURIComponent(scope)}`;
  const told = await ask<feed.DigestReply>(`/sync/digest?${of}`);
  if (!isUsable(told)) return given(told);
  const { audit, asks } = await feed.compare(scope, told.value.buckets);
  for (const parts of asks) {
    const came = await ask<feed.RowsReply>(`/sync/rows?${of}&buckets=${parts.join('.')}`, {
      timeout_ms: 60_000,
    });
    if (!isUsable(came)) return given(came);
    await feed.takeRows(audit, parts, came.value.rows);
    await feed.breathe();
  }
  return 'go-on';
}

type Ok<T> = Extract<Outcome<T>, { met: 'ok' }>;

/** An answer of the epoch this store is in; after a restore the next pull begins anew anyway. */
function isUsable<T extends { epoch: string }>(outcome: Outcome<T>): outcome is Ok<T> {
  return outcome.met === 'ok' && outcome.value.epoch === feed.memory.feed.epoch;
}

/** Rights that have just changed, or another epoch, are for the next pull; silence ends the run. */
function given(outcome: Outcome<unknown>): Step {
  return outcome.met === 'ok' || outcome.met === 'problem' ? 'go-on' : stepOf(outcome);
}
