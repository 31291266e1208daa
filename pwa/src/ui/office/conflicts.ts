import { signal } from '@preact/signals';
import { api } from '../../sync/index.ts';
import { type Answer, keyOf, settling, undoing } from './settle.ts';
import type { Conflict } from './types.ts';

/** Where one card stands after she pressed a button on it. */
export type Step =
  | { is: 'settling' | 'undoing' }
  | { is: 'settled'; answer: Answer; until: number }
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
export async function settle(conflict: Conflict, answer: Answer, again: Again): Promise<void> {
  const key = keyOf(conflict);
  if (isBusy(key)) return;
  put(key, { is: 'settling' });
  const reply = await api.pushEdit(settling(conflict, answer));
  if (!reply.ok) return put(key, { is: reply.why === 'offline' ? 'away' : 'refused' });
  const step = stepAfter(reply.value.verdict);
  if (step === 'settled') put(key, { is: step, answer, until: Date.now() + UNDO_S * 1000 });
  await again();
  if (step !== 'settled') put(key, { is: step });
}

function stepAfter(verdict: string): 'settled' | 'reopened' | 'refused' {
  if (verdict === 'conflict') return 'reopened';
  return ['applied', 'merged', 'duplicate'].includes(verdict) ? 'settled' : 'refused';
}

/** Take a settling back: both answers stand again. Ordinary edits, like everything else. */
export async function unsettle(conflict: Conflict, chosen: Answer, again: Again): Promise<void> {
  const key = keyOf(conflict);
  put(key, { is: 'undoing' });
  for (const draft of undoing(conflict, chosen)) {
    const reply = await api.pushEdit(draft);
    if (!reply.ok) return put(key, { is: reply.why === 'offline' ? 'away' : 'refused' });
  }
  await again();
  put(key, { is: 'undone' });
}
