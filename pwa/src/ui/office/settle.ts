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
  return carrying(conflict, sawOf(conflict), answer);
}

/** The edit that settles with a value nobody had given. */
export function settlingWith(conflict: Conflict, value: Value): OpDraft {
  const { field, record } = conflict;
  return { ...record, edits: { [field]: { saw: sawOf(conflict), now: value } } };
}

/** True when a typed value is one of the answers on the card. */
export function isAnswerOf(conflict: Conflict, value: Value): boolean {
  return conflict.values.some((member) => same(member.value, value));
}

function sawOf(conflict: Conflict): string[] {
  return conflict.values.map((member) => member.op);
}

/**
 * The edits that take a settling back: each answer that was not chosen stands again. They saw nothing, so they
 * replace nothing; the field has two answers as before, and one such edit is enough to reopen it. A value that was
 * none of the answers goes: the first edit saw it.
 */
export function undoing(conflict: Conflict, chosen: Value, settledBy: string): OpDraft[] {
  const others = answersOf(conflict).filter((answer) => !same(answer.value, chosen));
  const stays = isAnswerOf(conflict, chosen);
  return others.map((answer, i) => carrying(conflict, stays || i > 0 ? [] : [settledBy], answer));
}
