import type { Drawn, OpDraft, Value } from './types.ts';

/** The op ids whose values were drawn for a field. */
export function sawOf(view: Drawn, field: string): string[] {
  const members = view.members[field];
  if (members) return members.map((member) => member.op);
  return Object.hasOwn(view.fields, field) ? [view.op] : [];
}

/**
 * The op for what she changed on a drawn record, or null when she changed nothing.
 * `view` must be the object the fields were drawn from: it is what she saw.
 */
export function edit(view: Drawn, now: Record<string, Value>, reason?: string): OpDraft | null {
  const edits: Record<string, { saw: string[]; now: Value }> = {};
  for (const [field, value] of Object.entries(now)) {
    if (!settles(view, field) && same(view.fields[field] ?? null, value)) continue;
    edits[field] = { saw: sawOf(view, field), now: value };
  }
  if (Object.keys(edits).length === 0) return null;
  return { kind: view.kind, id: view.id, edits, ...(reason ? { reason } : {}) };
}

/** A field with two values is settled by choosing one, even the one in use. */
function settles(view: Drawn, field: string): boolean {
  const members = view.members[field] ?? [];
  return members.some((member) => !same(member.value, members[0]?.value ?? null));
}

export function same(a: Value, b: Value): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
