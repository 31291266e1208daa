import type { Words } from '../../forms/index.ts';
import { api, type Reply } from '../../sync/index.ts';

/** What the address of a form's decisions answers (server/form_decisions/schemas.py). */

export type Fact = string | number | boolean;
export type Confidence = 'V' | 'V2' | 'GK' | 'D';

export interface Grounds {
  confidence: Confidence;
  provisional: boolean;
  sources: string[];
}
interface Choosable {
  id: string;
  title: Words;
  default: Fact;
  /** The versions that state it. */
  versions: number[];
}
export type TownChoice = Choosable &
  (
    | { type: 'set'; options: ({ value: string; title: Words } & Grounds)[] }
    | ({ type: 'count'; minimum: number; maximum: number } & Grounds)
    | ({ type: 'flag' } & Grounds)
  );

export type VersionStep = 'retire' | 'recall' | 'use';

export interface VersionHere {
  version: number;
  offered: boolean;
  state: 'published' | 'retired' | 'recalled';
  steps_open: VersionStep[];
  reason: string | null;
}

export interface DecisionMade {
  n: number;
  what: 'criteria' | 'withdraw' | VersionStep | 'trial';
  from: string | null;
  facts: Record<string, Fact>;
  version: number | null;
  reason: string | null;
  undoes: number | null;
  withdrawn: boolean;
  can_undo: boolean;
  by: string;
  at: string;
}

export interface DecisionsPage {
  form: string;
  title: Words;
  choices: TownChoice[];
  in_force: Record<string, Fact>;
  /** As they will be when every choice has come into force. */
  planned: Record<string, Fact>;
  earliest: string;
  versions: VersionHere[];
  history: DecisionMade[];
}

const BROUGHT = '/office/forms/brought';

export const decisionsPath = (form: string): string => `${BROUGHT}?form=${form}`;

export function choose(form: string, from: string, facts: Record<string, Fact>): Promise<Reply<unknown>> {
  return api.act(`${BROUGHT}/criteria`, { form, from, facts });
}

export function undoChoice(form: string, n: number): Promise<Reply<unknown>> {
  return api.act(`${BROUGHT}/undo`, { form, n });
}

export function stepVersion(
  form: string,
  version: number,
  step: VersionStep,
  reason: string,
): Promise<Reply<unknown>> {
  return api.act(`${BROUGHT}/steps`, { form, version, step, ...(reason ? { reason } : {}) });
}
