/** Ops grouped to 件: one thing the nurse saved, however many ops it made. Pure. */
import type { Counts, Kind, OutboxItem, SaveState } from './types.ts';

/** The clear part of an outbox op that counting needs. */
export interface OpFacts {
  n: number;
  writer_no: number;
  seq: number;
  save: number;
  staff: string;
  kind: Kind;
  record: string;
  person?: string;
  /** It changes a record that was there. */
  edits?: true;
  made_at: string;
  state: 'sent' | 'arrived' | 'shown';
  held: boolean;
  reason?: string;
  replaced_by?: string;
  round: number;
  arrived_at?: string;
}

/** What a row of the status list is called after, when one save made several records. */
const WEIGHT: readonly Kind[] = ['submission', 'follow_up', 'person', 'attendance', 'membership', 'session'];

/** The saves of these ops, oldest first. `flying`: numbers of ops under way to the server. */
export function items(ops: OpFacts[], flying: ReadonlySet<number>): (OutboxItem & { staff: string })[] {
  const saves = new Map<string, OpFacts[]>();
  for (const op of ops.toSorted((a, b) => a.n - b.n)) {
    const key = `${op.staff}/${op.writer_no}/${op.save}`;
    saves.set(key, [...(saves.get(key) ?? []), op]);
  }
  return [...saves].map(([key, group]) => item(key, group, flying));
}

function item(key: string, group: OpFacts[], flying: ReadonlySet<number>): OutboxItem & { staff: string } {
  const main =
    WEIGHT.map((kind) => group.find((op) => op.kind === kind)).find(Boolean) ?? (group[0] as OpFacts);
  const person = main.person ?? group.find((op) => op.person)?.person;
  const held = group.find((op) => op.held && !op.replaced_by);
  const reason = (held ?? group.find((op) => op.held))?.reason;
  return {
    key,
    save: main.save,
    writer_no: main.writer_no,
    staff: main.staff,
    kind: main.kind,
    kinds: group.map((op) => op.kind),
    id: main.record,
    made_at: main.made_at,
    state: stateOf(group, flying),
    ...(person ? { person } : {}),
    ...(main.edits ? { edits: true as const } : {}),
    ...(reason ? { reason } : {}),
    ...(held ? { held_op: `${held.writer_no}.${held.seq}` } : {}),
  };
}

function stateOf(group: OpFacts[], flying: ReadonlySet<number>): SaveState {
  const waiting = group.filter((op) => op.state === 'sent');
  if (waiting.some((op) => !flying.has(op.n))) return 'unsent';
  if (waiting.length > 0) return 'sending';
  return group.some((op) => op.held) ? 'held' : 'arrived';
}

/** Counts of one member of staff, and what the others on this tablet have not sent yet. */
export function countsOf(
  ops: OpFacts[],
  staff: string | null,
  round: number,
  flying: ReadonlySet<number>,
  nameOf: (staff: string) => string,
): Counts {
  const open = ops.filter((op) => op.round === round || op.state === 'sent' || op.held);
  const out: Counts = { total: 0, unsent: 0, sending: 0, arrived: 0, held: 0, others: {} };
  for (const one of items(open, flying)) {
    const waiting = one.state === 'unsent' || one.state === 'sending';
    if (one.staff !== staff) {
      if (waiting) out.others[nameOf(one.staff)] = (out.others[nameOf(one.staff)] ?? 0) + 1;
      continue;
    }
    out.total += 1;
    out[one.state] += 1;
    if (one.state === 'held') out.arrived += 1;
  }
  const last = lastArrival(ops.filter((op) => op.staff === staff));
  return last ? { ...out, arrivedAt: last } : out;
}

function lastArrival(ops: OpFacts[]): string | undefined {
  return ops
    .flatMap((op) => op.arrived_at ?? [])
    .toSorted()
    .at(-1);
}
