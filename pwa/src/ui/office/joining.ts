/** Joining two registers of one person, and parting them: which ops it takes. Pure. */
import type { Fields, OpDraft, Value } from '../../store/index.ts';
import type { Joining, Members, PersonPage, Since } from './types.ts';

/** One line of the comparison. Each side: the value as shown, and the op that gave it. */
export interface Line {
  field: string;
  sides: [Side, Side];
  /** same: both say it; differ: both say something else; one: only one of them says anything. */
  verdict: 'same' | 'differ' | 'one';
}
interface Side {
  value: Value;
  op: string | undefined;
}

const FIELDS = [
  'family',
  'given',
  'family_kana',
  'given_kana',
  'born_on',
  'sex',
  'insured_no',
  'register_no',
  'phone',
  'address',
  'area',
  'state',
  'state_on',
];
/** About the record or its likeness to others, nothing to compare. */
const UNTOLD = /^(merged_into$|different_from#|maybe_same#|kdb#)/;

type Drawn = Pick<PersonPage, 'id' | 'fields' | 'members'> & { op: string };

/** The ops whose values are drawn for a field. */
export function sawOf(
  { fields, members, op }: { fields: Fields; members: Members; op: string },
  field: string,
) {
  const listed = members[field];
  if (listed) return listed.map(([one]) => one);
  return Object.hasOwn(fields, field) ? [op] : [];
}

function sideOf(record: Drawn, field: string): Side {
  const value = record.fields[field] ?? null;
  return { value: value === '' ? null : value, op: sawOf(record, field)[0] };
}

/** Both persons, field by field; what neither of them says is left out. */
export function linesOf(left: Drawn, right: Drawn): Line[] {
  const more = [...Object.keys(left.fields), ...Object.keys(right.fields)].filter(
    (field) => !FIELDS.includes(field) && !UNTOLD.test(field),
  );
  return [...FIELDS, ...new Set(more.sort())].flatMap((field) => {
    const sides: [Side, Side] = [sideOf(left, field), sideOf(right, field)];
    const said = sides.filter(({ value }) => value !== null && value !== false);
    if (said.length === 0) return [];
    const same = JSON.stringify(sides[0].value) === JSON.stringify(sides[1].value);
    return [{ field, sides, verdict: same ? 'same' : said.length === 2 ? 'differ' : 'one' } as const];
  });
}

/** The op that joins a record to the one that is to stand for both. */
export function joining(record: Drawn, root: string): OpDraft {
  const edits = { merged_into: { saw: sawOf(record, 'merged_into'), now: root } };
  return { kind: 'person', id: record.id, edits };
}

/**
 * What was decided line by line, as edits of the root: each saw what both sides said of the field and carries the
 * chosen value over. A line nobody decided stays open and waits to be settled.
 */
export function decided(
  root: string,
  [left, right]: [Drawn, Drawn],
  chosen: Readonly<Record<string, 0 | 1>>,
): OpDraft | null {
  const lines = linesOf(left, right).filter(({ field, verdict }) => verdict === 'differ' && field in chosen);
  if (lines.length === 0) return null;
  const edits: Record<string, { saw: string[]; now: Value }> = {};
  const copied_from: Record<string, string> = {};
  for (const { field, sides } of lines) {
    const side = sides[chosen[field] ?? 0];
    edits[field] = { saw: [...sawOf(left, field), ...sawOf(right, field)], now: side.value };
    if (side.op) copied_from[field] = side.op;
  }
  return { kind: 'person', id: root, edits, copied_from };
}

/** The op that takes a joining back. */
export function parting({ record, saw }: Joining): OpDraft {
  return { kind: 'person', id: record.id, edits: { merged_into: { saw, now: null } } };
}

/** The ops that give a value written on the root to the person who had been joined to it: there it stands, here what it replaced. */
export function given(item: Since, to: string): OpDraft[] {
  const { op, field, value, there_saw, here } = item;
  const there: OpDraft = {
    kind: 'person',
    id: to,
    edits: { [field]: { saw: there_saw, now: value } },
    copied_from: { [field]: op },
  };
  if (here.length === 0) return [there, edit(item, [op], null)];
  return [there, ...here.map(([from, was], i) => edit(item, i === 0 ? [op] : [], was, from))];
}

/** The op that says a value written on the root is the root's own: nothing changes but that it has been decided. */
export function kept(item: Since): OpDraft {
  return edit(item, [item.op], item.value, item.op);
}

function edit({ record, field }: Since, saw: string[], now: Value, from?: string): OpDraft {
  const copied = from ? { copied_from: { [field]: from } } : {};
  return { kind: 'person', id: record, edits: { [field]: { saw, now } }, ...copied };
}
