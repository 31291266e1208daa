/** What travels: rows, pages, replies and op bodies, as sync/PROTOCOL.md has them. */
import type { Digest } from './digest.ts';
import type { ScopeKey } from './keyring.ts';
import type { Ranges } from './ranges.ts';
import type { By, Contact, Fields, Grant, Kind, Role, Staff, Value } from './types.ts';

export type MemberPair = [op: string, value: Value];

/** One stored projection of a record, as pulled. */
export interface Row {
  scope: string;
  seq: number;
  kind: Kind;
  id: string;
  op: string;
  fields: Fields;
  members?: Record<string, MemberPair[]>;
  by?: Record<string, By>;
}

export interface OpBody {
  seq: number;
  save: number;
  kind: Kind;
  id: string;
  made_at: string;
  new?: Fields;
  edits?: Record<string, { saw: string[]; now: Value }>;
  form_version?: string;
  reason?: string;
  replaces?: string;
  copied_from?: Record<string, string>;
}

export type Received = Record<string, Ranges>;
type Mention = [scope: string, record: string, seq: number];

export interface PageReply {
  epoch: string;
  cursor: string;
  head: string[];
  scopes: string[];
  more: boolean;
  form_versions: Row[];
  rows: Row[];
  kept: Mention[];
  withdrawn: Mention[];
  /** Ops of these writers that the server holds now, with the reason ('waits' or a quarantine reason). */
  held: [op: string, reason: string][];
  received: Received;
  backed_up: Received;
  server_time: string;
  total?: Record<string, number>;
  /** Of each scope in `head`: how many rows it holds, and the sum of their hashes. */
  digest?: Record<string, Digest>;
  /** Scope → rows that this page withdraws, and rows still to be withdrawn after it. */
  left?: Record<string, [here: number, toCome: number]>;
}

export interface DigestReply {
  epoch: string;
  scope: string;
  buckets: Digest[];
}

export interface RowsReply {
  epoch: string;
  scope: string;
  rows: Row[];
}

export interface VerdictRange {
  from: number;
  to: number;
  verdict: 'applied' | 'merged' | 'duplicate' | 'conflict' | 'quarantined' | 'waits' | 'erased';
  reason?: string;
}

export interface Moved {
  from: number;
  to: number;
  mac_key: string;
  certificate: string;
  first_seq: number;
}

export interface PushReply {
  epoch: string;
  received: Received;
  backed_up: Received;
  verdicts: VerdictRange[];
  server_time: string;
  moved?: Moved;
}

/** A push, ready to be sent: op texts are the bytes made at save. */
export interface PushBody {
  protocol: 1;
  store_id: string;
  writer_no: number;
  writer_cert: string;
  made_seq: number;
  drafts_open: number;
  /** 件 of this writer that have not arrived once this push has. */
  saves_open: number;
  prev_hash: string;
  /** "12.8" when this writer took over, from seq 8 on, what was made as writer 12. */
  made_as?: string;
  /** Sealed in the place of a text that who sends it cannot open. */
  ops: [seq: number, mac: string, text: string | SealedWire][];
}

/** What only the server may open, and to which of its keys it is sealed. */
export interface SealedWire {
  seal_key_id: number;
  /** base64url: enc and the sealed key of the HPKE context, IV, AES-GCM. */
  sealed: string;
}
/** The server's public half: a P-256 point. */
export interface SealingKey {
  id: number;
  key: string;
}

export interface WriterGrant {
  writer_no: number;
  mac_key: string;
  certificate: string;
  save?: number;
  received?: Ranges;
}

/** How a session stands for which a tablet has been made ready. */
export interface HelpedReply {
  session: { id: string; on: string; area: string; salon: string };
  ends_at: string;
  over: boolean;
  may_help: string[];
  rows: Row[];
  server_time: string;
}

export interface ReadyReply extends HelpedReply {
  supporters: { staff: Staff; writer: WriterGrant; keys: ScopeKey[] }[];
  sealing?: SealingKey | null;
}

export interface SessionReply {
  staff: Staff;
  tenant: { uid: string; name: string; demo: boolean };
  contact?: Contact;
  grants: Grant[];
  roles: Role[];
  areas: { id: string; name: string }[];
  scopes: string[];
  device: { id: string; label: string; enrolled?: boolean; trip_ends_on?: string | null } | null;
  writer?: WriterGrant | null;
  /** What stands between her and everything else. */
  hold?: string | null;
  epoch: string;
  server_time: string;
  vapid_key: string | null;
  /** On a tablet: the keys of what it stores, all generations of each scope she holds. */
  keys?: ScopeKey[];
  sealing?: SealingKey | null;
}
