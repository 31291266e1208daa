/** What KDB says of a person, out of her record, and in words. */
import { type KdbFact, kdbYear, readKdb } from '../../forms/index.ts';
import type { RecordView, Value } from '../../store/index.ts';
import { isWord, t } from '../words/index.ts';
import { recordDay } from './dates.ts';

/** A person's record, as far as judging asks. */
export type Known = Pick<RecordView, 'fields'> & {
  readonly members: Readonly<Record<string, readonly { value: Value }[]>>;
};

/** Field → every value nobody has superseded, of the fields that hold what KDB says. */
export function kdbSaid({ fields, members }: Known): Record<string, Value[]> {
  const named = Object.keys(fields).filter((field) => kdbYear(field) !== undefined);
  return Object.fromEntries(
    named.map((field) => [field, members[field]?.map(({ value }) => value) ?? [fields[field] ?? null]]),
  );
}

/** What such a field is called; undefined for any other. */
export function kdbField(field: string): string | undefined {
  const year = kdbYear(field);
  return year === undefined ? undefined : t('kdb_of_year', { year });
}

export function kdbFactWord(fact: string): string {
  return isWord(fact) ? t(fact) : fact;
}

export function kdbValueText(value: boolean | number): string {
  return typeof value === 'number' ? String(value) : t(value ? 'kdb_yes' : 'kdb_no');
}

/** Who says it, and of which day where that is said. */
export function kdbFromText({ source, on }: Pick<KdbFact['said'][number], 'source' | 'on'>): string {
  return on ? t('kdb_from', { source, on: recordDay(on) }) : source;
}

/** All that one source says, in one line; `beside`: only what is said otherwise there. */
export function kdbText(text: string, beside?: unknown): string {
  const said = readKdb(text);
  if (!said) return text;
  const other = readKdb(beside)?.facts ?? {};
  const facts = Object.entries(said.facts)
    .filter(([fact, value]) => other[fact] !== value)
    .map(([fact, value]) => t('kdb_fact', { fact: kdbFactWord(fact), value: kdbValueText(value) }));
  return [...facts, kdbFromText(said)].join(t('kdb_between'));
}
