import { useState } from 'preact/hooks';
import type { Reason } from '../../names/index.ts';
import type { OpDraft } from '../../store/index.ts';
import { api } from '../../sync/index.ts';
import type { By, PersonBrief } from './types.ts';

/** One of two who may be one person. */
export interface Side extends PersonBrief {
  phone: string | null;
  insured_no: string | null;
  address: string | null;
  registered: By | null;
}

/** Two persons who may be one; the first was registered first. */
export interface Duplicate {
  first: Side;
  second: Side;
  reasons: Reason[];
  asked: boolean;
  answer: { field: string; saw: string[] };
}

/** Where one pair stands after she pressed a button on it. `op`: her answer, so that it can be taken back. */
export type Step = { is: 'waiting' | 'busy' | 'away' | 'refused' } | { is: 'different'; op: string };

/** The edit that says: two persons. It stands in the record of the one registered later. */
export function tellingApart({ second, answer }: Duplicate): OpDraft {
  return { kind: 'person', id: second.id, edits: { [answer.field]: { saw: answer.saw, now: true } } };
}

/** The edit that takes it back. */
export function takingBack({ second, answer }: Duplicate, op: string): OpDraft {
  return { kind: 'person', id: second.id, edits: { [answer.field]: { saw: [op], now: null } } };
}

/** What became of an edit, and the op it was. */
async function file(draft: OpDraft): Promise<{ op: string } | 'away' | 'refused'> {
  const reply = await api.pushEdit(draft);
  if (!reply.ok) return reply.why === 'offline' ? 'away' : 'refused';
  return reply.value.verdict === 'quarantined' ? 'refused' : { op: reply.value.op };
}

/** Tell a pair apart in one tap, and take it back as long as the list stays open. */
export function useAnswer(pair: Duplicate): [step: Step, different: () => void, undo: () => void] {
  const [step, setStep] = useState<Step>({ is: 'waiting' });
  const press = async (draft: OpDraft, done: (op: string) => Step): Promise<void> => {
    if (step.is === 'busy') return;
    setStep({ is: 'busy' });
    const filed = await file(draft);
    setStep(typeof filed === 'string' ? { is: filed } : done(filed.op));
  };
  const different = () => void press(tellingApart(pair), (op) => ({ is: 'different', op }));
  const undo = () => {
    if (step.is === 'different') void press(takingBack(pair, step.op), () => ({ is: 'waiting' }));
  };
  return [step, different, undo];
}
