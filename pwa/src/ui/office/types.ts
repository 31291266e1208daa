import type { Fields, Kind, Value } from '../../store/index.ts';
import type { Finding, RedFlag } from './types-sheets.ts';

/** What the office addresses of the server answer: only what these screens draw (server/office/schemas.py). */

/** A person as lists name her. */
export interface PersonBrief {
  id: string;
  name: string;
  kana: string;
  born_on?: string | null;
  age?: number | null;
  sex?: string | null;
  area?: { id: string; name: string };
  state?: string;
}

export interface Pair {
  ja: string;
  en: string;
}

export interface SheetBrief {
  id: string;
  form: string;
  version: number;
  title: Pair;
  on: string;
  findings: Finding[];
  red_flags: RedFlag[];
  judged: boolean;
  flagged: boolean;
  /** Of a version on trial: it counts nowhere. */
  trial: boolean;
}

export interface Attendee {
  person: PersonBrief;
  attendance: { id: string; at: string; state: string; by?: string | null } | null;
  sheets: SheetBrief[];
}

export interface SessionBrief {
  id: string;
  on: string;
  starts_at?: string | null;
  salon: { id: string; name: string };
  attendees: number;
  sheets: number;
  flagged: number;
}

export interface SessionPage extends Omit<SessionBrief, 'attendees' | 'sheets' | 'flagged'> {
  attendees: Attendee[];
}

export interface Tablet {
  label: string;
  staff: string;
  owed: number;
  last_seen_at: string | null;
}

export interface Morning {
  flagged: number;
  conflicts: number;
  held: number;
  duplicates: number;
  follow_ups_overdue: number;
  devices: Tablet[];
  sessions_today: SessionBrief[];
}

export interface Flagged {
  person: PersonBrief;
  submission: SheetBrief;
  findings: Finding[];
}

/** Who made a value, when and on which device. */
export interface By {
  name: string;
  at: string;
  device: string;
}

/** Every value nobody has superseded, by field; only where that is not just the creating op's. */
export type Members = Record<string, [op: string, value: Value][]>;

export interface FoundPeople {
  total: number;
  people: PersonBrief[];
}

export interface TimelineEntry {
  kind: 'attendance' | 'submission' | 'follow_up' | 'membership';
  id: string;
  on: string;
  at: string | null;
  session: string | null;
  salon: string | null;
  /** Fields that wait to be settled. */
  conflicts: string[];
  fields: Fields;
  sheet?: SheetBrief;
}

export interface PersonPage {
  id: string;
  /** The op that created the record. */
  op: string;
  fields: Fields;
  members: Members;
  by: Record<string, By>;
  name: string;
  kana: string;
  age: number;
  area: { id: string; name: string };
  timeline: TimelineEntry[];
  /** Field → the ops whose values must not be shown, for an edit that replaces them unseen. */
  sheltered: Record<string, string[]>;
  /** The records joined to this one. */
  joined: PersonBrief[];
}

/** A value given on the root while another record was joined to it. */
export interface Since {
  op: string;
  record: string;
  field: string;
  value: Value;
  sheltered: boolean;
  staff: string;
  at: string;
  device: string;
  /** What its author had seen there of the root's own. */
  here: [op: string, value: Value][];
  /** What stands in this field of the other record. */
  there_saw: string[];
}

/** One record joined to another, and what was written since. */
export interface Joining {
  record: PersonBrief;
  root: PersonBrief;
  /** What an op that takes it back must name. */
  saw: string[];
  joined_at: string;
  joined_by: string;
  parted_at: string | null;
  items: Since[];
  filed: { kind: string; id: string; on: string; staff: string }[];
}

export interface Merged {
  person: PersonBrief;
  joined: Joining[];
  parted: Joining | null;
}

export interface ConflictValue {
  op: string;
  value: Value;
  staff: string;
  at: string | null;
  device: string;
  staff_id: string | null;
  in_use: boolean;
}

/** The plan to ask the person herself about a field. */
export interface AskedPlan {
  id: string;
  due_on: string;
  way: string;
  state: string;
}

export interface Conflict {
  record: { kind: Kind; id: string; form_version?: string };
  person: PersonBrief | null;
  field: string;
  values: ConflictValue[];
  /** What the first of them had on her screen. */
  before: { value: Value; at: string | null; staff: string } | null;
  asked: AskedPlan | null;
}

export interface HistoryEntry {
  op: string;
  field: string;
  value: Value;
  /** True where the value must not be shown. */
  sheltered: boolean;
  saw: string[];
  staff: string;
  device: string;
  made_at: string;
  received_at: string;
  verdict: string;
  in_use: boolean;
  /** Why it corrects what was filed, as its author says. */
  why: string | null;
  /** Nobody has superseded it: an edit of the field must have seen it. */
  stands: boolean;
  /** Whom a staff id means. */
  named: string | null;
}

export interface Held {
  op: string;
  reason: string;
  waits_for: string | null;
  kind: string | null;
  record: string | null;
  staff: string;
  device: string;
  at: string;
  received_at: string;
  /** The op's own text, cut to a readable length. */
  raw: string;
}

export interface Plan {
  overdue: boolean;
  id: string;
  person: PersonBrief;
  due_on: string;
  due_time: string | null;
  way: string;
  purpose: string | null;
  assigned_to: { id: string; name: string } | null;
  state: string;
  /** The state of the person for which it rests. */
  stopped: string | null;
}
