/** What is held in memory while the app is open: the register, the small kinds, and the unshown ops. */
import type { KeptRow, OverlayOp } from './overlay.ts';
import { viewOf } from './overlay.ts';
import type { Feed, StoreFacts } from './schema.ts';
import type { LeavingMark } from './settle.ts';
import type { Identity, Kind, RecordView } from './types.ts';

export const BUCKETS = 64;
/** Kinds that are few, and drawn in lists: kept decoded. */
export const SMALL: ReadonlySet<Kind> = new Set([
  'area',
  'salon',
  'session',
  'follow_up',
  'notice',
  'form_version',
]);

export interface WriterKeys {
  mac_key: string;
  certificate: string;
}
export interface UserBlob {
  identity: Identity;
}

/** The bucket of a person: FNV-1a of the id, so that one change rewrites one block. */
export function bucketOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return hash % BUCKETS;
}
export const blockKey = (scope: string, bucket: number): string => `${scope}|${bucket}`;

export class Memory {
  feed: Feed = { epoch: '', gen: 0, side: 0, shown: 0, cursor: {}, head: {} };
  facts: StoreFacts = {
    store_id: '',
    tenant: '',
    user: null,
    device: null,
    round: 0,
    round_on: '',
    goodbye: false,
  };
  identity: Identity | null = null;
  /** Names of everyone who has used this tablet. */
  users = new Map<string, Identity>();
  /** scope|bucket → person id → row, of the side on screen. */
  blocks = new Map<string, Map<string, KeptRow>>();
  /** record id → scope → row, for the small kinds on screen. */
  small = new Map<string, Map<string, KeptRow>>();
  #leaving = new Map<string, Set<string>>();
  ops = new Map<string, OverlayOp>();
  #byRecord = new Map<string, OverlayOp[]>();
  #byPerson = new Map<string, Set<string>>();
  #bySession = new Map<string, Set<string>>();

  /** Rows withdrawn from a scope that stay for what is open. */
  setLeaving(marks: LeavingMark[]): void {
    this.#leaving.clear();
    for (const { id, scope } of marks) index(this.#leaving, id, scope);
  }

  /** Take in the unshown ops, in the order they were made. */
  setOps(ops: OverlayOp[]): void {
    this.ops.clear();
    for (const index of [this.#byRecord, this.#byPerson, this.#bySession]) index.clear();
    for (const op of ops) this.addOp(op);
  }

  addOp(op: OverlayOp): void {
    this.ops.set(op.op, op);
    const { body } = op;
    this.#byRecord.set(body.id, [...(this.#byRecord.get(body.id) ?? []), op]);
    index(this.#byPerson, refOf(body.new?.person), body.id);
    index(this.#bySession, refOf(body.new?.session), body.id);
  }

  opsOf(record: string): OverlayOp[] {
    return this.#byRecord.get(record) ?? [];
  }
  /** Records made here and not pulled yet that hang from a person. */
  newOfPerson(person: string): string[] {
    return [...(this.#byPerson.get(person) ?? [])];
  }
  newOfSession(session: string): string[] {
    return [...(this.#bySession.get(session) ?? [])];
  }
  /** Records of a kind that unshown ops write, pulled or not. */
  touched(kind: Kind): string[] {
    return [...this.#byRecord].filter(([, ops]) => ops[0]?.body.kind === kind).map(([id]) => id);
  }

  /** Scopes whose rows may be drawn for who is signed in. */
  get scopes(): string[] {
    return this.identity?.scopes ?? [];
  }
  isLeaving(id: string): boolean {
    return this.#leaving.has(id);
  }
  mayDraw(row: KeptRow): boolean {
    return this.scopes.includes(row.scope) || (this.#leaving.get(row.id)?.has(row.scope) ?? false);
  }

  /** Of the rows of one record (one per scope) the newest she may see. */
  newest(rows: Iterable<KeptRow>): KeptRow | undefined {
    let best: KeptRow | undefined;
    for (const row of rows) if ((!best || row.seq > best.seq) && this.mayDraw(row)) best = row;
    return best;
  }

  personRow(id: string): KeptRow | undefined {
    const bucket = bucketOf(id);
    const rows: KeptRow[] = [];
    for (const scope of [...this.scopes, ...(this.#leaving.get(id) ?? [])]) {
      const row = this.blocks.get(blockKey(scope, bucket))?.get(id);
      if (row) rows.push(row);
    }
    return this.newest(rows);
  }

  /** Ids of every person who may be drawn. */
  *personIds(): Iterable<string> {
    const seen = new Set<string>();
    for (const [key, block] of this.blocks) {
      const scope = key.slice(0, key.lastIndexOf('|'));
      const whole = this.scopes.includes(scope);
      for (const row of block.values()) {
        if (seen.has(row.id) || !(whole || this.mayDraw(row))) continue;
        seen.add(row.id);
        yield row.id;
      }
    }
    for (const id of this.touched('person')) if (!seen.has(id) && this.view(id, undefined)) yield id;
  }

  /** The record as drawn: row and overlay, if she may see it. */
  view(id: string, row: KeptRow | undefined): RecordView | undefined {
    const drawn = viewOf(
      row,
      this.opsOf(id).filter((op) => row !== undefined || this.#mayDrawNew(op)),
    );
    return drawn && this.isLeaving(id) ? { ...drawn, leaving: true } : drawn;
  }

  /** An op on a record the replica lacks: her own always, a colleague's when she holds the person's area. */
  #mayDrawNew(op: OverlayOp): boolean {
    if (op.staff === this.identity?.staff.id) return true;
    const { body } = op;
    const person = body.kind === 'person' ? body.id : refOf(body.new?.person);
    if (!person) return this.scopes.includes('tenant');
    if (this.personRow(person)) return true;
    const area = this.opsOf(person).find((other) => other.body.new)?.body.new?.area;
    return typeof area === 'string' && this.scopes.includes(`area:${area}`);
  }
}

/** A field that names another record, as an id. */
export function refOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function index(map: Map<string, Set<string>>, key: string | undefined, id: string): void {
  if (!key) return;
  const set = map.get(key) ?? new Set();
  map.set(key, set.add(id));
}

export const memory = new Memory();
