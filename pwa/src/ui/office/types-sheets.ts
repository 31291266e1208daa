import type { KdbTold } from '../../forms/index.ts';
import type { Fields } from '../../store/index.ts';
import type { FindingState } from '../parts/index.ts';
import type { By, Members, Pair, PersonBrief } from './types.ts';

/** A sheet as the server judged it, and what it was judged on (server/submissions). */

/** One finding of a sheet as the server judged it; titles are the official ones. */
export interface Finding {
  id: string;
  role: 'result' | 'rule' | 'group' | 'test';
  title: string;
  state: FindingState | 'not_administered';
  word: string;
  criteria: string;
  provisional: boolean;
  score: string | null;
  unanswered: string[];
  counted: string[];
}

/** A class a sheet came to; `possible` lists all it may still be. */
export interface Grading {
  id: string;
  title: string;
  state: string;
  word: string;
  possible: string[];
  criteria: string;
  provisional: boolean;
}

/** A measurement: the value that counts. */
export interface Measure {
  id: string;
  title: string;
  unit: string;
  decimals: number;
  entered_decimals: number;
  value: number | null;
  provisional: boolean;
}

/** Something that must not wait, with what to do. */
export interface RedFlag {
  id: string;
  title: string;
  action: string;
  provisional: boolean;
}

export interface Score {
  lo: number | null;
  hi: number | null;
  missing: number;
  of: number;
  criteria: string;
}

/** One question in its official wording. */
export interface Item {
  id: string;
  no: number;
  wording: string;
  note: string | null;
  reference_en?: string;
  options: { code: number; ja: string; en: string }[];
}

/** One answer sheet with its grounds. */
export interface SheetPage {
  id: string;
  fields: Fields;
  members: Members;
  by: Record<string, By>;
  person: PersonBrief;
  session: string | null;
  form: string;
  version: number;
  title: Pair;
  on: string;
  answered_by: string;
  entered_by: By | null;
  at: string | null;
  answers: Fields;
  /** Item ids of answers that were put right after the sheet was filed. */
  amended: string[];
  items: Item[];
  scores: Record<string, Score>;
  findings: Finding[];
  gradings: Grading[];
  measures: Measure[];
  red_flags: RedFlag[];
  flagged: boolean;
  trial: boolean;
  risk_items: string[];
  /** Null where the form asks nothing of KDB. */
  kdb: FromKdb | null;
}

/** What KDB said for the fiscal year of a sheet. */
export interface FromKdb {
  year: number;
  facts: KdbTold[];
}
