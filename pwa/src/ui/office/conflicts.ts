import { signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { OpDraft, Value } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import { type Answer, keyOf, settling, settlingWith, undoing } from './settle.ts';
import type { Conflict } from './types.ts';

/** Where one card stands after she pressed a button on it. */
export type Step =
  | { is: 'settling' | 'undoing' }
  | { is: 'settled'; value: Value; op: string; until: number }
  | { is: 'undone' | 'reopened' | 'away' | 'refused' };

type Again = () => Promise<void>;

/** For ten seconds a settling can be taken back by a tap; afterwards the history holds every value. */
export const UNDO_S = 10;

/** Cards touched on this page, by conflict; a settled card stays where it was until she leaves. */
export const steps = signal<ReadonlyMap<string, Step>>(new Map());

function put(key: string, step: Step): void {
  steps.value = new Map(steps.value).set(key, step);
}

/** Leaving the page: what was settled is settled. */
export function forgetSteps(): void {
  steps.value = new Map();
}

function isBusy(key: string): boolean {
  const step = steps.value.get(key)?.is;
  return step === 'settling' || step === 'undoing';
}

/** Settle one field in one tap, then read the list again. */
export function settle(conflict: Conflict, answer: Answer, again: Again): Promise<void> {
  return file(conflict, answer.value, settling(conflict, answer), again);
}

/** Settle with a value that was none of the answers. */
export function settleWith(conflict: Conflict, value: Value, again: Again): Promise<void> {
  return file(conflict, value, settlingWith(conflict, value), again);
}

async function file(conflict: Conflict, value: Value, draft: OpDraft, again: Again): Promise<void> {
  const key = keyOf(conflict);
  if (isBusy(key)) return;
  put(key, { is: 'settling' });
  const reply = await api.pushEdit(draft);
  if (!reply.ok) return put(key, { is: reply.why === 'offline' ? 'away' : 'refused' });
  const step = stepAfter(reply.value.verdict);
  const until = Date.now() + UNDO_S * 1000;
  if (step === 'settled') put(key, { is: step, value, op: reply.value.op, until });
  await again();
  if (step !== 'settled') put(key, { is: step });
}

function stepAfter(verdict: string): 'settled' | 'reopened' | 'refused' {
  if (verdict === 'conflict') return 'reopened';
  return ['applied', 'merged', 'duplicate'].includes(verdict) ? 'settled' : 'refused';
}

/** Take a settling back: both answers stand again. Ordinary edits, like everything else. */
export async function unsettle(conflict: Conflict, again: Again): Promise<void> {
  const key = keyOf(conflict);
  const step = steps.value.get(key);
  if (step?.is !== 'settled') return;
  put(key, { is: 'undoing' });
  for (const draft of undoing(conflict, step.value, step.op)) {
    const reply = await api.pushEdit(draft);
    if (!reply.ok) return put(key, { is: reply.why === 'offline' ? 'away' : 'refused' });
  }
  await again();
  put(key, { is: 'undone' });
}

/** Seconds left to take it back, or 0. */
export function useSecondsLeft(until: number): number {
  const left = (): number => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    setSeconds(left());
    const timer = setInterval(() => setSeconds(left()), 250);
    return () => clearInterval(timer);
  }, [until]);
  return seconds;
}
