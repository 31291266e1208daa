import { Dexie, type EntityTable, type Table } from 'dexie';
import type { Blob } from './codec.ts';
import type { Digest } from './digest.ts';
import type { Ranges } from './ranges.ts';
import type { Sealed } from './sealing.ts';
import type { LeavingMark } from './settle.ts';
import type { StoredSlot } from './slots.ts';
import type { AtResident, Helping, Identity, Kind } from './types.ts';

/** What may be read without the codec: ids, numbers, states. Names and answers are in blobs only. */
export interface StoredOp {
  n: number;
  writer_no: number;
  seq: number;
  save: number;
  staff: string;
  kind: Kind;
  record: string;
  person?: string;
  session?: string;
  made_at: string;
  state: 'sent' | 'arrived' | 'shown';
  /** Pushes that carried it, as an earlier app counted them; `tried` of its writer counts now. */
  tries: number;
  held: boolean;
  reason?: string;
  verdict?: string;
  since: string[];
  arrived_at?: string;
  arrived_gen?: number;
  /** The same on the replica before a feed reset; -1 when that replica had it in for certain. */
  old_gen?: number;
  /** Learned from the first push that carried it, so the server's "as sent" is about what this store holds. */
  holdable: boolean;
  round: number;
  /** "12.8": made as writer 12, whose ops from seq 8 on the server moved to this one. Its bytes say so still. */
  made_as?: string;
  mac: string;
  /** The op text, made once; null when a backup is known to hold it. */
  blob: Blob | null;
  /** The same for the server alone, which anybody here may send; absent on ops of older versions. */
  sealed?: Sealed;
  /** The text and MAC sent instead, when the op itself cannot be sent; by which version of the app. */
  lost?: { text: string; mac: string; app?: string };
  /** The op id of what she filed in its place: from then on it is drawn no more. */
  replaced_by?: string;
}

export interface StoredRow {
  side: Side;
  scope: string;
  id: string;
  kind: Kind;
  person?: string;
  session?: string;
  blob: Blob;
}
export interface StoredBlock {
  side: Side;
  scope: string;
  bucket: number;
  /** Whose rows are in it: known also to who cannot open it. */
  ids?: string[];
  blob: Blob;
}
export interface StoredUser {
  staff: string;
  /** True once every scope was at head: from then on the register is whole. */
  complete: boolean;
  scopes: string[];
  /** For the list of who uses this tablet, which is drawn before anybody has unlocked it. */
  door?: Door;
  /** Of staff who keep no register here: who she is. Nothing of it is about a resident. */
  office?: Identity;
  /** Her identity, under her own key. */
  blob: Blob;
  /** The number of her screen lock, under her own key; null when she wants none. */
  pin?: Blob | null;
}
export interface Door {
  login: string;
  name: string;
  job: string;
}
export interface StoredWriter {
  writer_no: number;
  staff: string;
  next_seq: number;
  next_save: number;
  next_read: number;
  /** False when the server moved this writer's numbering on to another one. */
  active: boolean;
  /** The highest seq that any push has carried: only beyond it is a verdict certain to be the first. */
  tried?: number;
  /** What she signs with, under her own key. */
  blob: Blob;
  /** What shows a restored server whose number it is; whoever sends her work carries it. */
  certificate?: string;
}
export interface StoredReceipt {
  writer_no: number;
  received: Ranges;
  backed_up: Ranges;
}
export interface StoredDraft {
  id: string;
  staff: string;
  person: string;
  blob: Blob;
  /** For an escrow file: the same for the server alone, by which writer, and signed with her key. */
  sealed?: Sealed;
  writer_no?: number;
  mac?: string;
}
export interface StoredRead {
  writer_no: number;
  n: number;
  /** Whose it is: absent on notes of older versions. */
  staff?: string;
  blob: Blob;
  sealed?: Sealed;
}

/** Two replicas may lie side by side: the old one stays on screen while a new epoch is being received. */
export type Side = 0 | 1;
export interface Feed {
  epoch: string;
  /** Goes up with every change of the replica; whoever computed from an older number computes again. */
  gen: number;
  /** The side pages go to, and the side on screen. */
  side: Side;
  shown: Side;
  cursor: Record<string, number>;
  head: Record<string, number>;
  /** Scope → number of the last page that listed it at its head. */
  headAt?: Record<string, number>;
  /** Rows the server had still to send after the last page. */
  coming?: number;
  /** Per scope what the rows here add up to, kept with every page; rows on their way out are not counted. */
  digest?: Record<string, Digest>;
  /** What the last page at a scope's head said they must add up to. */
  told?: Record<string, Digest>;
}
export interface StoreFacts {
  store_id: string;
  /** The municipality this tablet works for; '' before the first login. */
  tenant: string;
  user: string | null;
  device: { id: string; label: string } | null;
  round: number;
  round_on: string;
  /** A sign-out the server has not heard of yet. */
  goodbye: boolean;
  /** Rows this store had to fetch again because a digest did not fit. */
  repaired?: number;
  /** Whose session the browser has at the server; she may not be who has unlocked the tablet. */
  session?: string | null;
  /**
   * Name of a key → generation that everything under that name is sealed with at least; 0 while something of it lies
   * under everybody's key. Absent while there may be blobs of the time before keys.
   */
  sealed?: Record<string, number>;
  helping?: Helping;
  resident?: AtResident;
  /** True once ops lie under their writers' own keys, those excepted whose name stands in `sealed` with 0. */
  own_ops?: boolean;
}
export type Meta = { key: 'feed'; value: Feed } | { key: 'store'; value: StoreFacts };

export class KayoiDb extends Dexie {
  declare meta: Table<Meta, string>;
  declare users: Table<StoredUser, string>;
  declare writers: Table<StoredWriter, number>;
  declare receipts: Table<StoredReceipt, number>;
  declare outbox: EntityTable<StoredOp, 'n'>;
  declare rows: Table<StoredRow, [Side, string, string]>;
  declare blocks: Table<StoredBlock, [Side, string, number]>;
  declare leaving: Table<LeavingMark, [string, string]>;
  declare drafts: Table<StoredDraft, string>;
  declare reads: Table<StoredRead, [number, number]>;
  declare slots: Table<StoredSlot, string>;

  constructor(name: string) {
    super(name, { chromeTransactionDurability: 'strict' });
    // Additive only: the outbox is never rewritten by a new version of the app.
    this.version(1).stores({
      meta: 'key',
      users: 'staff',
      writers: 'writer_no, staff',
      receipts: 'writer_no',
      outbox: '++n, &[writer_no+seq], state, record, round',
      rows: '[side+scope+id], [side+id], [side+person], [side+session], [side+kind]',
      blocks: '[side+scope+bucket], side',
      leaving: '[scope+id]',
      drafts: 'id',
      reads: '[writer_no+n]',
    });
    // What is owed is found without a look at the thousands of ops that are only kept.
    this.version(2).stores({
      outbox: '++n, &[writer_no+seq], state, record, round, [state+writer_no+seq]',
    });
    this.version(3).stores({ slots: 'staff' });
  }
}
