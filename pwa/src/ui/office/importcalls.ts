import { identity } from '../../store/index.ts';
import { api, type Reply } from '../../sync/index.ts';
import type { ImportSource, Look, Run } from './importtypes.ts';
import { type OfficeWord, o } from './words.ts';

const PLACE = '/office/imports';
const HEAD_BYTES = 256 * 1024;

/** Where a run's page reads. */
export function runPath(id: string): string {
  return `${PLACE}/${id}`;
}

/** The address of the rows that were not taken, for a plain download. */
export function rejectedHref(id: string): string {
  return `/api/v1${PLACE}/${id}/rejected.csv?town=${identity.value?.tenant.uid ?? ''}`;
}

function asked(encoding: string | undefined): string {
  return encoding ? `?encoding=${encoding}` : '';
}

/** Encoding and columns; only the beginning of the file travels. */
export function look(file: Blob, encoding?: string): Promise<Reply<Look>> {
  return api.sendFile<Look>(`${PLACE}/look${asked(encoding)}`, file.slice(0, HEAD_BYTES));
}

export function saveSource(source: Omit<ImportSource, 'id'>): Promise<Reply<ImportSource>> {
  return api.act<ImportSource>(`${PLACE}/sources`, source);
}

export function upload(sourceId: string, file: Blob, encoding: string): Promise<Reply<Run>> {
  return api.sendFile<Run>(`${PLACE}/sources/${sourceId}/files${asked(encoding)}`, file);
}

/** A run that takes back what a source said of KDB in a fiscal year. */
export function takeBack(sourceId: string, year: number): Promise<Reply<Run>> {
  return api.act<Run>(`${PLACE}/sources/${sourceId}/take-back`, { year });
}

export function checkNext(id: string): Promise<Reply<Run>> {
  return api.act<Run>(`${PLACE}/${id}/check`);
}

export function applyNext(id: string): Promise<Reply<Run>> {
  return api.act<Run>(`${PLACE}/${id}/apply`);
}

export function closeRun(id: string): Promise<Reply<Run>> {
  return api.act<Run>(`${PLACE}/${id}/close`);
}

export function answerRow(id: string, row: number, answer: string | null): Promise<Reply<unknown>> {
  return api.act(`${PLACE}/${id}/answers`, { answers: [{ row, answer }] });
}

export function answerAll(id: string, all: 'same' | 'new'): Promise<Reply<unknown>> {
  return api.act(`${PLACE}/${id}/answers`, { all });
}

const RULES: Record<string, OfficeWord> = {
  encoding: 'import_bad_encoding',
  'utf-16': 'import_bad_utf16',
  'not-csv': 'import_bad_csv',
  empty: 'import_bad_empty',
  'too-many-rows': 'import_bad_rows',
  'missing-column': 'import_bad_column',
  'my-number': 'import_bad_number',
};

function namesYear(errors: unknown): boolean {
  return typeof errors === 'object' && errors !== null && 'year' in errors;
}

/** What a refusal means to whoever imports, in words; `undefined` when all is well. */
export function troubleOf(reply: Reply<unknown>): string | undefined {
  if (reply.ok) return undefined;
  if (reply.why === 'login-required') return o('login_again');
  if (reply.why === 'offline') return o('no_server');
  const { problem } = reply;
  if (namesYear(problem.errors)) return o('import_bad_year');
  if (problem.status === 413) return o('import_bad_large');
  const rule = RULES[String(problem.rule)];
  if (!rule) return problem.status === 409 ? o('import_stale') : o('import_not_taken');
  const row = typeof problem.row === 'number' ? o('import_row_at', { row: problem.row }) : '';
  return `${o(rule)}${row}`;
}
