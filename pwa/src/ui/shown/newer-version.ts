/** Taking a sheet under way to a newer version of its form: what stays, and what must be asked again. Pure. */
import { type Definition, type Item, readAnswer } from '../../forms/index.ts';
import type { Draft, Fields, RecordView, Value } from '../../store/index.ts';
import { isAnswered, newestIn } from './form.ts';

/** Why an answer does not go along. */
export type Why = 'gone' | 'wording' | 'type' | 'choices' | 'unit' | 'limits';

export interface Left {
  /** As the old version asked it. */
  item: Item;
  value: Value;
  why: Why;
}

export interface Move {
  kept: Fields;
  left: Left[];
}

/** The version a new sheet of this form would begin with, where that is a later one. */
export function newerFor(versions: RecordView[], draft: Draft, practice: boolean): Definition | undefined {
  const newest = newestIn(versions, draft.form, practice);
  const filed = draft.amends !== undefined || draft.replaces !== undefined;
  return newest && newest.version > draft.version && !filed ? newest : undefined;
}

/**
 * The answers in the new version. An answer goes along only to the very question it was given to: the same words,
 * the same choices, the same unit, within the limits.
 */
export function moveAnswers(before: Definition, now: Definition, answers: Fields): Move {
  const fresh = new Map(now.items.map((item) => [item.id, item]));
  const kept: Fields = {};
  const left: Left[] = [];
  for (const item of before.items) {
    const value = answers[item.id];
    if (value === undefined || !isAnswered(value)) continue;
    const why = whyNot(before, item, now, fresh.get(item.id), value);
    if (why) left.push({ item, value, why });
    else kept[item.id] = value;
  }
  return { kept, left };
}

function whyNot(
  before: Definition,
  old: Item,
  form: Definition,
  item: Item | undefined,
  value: Value,
): Why | null {
  if (!item) return 'gone';
  if (item.type !== old.type) return 'type';
  if (item.wording !== old.wording || item.note !== old.note) return 'wording';
  if (item.unit?.ja !== old.unit?.ja) return 'unit';
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return stateFits(before, old, form, item, value) ? null : 'choices';
  if (chosen(value).some((code) => wordOf(old, code) !== wordOf(item, code))) return 'choices';
  return readAnswer(item, value).problem === null ? null : 'limits';
}

const chosen = (value: Value): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const wordOf = ({ options }: Item, code: unknown): string | undefined =>
  options?.find((option) => option.code === code)?.ja;

/** 「できなかった」 and the reasons must exist there, too, and mean the same. */
function stateFits(before: Definition, old: Item, now: Definition, item: Item, value: object): boolean {
  const { state, reason } = value as { state?: string; reason?: string };
  if (state === 'unable') return item.unable === true;
  if (state !== 'cannot_measure' || reason === undefined) return true;
  const named = (form: Definition) => form.reasons?.find(({ code }) => code === reason)?.ja;
  const taken = item.reasons === undefined || item.reasons.includes(reason);
  return named(before) === named(now) && (taken || old.reasons === item.reasons);
}

/** The draft as it goes on. What was half typed or taken over from an earlier sheet belongs to the old version. */
export function moved(draft: Draft, now: Definition, { kept }: Move): Draft {
  const { typing: _typing, copied, ...rest } = draft;
  const still = Object.entries(copied ?? {}).filter(([item]) => item in kept);
  return {
    ...rest,
    version: now.version,
    answers: kept,
    page: 1,
    ...(still.length > 0 ? { copied: Object.fromEntries(still) } : {}),
  };
}
