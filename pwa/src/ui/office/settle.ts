import type { OpDraft, Value } from '../../store/index.ts';
import type { Conflict, ConflictValue } from './types.ts';

/** One answer as she sees it: the same value from several ops is one answer. */
export interface Answer {
  value: Value;
  in_use: boolean;
  members: ConflictValue[];
}

function same(a: Value, b: Value): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The answers of a conflict, the one in use first, otherwise in the server's order. */
export function answersOf(conflict: Conflict): Answer[] {
  const answers: Answer[] = [];
  for (const member of conflict.values) {
    const known = answers.find((answer) => same(answer.value, member.value));
    if (known) known.members.push(member);
    else answers.push({ value: member.value, in_use: false, members: [member] });
  }
  for (const answer of answers) answer.in_use = answer.members.some((member) => member.in_use);
  return answers.sort((a, b) => Number(b.in_use) - Number(a.in_use));
}

/** What names a conflict on this page: one field of one record. */
export function keyOf(conflict: Conflict): string {
  return `${conflict.record.id}.${conflict.field}`;
}

/** An edit that carries a value over from the op that gave it, so that its author stays known. */
function carrying(conflict: Conflict, saw: string[], answer: Answer): OpDraft {
  const { field, record } = conflict;
  const edits = { [field]: { saw, now: answer.value } };
  const source = answer.members[0]?.op;
  return { ...record, edits, ...(source ? { copied_from: { [field]: source } } : {}) };
}

/** The edit that settles: it saw every value on the card, so an answer nobody has looked at survives it. */
export function settling(conflict: Conflict, answer: Answer): OpDraft {
  const saw = conflict.values.map((member) => member.op);
  return carrying(conflict, saw, answer);
}

/**
 * The edits that take a settling back: each answer that was not chosen stands again. They saw nothing, so they
 * replace nothing; the field has two answers as before, and one such edit is enough to reopen it.
 */
export function undoing(conflict: Conflict, chosen: Answer): OpDraft[] {
  const others = answersOf(conflict).filter((answer) => !same(answer.value, chosen.value));
  return others.map((answer) => carrying(conflict, [], answer));
}
