import type { Words } from '../../forms/index.ts';
import { api, type Reply } from '../../sync/index.ts';
import type { Fact } from './decisiontypes.ts';
import type { PersonBrief } from './types.ts';

/** What the addresses of judging a period again answer (server/judgements/schemas_runs.py). */

export interface JudgingRun {
  id: string;
  state: 'counting' | 'counted' | 'judging' | 'done' | 'cancelled';
  form: string;
  version: number;
  since: string;
  until: string;
  areas: { id: string; name: string }[];
  facts: Record<string, Fact>;
  looked_at: number;
  differing: number;
  kept: number;
  lines: { about: Words; before: Words; after: Words; n: number }[];
  by: string;
  at: string;
}

export interface JudgingRuns {
  runs: JudgingRun[];
  areas: { id: string; name: string }[];
}

export interface RunSheets {
  sheets: { id: string; on: string; person: PersonBrief }[];
  next: string | null;
}

export interface AskedRun {
  form: string;
  version: number;
  since: string;
  until: string;
  areas: string[];
  facts: Record<string, Fact>;
}

export const JUDGING = '/office/forms/judging';

export function askRun(asked: AskedRun): Promise<Reply<JudgingRun>> {
  return api.act<JudgingRun>(JUDGING, asked);
}

export function actOn(id: string, what: 'go-on' | 'begin' | 'cancel'): Promise<Reply<JudgingRun>> {
  return api.act<JudgingRun>(`${JUDGING}/${id}/${what}`);
}
