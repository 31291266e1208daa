import { api, type Reply } from '../../sync/index.ts';
import type { AskedSet, Brought, Edition, Made, Step } from './formtypes.ts';
import { type OfficeWord, o } from './words.ts';

export const FORMS = '/office/forms';

/** Where a version's page reads. */
export function editionPath(id: string): string {
  return `${FORMS}/${id}`;
}

export function sendSpreadsheet(file: Blob): Promise<Reply<Made>> {
  return api.sendFile<Made>(`${FORMS}/files`, file);
}

export function makeSet(asked: AskedSet): Promise<Reply<Made>> {
  return api.act<Made>(`${FORMS}/measures`, asked);
}

export function takeStep(id: string, step: Step, reason?: string): Promise<Reply<Edition>> {
  return api.act<Edition>(`${editionPath(id)}/steps`, { step, ...(reason ? { reason } : {}) });
}

export function nameTriers(id: string, staff: string[]): Promise<Reply<Edition>> {
  return api.act<Edition>(`${editionPath(id)}/triers`, { staff });
}

export function offer(one: Brought, on: boolean): Promise<Reply<unknown>> {
  return api.act(`${FORMS}/offers`, { form: one.form, version: one.version, on });
}

const RULES: Record<string, OfficeWord> = {
  empty: 'forms_bad_empty',
  'not-xlsx': 'forms_bad_xlsx',
  'too-large': 'forms_bad_large',
  'too-slow': 'forms_bad_slow',
};

/** What a refusal means to whoever makes a form, in words; `undefined` when all is well. */
export function formTrouble(reply: Reply<unknown>): string | undefined {
  if (reply.ok) return undefined;
  if (reply.why === 'login-required') return o('login_again');
  if (reply.why === 'offline') return o('no_server');
  const { status, rule } = reply.problem;
  if (status === 413) return o('forms_bad_large');
  if (status === 409) return o('forms_stale');
  return o(RULES[String(rule)] ?? 'forms_not_taken');
}
