/** What is held in memory while the app is open: the register, the small kinds, and the unshown ops. */
import type { Here } from './here.ts';
import type { KeptRow, OverlayOp } from './overlay.ts';
import { viewOf } from './overlay.ts';
import type { Feed, StoreFacts } from './schema.ts';
import { SessionRows } from './session-rows.ts';
import type { LeavingMark } from './settle.ts';
import type { Identity, Kind, RecordView } from './types.ts';
import type { SealingKey } from './wire.ts';

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
  /** To which key of the server she seals: kept where nobody can put another in its place. */
  sealing?: SealingKey | null;
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
  users = new Map<string, Here>();
  /** scope|bucket → person id → row, of the side on screen. Changed by `setBlock` only. */
  #blocks = new Map<string, Map<string, KeptRow>>();
  #joined: { of: Identity | null; ids: ReadonlyMap<string, string[]> } | null = null;
  /** record id → scope → row, for the small kinds on screen. */
  small = new Map<string, Map<string, KeptRow>>();
  #leaving = new Map<string, Set<string>>();
  readonly session = new SessionRows();
  ops = new Map<string, OverlayOp>();
  /** scope|bucket → ids of the blocks that only a colleague can open. */
  closed = new Map<string, ReadonlySet<string>>();
  /** When what is on disk was last compared row by row, in milliseconds. */
  audited = Number.NEGATIVE_INFINITY;
  /** Goes up with every change of the ops: whoever read them from disk meanwhile reads again. */
  edition = 0;
  #byRecord = new Map<string, OverlayOp[]>();
  #byPerson = new Map<string, Set<string>>();
  #bySession = new Map<string, Set<string>>();

  /** Rows withdrawn from a scope that stay for what is open. */
  setLeaving(marks: LeavingMark[]): void {
    this.#leaving.clear();
    this.#joined = null;
    this.session.forget();
    for (const { id, scope } of marks) index(this.#leaving, id, scope);
  }

  /** Take in the unshown ops, in the order they were made. */
  setOps(ops: OverlayOp[]): void {
    this.edition += 1;
    this.ops.clear();
    for (const index of [this.#byRecord, this.#byPerson, this.#bySession]) index.clear();
    for (const op of ops) this.addOp(op);
  }

  addOp(op: OverlayOp): void {
    this.edition += 1;
    this.ops.set(op.op, op);
    const { body } = op;
    const all = this.#byRecord.get(body.id);
    if (all) all.push(op);
    else this.#byRecord.set(body.id, [op]);
    index(this.#byPerson, refOf(body.new?.person), body.id);
    index(this.#bySession, refOf(body.new?.session), body.id);
  }

  /** One op has come further: it arrived, or is held. What it says stays. */
  markOp(id: string, { sent, held, arrivedGen }: Pick<OverlayOp, 'sent' | 'held' | 'arrivedGen'>): void {
    const op = this.ops.get(id);
    if (!op) return;
    this.edition += 1;
    op.sent = sent;
    if (held === undefined) delete op.held;
    else op.held = held;
    if (arrivedGen === undefined) delete op.arrivedGen;
    else op.arrivedGen = arrivedGen;
  }

  get blocks(): ReadonlyMap<string, Map<string, KeptRow>> {
    return this.#blocks;
  }
  setBlocks(blocks: Map<string, Map<string, KeptRow>>): void {
    this.#blocks = blocks;
    this.#joined = null;
    this.session.forget();
  }
  setBlock(key: string, persons: Map<string, KeptRow>): void {
    this.#blocks.set(key, persons);
    this.#joined = null;
  }

  /** Who is meant by an id: the person her record has been joined to, if that one is here; otherwise herself. */
  canonical(id: string): string {
    return lastOf(id, (at) => {
      const target = joinedTo(this.personRow(at));
      return target && this.personRow(target) ? target : undefined;
    });
  }

  /** The ids of one person: her own first, then those of the records joined to her. */
  idsOf(id: string): string[] {
    const root = this.canonical(id);
    if (this.#joined?.of !== this.identity) this.#joined = { of: this.identity, ids: this.#allJoined() };
    return [root, ...(this.#joined.ids.get(root) ?? [])];
  }

  #allJoined(): Map<string, string[]> {
    const joined = new Map<string, string[]>();
    for (const block of this.#blocks.values())
      for (const id of joinedIn(block)) {
        const root = this.canonical(id);
        const others = joined.get(root) ?? [];
        if (root !== id && !others.includes(id)) joined.set(root, [...others, id]);
      }
    return joined;
  }

  opsOf(record: string): OverlayOp[] {
    return this.#byRecord.get(record) ?? [];
  }
  /** Records made here and not pulled yet that hang from a person. */
  newOfPerson(person: string): string[] {
    return this.idsOf(person).flatMap((id) => [...(this.#byPerson.get(id) ?? [])]);
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

  /** Of the rows of one record (one per scope) the newest she may see; a roster's has only part of it. */
  newest(rows: Iterable<KeptRow>): KeptRow | undefined {
    let best: KeptRow | undefined;
    for (const row of rows) if ((!best || isBetter(row, best)) && this.mayDraw(row)) best = row;
    return best;
  }

  /** Whether any scope has a person's row, whoever may see it. */
  hasPerson(id: string): boolean {
    const end = `|${bucketOf(id)}`;
    return [...this.blocks, ...this.closed].some(([key, block]) => key.endsWith(end) && block.has(id));
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

  /** Ids of every person's record that may be drawn, of joined ones too. */
  *personIds(): Iterable<string> {
    const seen = new Set<string>();
    for (const [key, block] of this.#blocks) {
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

  /** A person as drawn, whichever of her joined records is named; what was entered on any of them lies over it. */
  personView(id: string): RecordView | undefined {
    const [root = id, ...others] = this.idsOf(id);
    const row = this.personRow(root);
    if (others.length === 0) return sheltered(this.view(root, row));
    const ops = [root, ...others].flatMap((one) => this.opsOf(one)).toSorted((a, b) => a.n - b.n);
    return sheltered(this.#drawn(root, row, ops));
  }

  /** The record as drawn: row and overlay, if she may see it. */
  view(id: string, row: KeptRow | undefined): RecordView | undefined {
    return this.#drawn(id, row, this.opsOf(id));
  }

  #drawn(id: string, row: KeptRow | undefined, ops: OverlayOp[]): RecordView | undefined {
    const drawn = viewOf(
      row,
      ops.filter((op) => row !== undefined || this.#mayDrawNew(op)),
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

/** What a protected person's record shows of her: no address, not even one entered here. */
const SHELTERED = 'address';

function sheltered(view: RecordView | undefined): RecordView | undefined {
  if (view?.fields.address_protected !== true) return view;
  const { [SHELTERED]: _value, ...fields } = view.fields;
  const { [SHELTERED]: _members, ...members } = view.members;
  return { ...view, fields, members };
}

function joinedTo(row: KeptRow | undefined): string | undefined {
  return refOf(row?.fields.merged_into);
}

/** The end of a line that may, by a fault of whoever drew it, be a circle. */
function lastOf(id: string, next: (id: string) => string | undefined): string {
  const seen = new Set([id]);
  for (let at = id; ; ) {
    const target = next(at);
    if (target === undefined || seen.has(target)) return at;
    seen.add(target);
    at = target;
  }
}

const joinedHere = new WeakMap<Map<string, KeptRow>, string[]>();

/** Those of a block whose record is joined to another; a block is looked through once, for it is never changed. */
function joinedIn(block: Map<string, KeptRow>): string[] {
  const known = joinedHere.get(block);
  if (known) return known;
  const found = [...block.values()].filter((row) => joinedTo(row)).map((row) => row.id);
  joinedHere.set(block, found);
  return found;
}

function isBetter(row: KeptRow, best: KeptRow): boolean {
  const [part, bestPart] = [row, best].map(({ scope }) => scope.startsWith('roster:'));
  return part === bestPart ? row.seq > best.seq : !part;
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
