/** Paper in the record: the ops that say a sheet was printed, sent, came back, or was keyed in. Pure. */
import type { Definition } from '../../forms/index.ts';
import { type Drawn, edit, type Fields, type OpDraft, type Value } from '../../store/index.ts';
import type { Qr } from '../parts/qr.tsx';
import { answersOf, fieldsOf } from '../shown/form.ts';
import type { Pair, PersonBrief } from './types.ts';

export type Way = 'post' | 'hand';
export type Against = 'stopped' | 'protected' | 'no_address';
export type MailingState = 'out' | 'sent' | 'returned' | 'replied';
/** The lists of sheets: their states, and what was keyed in once only. */
export type MailingList = MailingState | 'unchecked';

export interface Choices {
  forms: { form: string; version: number; title: Pair; items: number }[];
  areas: { id: string; name: string }[];
  salons: { id: string; name: string }[];
}

export interface Recipient {
  person: PersonBrief;
  against: Against | null;
}

/** One sheet of a print run. */
export interface PrintedSheet {
  id: string;
  number: string;
  picture: Qr;
  person: PersonBrief;
  address: string | null;
  against: Against | null;
}

export interface PrintRun {
  town: string;
  definition: Definition;
  sheets: PrintedSheet[];
}

/** A record as the server tells it: members as pairs. */
interface Row {
  id: string;
  op: string;
  fields: Fields;
  members: Record<string, [op: string, value: Value][]>;
}

export interface Mailing extends Row {
  state: MailingState;
  person: PersonBrief;
  title: Pair;
  /** Who keyed the reply in, and who did so again. */
  typed_by: string | null;
  checked_by: string | null;
}

/** What a number on a sheet leads to. `sheet`: what was keyed in of it. */
export interface Found {
  mailing: Mailing;
  definition: Definition;
  sheet: Row | null;
}

export type Kept = 'mailing' | 'submission';

export function drawn(kind: Kept, { id, op, fields, members }: Row): Drawn {
  const named = Object.entries(members).map(([name, all]) => [
    name,
    all.map(([by, value]) => ({ op: by, value })),
  ]);
  return { kind, id, op, fields, members: Object.fromEntries(named) };
}

/** The sheet exists from here on: filed before it is printed. */
export function printing(run: PrintRun, sheet: PrintedSheet, on: string): OpDraft {
  const { form, version } = run.definition;
  const head = { person: sheet.person.id, form, version, number: sheet.number, printed_on: on };
  return { kind: 'mailing', id: sheet.id, new: head };
}

/** Its day of a state; null takes the state back. */
export function marking(
  mailing: Mailing,
  state: Exclude<MailingState, 'out'>,
  on: string | null,
): OpDraft | null {
  return edit(drawn('mailing', mailing), { [`${state}_on`]: on });
}

export interface Reply {
  id: string;
  answers: Fields;
  answered_by: string;
  on: string;
}

/** The answers as a sheet of their own, and the mailing that knows it: filed together. */
export function replying({ mailing, definition }: Found, reply: Reply, today: string): OpDraft[] {
  const { form, version } = definition;
  const { person = null } = mailing.fields;
  const head = { person, form, version, on: reply.on, answered_by: reply.answered_by, medium: 'paper' };
  const sheet: OpDraft = {
    kind: 'submission',
    id: reply.id,
    form_version: `${form}/${version}`,
    new: { ...head, ...fieldsOf(reply.answers) },
  };
  const known = edit(drawn('mailing', mailing), { replied_on: today, sheet: reply.id });
  return known ? [sheet, known] : [sheet];
}

/** After a second entry: what was wrong in the first is corrected, and that both were compared is kept. */
export function comparing(found: Found, right: Fields, today: string, reason: string): OpDraft[] {
  const { mailing, sheet, definition } = found;
  if (!sheet) return [];
  const before = answersOf(sheet.fields);
  const changed = definition.items.filter(
    ({ id }) => JSON.stringify(before[id] ?? null) !== JSON.stringify(right[id] ?? null),
  );
  const now = fieldsOf(Object.fromEntries(changed.map(({ id }) => [id, right[id] ?? null])));
  const correction = edit(drawn('submission', sheet), now, reason);
  const checked = edit(drawn('mailing', mailing), { checked_on: today });
  const ops = correction ? [{ ...correction, form_version: `${definition.form}/${definition.version}` }] : [];
  return checked ? [...ops, checked] : ops;
}

/** 123-456-789, as it is printed. */
export function numberWord(number: string): string {
  return number.replace(/(\d{3})(?=\d)/g, '$1-');
}

/** What was typed or scanned, without what separates digits. */
export function numberTyped(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '');
}
