/** Corrections of what was filed: field and office make them here, so that both mean the same. Pure. */
import type { Item } from '../../forms/index.ts';
import type { Draft, Drawn, Fields, OpDraft, RecordView, Value } from '../../store/index.ts';
import { edit } from '../../store/index.ts';
import { answerField, answersOf, disputedOf, isAnswerField } from './form.ts';

/** The record a correction names; that of a sheet says its form version too. */
export interface Amended {
  kind: OpDraft['kind'];
  id: string;
  form_version?: string;
}

interface Change {
  /** Every value that was on screen, by its op. */
  saw: string[];
  now: Value;
  /** The op whose value it goes back to: its author stays known. */
  from?: string | undefined;
}

/** Observations are filed once: what changes them afterwards says why. */
export function needsReason(kind: string): boolean {
  return kind === 'submission' || kind === 'attendance';
}

/** One correction of some fields, as an op. */
export function amendment(record: Amended, changes: Record<string, Change>, reason: string): OpDraft {
  const edits = Object.entries(changes).map(([field, { saw, now }]) => [field, { saw, now }]);
  const copied = Object.entries(changes).flatMap(([field, { from }]) => (from ? [[field, from]] : []));
  return {
    ...record,
    edits: Object.fromEntries(edits),
    ...(reason ? { reason } : {}),
    ...(copied.length > 0 ? { copied_from: Object.fromEntries(copied) } : {}),
  };
}

/** True when an answer of a filed sheet, or who gave them, was changed afterwards. */
export function isAmended({ members }: Pick<RecordView, 'members'>): boolean {
  return Object.keys(members).some((field) => isAnswerField(field) || field === 'answered_by');
}

/** The answers a correction begins with. One that has two values begins open: whichever she taps settles it. */
export function answersToAmend(drawn: Drawn): Fields {
  const twice = disputedOf(drawn);
  const known = Object.entries(answersOf(drawn.fields));
  return Object.fromEntries(known.filter(([item, value]) => !(item in twice) && value !== null));
}

/** The sheet as it is now, for a correction left open: what she has not touched is drawn anew. */
export function redrawn(draft: Draft, view: Drawn): Draft {
  const { amends } = draft;
  if (!amends) return draft;
  const [before, now] = [answersToAmend(amends), answersToAmend(view)];
  const touched = (item: string) => !alike(draft.answers[item], before[item]);
  const drawn: Drawn = { ...view, fields: { ...view.fields }, members: { ...view.members } };
  const answers = { ...now };
  for (const item of new Set([...Object.keys(before), ...Object.keys(now), ...Object.keys(draft.answers)])) {
    if (!touched(item)) continue;
    const field = answerField(item);
    replace(answers, item, draft.answers[item]);
    replace(drawn.fields, field, amends.fields[field]);
    // An untouched creation has no members: then what she saw is the op that created the sheet.
    const seen = amends.members[field] ?? (Object.hasOwn(amends.fields, field) ? lone(amends, field) : []);
    drawn.members[field] = seen;
  }
  return { ...draft, answers, amends: drawn };
}

/** What her answers change of the sheet she was shown; null when nothing. */
export function sheetAmendment(draft: Draft, items: readonly Item[], reason: string): OpDraft | null {
  const { amends: drawn } = draft;
  if (!drawn) return null;
  const before = answersToAmend(drawn);
  const now: Fields = {};
  for (const { id } of items)
    if (!alike(draft.answers[id], before[id])) now[answerField(id)] = draft.answers[id] ?? null;
  if (draft.answered_by && draft.answered_by !== drawn.fields.answered_by)
    now.answered_by = draft.answered_by;
  const op = edit(drawn, now, reason);
  return op && { ...op, form_version: `${draft.form}/${draft.version}` };
}

function lone(drawn: Drawn, field: string): Drawn['members'][string] {
  return [{ op: drawn.op, value: drawn.fields[field] ?? null }];
}

function replace(fields: Fields, name: string, value: Value | undefined): void {
  if (value === undefined) delete fields[name];
  else fields[name] = value;
}

function alike(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}
