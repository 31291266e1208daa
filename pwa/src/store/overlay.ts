/** The screen is the replica with this tablet's own unshown ops over it. Pure; shared vectors in tests/vectors. */
import type { By, Fields, Member, RecordView, Value } from './types.ts';
import type { MemberPair, OpBody, Row } from './wire.ts';

/** A replica row with the number of the page that brought it. */
export interface KeptRow extends Row {
  gen: number;
}

/** An op of this tablet that the replica does not show yet. */
export interface OverlayOp {
  /** "<writer_no>.<seq>" */
  op: string;
  /** Order of making on this tablet. */
  n: number;
  body: OpBody;
  sent: boolean;
  /** Reason while the server holds it in quarantine, or 'waits'. */
  held?: string;
  /** Page number at arrival: a row brought by a later page already has it in. */
  arrivedGen?: number;
  staff: string;
  by: By;
}

/** A field: the values nobody has superseded, the one in use first; and the ids superseded before they arrived. */
export interface FieldSet {
  members: MemberPair[];
  pending: ReadonlySet<string>;
}
const NOTHING: FieldSet = { members: [], pending: new Set() };
type Sets = Map<string, FieldSet>;

/** Values that are in use while their field is in conflict, whichever came first; server/exchange/kinds.py has them too. */
const CAREFUL: Readonly<Record<string, (value: Value) => boolean>> = {
  'person.state': (value) => value === 'deceased',
  'person.address_protected': (value) => value === true,
  'person.merged_into': (value) => value === null,
  'consent.withdrawn_on': (value) => value !== null,
};

export function isCareful(kind: string, field: string, value: Value): boolean {
  return CAREFUL[`${kind}.${field}`]?.(value) ?? false;
}

/** Add one edit to a field: what its author saw goes, what she did not see stays beside it. No op has seen itself. */
export function merged({ members, pending }: FieldSet, op: string, saw: string[], now: Value): FieldSet {
  const arrived = new Map(members).set(op, now);
  const superseded = new Set([...pending, ...saw.filter((id) => id !== op)]);
  return {
    members: [...arrived].filter(([id]) => !superseded.has(id)),
    pending: new Set([...superseded].filter((id) => !arrived.has(id))),
  };
}

/** The members with the careful ones in front; otherwise in the order they were applied. */
function carefulFirst(kind: string, field: string, { members, pending }: FieldSet): FieldSet {
  const careful = members.filter(([, value]) => isCareful(kind, field, value));
  if (members.length < 2 || careful.length === 0) return { members, pending };
  return { members: [...careful, ...members.filter((pair) => !careful.includes(pair))], pending };
}

/** The changes an op makes, field by field; a creation saw nothing. */
export function changesOf(body: OpBody): [field: string, saw: string[], now: Value][] {
  if (body.new) return Object.entries(body.new).map(([field, now]) => [field, [], now]);
  return Object.entries(body.edits ?? {}).map(([field, { saw, now }]) => [field, saw, now]);
}

/** A row with ops laid over it, in the compact form of the wire; undefined when there is nothing to show. */
export function withOps<R extends Row>(base: R | undefined, ops: OverlayOp[]): R | undefined {
  const first = ops[0];
  if (!first) return base;
  const creator = base?.op ?? first.op;
  const kind = base?.kind ?? first.body.kind;
  const sets = expanded(base);
  for (const { op, body } of ops)
    for (const [field, saw, now] of changesOf(body)) {
      const next = merged(sets.get(field) ?? NOTHING, op, saw, now);
      sets.set(field, carefulFirst(kind, field, next));
    }
  const empty = { scope: '', seq: 0, gen: 0, kind, id: first.body.id };
  return { ...(base ?? (empty as unknown as R)), op: creator, ...compacted(sets, creator) };
}

/** True when the row cannot lack the op: the page that brought it was asked for after the op had arrived. */
export function contains(row: KeptRow | undefined, op: OverlayOp): boolean {
  return row !== undefined && op.held === undefined && op.arrivedGen !== undefined && row.gen > op.arrivedGen;
}

/** What a screen draws for one record, or undefined when neither replica nor overlay knows it. */
export function viewOf(row: KeptRow | undefined, ops: OverlayOp[]): RecordView | undefined {
  const over = ops.filter((op) => !contains(row, op));
  const full = withOps(row, over);
  if (!full) return undefined;
  const by = { ...full.by, ...Object.fromEntries(over.map((op) => [op.op, op.by])) };
  const members: Record<string, Member[]> = {};
  for (const [field, pairs] of Object.entries(full.members ?? {})) members[field] = pairs.map(named(by));
  const held = over.find((op) => op.held !== undefined)?.held;
  const view = { kind: full.kind, id: full.id, op: full.op, fields: full.fields, members, by };
  const unsent = over.some((op) => op.sent);
  return held === undefined ? { ...view, unsent } : { ...view, unsent, held };
}

function named(by: Record<string, By>): (pair: MemberPair) => Member {
  return ([op, value]) => {
    const who = by[op];
    return who ? { op, value, by: who } : { op, value };
  };
}

function expanded(row: Row | undefined): Sets {
  const sets: Sets = new Map();
  if (!row) return sets;
  for (const [field, value] of Object.entries(row.fields)) sets.set(field, setOf([[row.op, value]]));
  for (const [field, pairs] of Object.entries(row.members ?? {})) sets.set(field, setOf(pairs));
  return sets;
}

const setOf = (members: MemberPair[]): FieldSet => ({ members, pending: NOTHING.pending });

function compacted(sets: Sets, creator: string): { fields: Fields; members: Record<string, MemberPair[]> } {
  const fields: Fields = {};
  const members: Record<string, MemberPair[]> = {};
  for (const [field, { members: pairs }] of sets) {
    const inUse = pairs[0];
    if (inUse) fields[field] = inUse[1];
    if (pairs.length !== 1 || inUse?.[0] !== creator) members[field] = pairs;
  }
  return { fields, members };
}

/**
 * What an edit drawn over unshown ops of this store saw: those ops and all that they saw, field by field.
 * The server adds nothing, so the list is complete when the op is made.
 */
export function closed(saw: string[], field: string, unshown: ReadonlyMap<string, OverlayOp>): string[] {
  const all = new Set(saw);
  for (const id of all) for (const seen of unshown.get(id)?.body.edits?.[field]?.saw ?? []) all.add(seen);
  return [...all];
}
