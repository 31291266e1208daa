/** What the store hands out and takes in. Screens know these shapes and nothing of IndexedDB. */
import type { Reason } from '../names/index.ts';

/** An answer that is not a value: why there is none. */
export interface AnswerState {
  state: 'declined' | 'cannot_measure' | 'not_administered' | 'unable';
  reason?: string;
}
/** A field value as the wire has it; `definition` of a form version is the one free object. */
export type Value =
  | string
  | boolean
  | number
  | null
  | readonly number[]
  | AnswerState
  | { [key: string]: unknown };
export type Fields = Record<string, Value>;

export type Kind =
  | 'area'
  | 'salon'
  | 'session'
  | 'person'
  | 'membership'
  | 'consent'
  | 'attendance'
  | 'encounter'
  | 'submission'
  | 'follow_up'
  | 'mailing'
  | 'form_version'
  | 'notice';

/** Who made an op, when and on which device; present only where a field has two values. */
export interface By {
  name: string;
  at: string;
  device: string;
}
export interface Member {
  op: string;
  value: Value;
  by?: By;
}

/** One record as it is drawn: the replica with this tablet's own unshown edits over it. */
export interface RecordView {
  kind: Kind;
  id: string;
  /** The op that created the record. */
  op: string;
  /** Value in use per field. */
  fields: Fields;
  /** Only for fields whose set is not exactly the creating op; the first member is the value in use. */
  members: Record<string, Member[]>;
  by: Record<string, By>;
  /** True while the server does not hold all of what this tablet saved about it. */
  unsent: boolean;
  /** Reason when an op on this record is quarantined or waits (保留). */
  held?: string;
  /** True when the record was withdrawn from her areas and stays only for what she has open (M25). */
  leaving?: boolean;
}

export type OpDraft = {
  kind: Kind;
  id: string;
  form_version?: string;
  reason?: string;
  replaces?: string;
  /** Field → the op whose value is carried over. */
  copied_from?: Record<string, string>;
} & ({ new: Fields } | { edits: Record<string, { saw: string[]; now: Value }> });

/** What was on screen of a record: the values of its fields, and the ops they come from. */
export type Drawn = Pick<RecordView, 'kind' | 'id' | 'op' | 'fields' | 'members'>;

/** Answers under way; kept on the tablet only, until `save` files them. */
export interface Draft {
  id: string;
  person: string;
  session?: string;
  form: string;
  version: number;
  answers: Fields;
  answered_by?: 'self' | 'family' | 'proxy';
  /** Item → the op of an earlier sheet whose answer she took over, one by one. */
  copied?: Record<string, string>;
  /** A number half typed: it is no answer before she says that it is whole. */
  typing?: { item: string; text: string };
  page: number;
  started_at: string;
  /** The held op this sheet is filed in place of, and what it said beside the answers. */
  replaces?: string;
  base?: Fields;
  /** The filed sheet these answers correct, as it was drawn when she began: that is what she saw. */
  amends?: Drawn;
  /** Goes up with each change, so that a second window knows which of two copies is the later one. */
  edition?: number;
}

export type SaveState = 'unsent' | 'sending' | 'arrived' | 'held';

/** One 件: what a nurse saved in one go, however many ops it made. */
export interface OutboxItem {
  /** Unique on this tablet. */
  key: string;
  save: number;
  writer_no: number;
  kind: Kind;
  kinds: Kind[];
  id: string;
  person?: string;
  /** It changes a record that was there. */
  edits?: true;
  made_at: string;
  state: SaveState;
  reason?: string;
  /** The first op of it that is on hold and that she has not filed anew. */
  held_op?: string;
}

export interface Counts {
  /** Saves (件) of the present round, with everything not yet arrived and everything held. */
  total: number;
  unsent: number;
  sending: number;
  /** Held saves count as arrived too (the server has them). */
  arrived: number;
  held: number;
  /** Saves of other staff on this tablet that have not arrived: name → 件. */
  others: Record<string, number>;
  arrivedAt?: string;
}

export interface PersonHit {
  id: string;
  family: string;
  given: string;
  family_kana: string;
  given_kana: string;
  born_on: string;
  sex: string;
  area: string;
  unsent: boolean;
  /** How the name met the search; 'similar' only when voicing marks are left out (似た名前). */
  match: 'exact' | 'prefix' | 'contains' | 'similar';
}

/** Somebody on this tablet who may be the person being registered, and why. */
export interface Alike extends Omit<PersonHit, 'match'> {
  reasons: Reason[];
}

export type Role = 'nurse' | 'supporter' | 'coordinator' | 'auditor';
export interface Grant {
  role: Role;
  scope: string;
}
export interface Staff {
  id: string;
  name: string;
  job: string;
}
/** The signed-in member of staff. Her MAC key stays inside the store. */
/** The office as it is printed for residents; "" where the town has not said it. */
export interface Contact {
  name: string;
  phone: string;
}

export interface Identity {
  staff: Staff;
  /** Under which name she signs in, so that her name alone is enough next time. */
  login: string;
  tenant: { uid: string; name: string; demo: boolean };
  /** Whom a resident may ask; not there until this tablet has heard of it. */
  contact?: Contact;
  grants: Grant[];
  roles: Role[];
  areas: { id: string; name: string }[];
  scopes: string[];
  device: { id: string; label: string };
  /** null for staff who hold no tablet writer (office only). */
  writer_no: number | null;
  vapid_key: string | null;
  /** The session at which she helps today, where the number of the day has opened the tablet for her. */
  helps?: string;
}

/** A session for which a nurse has made this tablet ready. Nothing of it is about a resident. */
export interface Helping {
  session: string;
  on: string;
  salon: string;
  /** When it is over whatever anybody does. */
  ends_at: string;
  /** Who may help. */
  staff: string[];
  /** The nurse who made it ready; the number of the day lies under her own key. */
  by: string;
  number: Uint8Array<ArrayBuffer>;
  /** She has handed the tablet over: it opens at the names of the day. */
  handed: boolean;
  /** Nobody of them opens it any more; what they have not sent is still here. */
  ended?: true;
}

/** The tablet is in the hands of a resident: whose sheet, whether it is filed, and whether she answered all of hers. */
export interface AtResident {
  person: string;
  draft: string;
  filed: boolean;
  whole?: true;
}

/**
 * `locked`: somebody is signed in, and her passphrase opens what is hers. `unavailable`: this browser gives no
 * IndexedDB; `storage-lost`: a store was here before and is gone (M32).
 */
export type Phase =
  | 'opening'
  | 'signed-out'
  | 'locked'
  | 'receiving'
  | 'ready'
  | 'storage-lost'
  | 'unavailable';
export interface Progress {
  rows: number;
  total: number;
}

export type SaveFault = 'not-signed-in' | 'storage-full' | 'storage';
/** M31: nothing was stored and nothing was lost; the caller keeps what is on screen and may try again. */
export class SaveFailed extends Error {
  readonly fault: SaveFault;
  constructor(fault: SaveFault, options?: ErrorOptions) {
    super(fault, options);
    this.name = 'SaveFailed';
    this.fault = fault;
  }
}
