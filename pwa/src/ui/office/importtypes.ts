import type { PersonBrief } from './types.ts';

/** What the addresses of imports answer (server/imports/schemas.py). */

export interface ImportField {
  field: string;
  group: 'person' | 'kdb';
  ja: string;
  en: string;
}

export interface ImportSource {
  id: string;
  name: string;
  key: string;
  columns: Record<string, string>;
  digits: number;
  whole: boolean;
  /** The fiscal year of what KDB says, where no column tells it; 0: none. */
  year: number;
}

export type RunState = 'checking' | 'ready' | 'applying' | 'applied' | 'closed';

export interface RunBrief {
  id: string;
  source: { id: string; name: string };
  state: RunState;
  encoding: string;
  rows: number;
  whole: boolean;
  outcomes: Record<string, number>;
  uploaded_by: string;
  applied_by: string | null;
  created_at: string;
  applied_at: string | null;
  closed_at: string | null;
}

export interface Run extends RunBrief {
  checked: number;
  todo: number;
  done: number;
  unanswered: number;
  answered: number;
  rejected_kept: number;
  stale: boolean;
  counts: {
    outcomes: Record<string, number>;
    by_field: Record<string, number>;
    states: Record<string, number>;
    noted: number;
    missing: number;
    result: Record<string, number>;
  };
}

export interface Imports {
  allowed: boolean;
  fields: ImportField[];
  sources: ImportSource[];
  runs: RunBrief[];
}

/** What the beginning of a file shows. */
export interface Look {
  encoding: string;
  columns: string[];
  suggested: Record<string, string>;
  has_rows: boolean;
}

export interface Note {
  field: string;
  field_ja: string;
  field_en: string;
  rule: string;
  row: number | null;
  ja: string;
  en: string;
  do_ja: string;
  do_en: string;
  refuses: boolean;
}

export interface Line {
  n: number;
  outcome: string;
  key: string | null;
  name: string;
  kana: string;
  born_on: string | null;
  protected: boolean;
  person: PersonBrief | null;
  changes: { field: string; before: unknown; now: unknown }[];
  notes: Note[];
  candidates: { why: string[]; person: PersonBrief | null }[];
  answer: string | null;
  fate: string | null;
}

export interface LinesPage {
  lines: Line[];
  next: number | null;
}

export interface MissingPage {
  people: { key: string; person: PersonBrief | null }[];
  next: string | null;
}
