/**
 * What KDB (国保データベース) says of a person in a fiscal year: facts her sheets of that year are judged by. Pure.
 *
 * forms/kdb.py is the twin and says how it is kept; tests/vectors/kdb.json holds what both must say.
 */
import type { Definition, Facts } from './types.ts';

const PREFIX = 'kdb_';
const FIELD = /^kdb#(\d{4})-[a-z0-9]{1,32}$/;
const FACT = '[a-z][a-z0-9_]{0,39}=(?:y|n|\\d{1,6}(?:\\.\\d{1,12})?);';
const SAID = new RegExp(
  `^((?:${FACT}){1,40}?)(?:on=([12]\\d{3}-\\d\\d-\\d\\d);)?source=([^\\x00-\\x1f]{1,60})$`,
  'u',
);

type KdbValue = boolean | number;

/** What one source says. `on`: the day it holds for, where that is said. */
export interface KdbSaid {
  readonly facts: Readonly<Record<string, KdbValue>>;
  readonly on: string | null;
  readonly source: string;
}

/** One fact of a fiscal year; `value` null where what is said differs. */
export interface KdbFact {
  readonly value: KdbValue | null;
  readonly said: readonly { readonly value: KdbValue; readonly source: string; readonly on: string | null }[];
}
export type KdbTold = KdbFact & { readonly id: string };

/** The fiscal year a field is about; undefined for any other field. */
export function kdbYear(field: string): number | undefined {
  const found = FIELD.exec(field)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The fiscal year of a day: it begins in April. */
export function fiscalYear(on: string): number {
  return Number(on.slice(0, 4)) - (on.slice(5, 7) < '04' ? 1 : 0);
}

/** A kept text; undefined for anything else. */
export function readKdb(text: unknown): KdbSaid | undefined {
  const [, pairs = '', on = null, source] = (typeof text === 'string' && SAID.exec(text)) || [];
  if (source === undefined || (on !== null && !exists(on))) return undefined;
  const said = pairs
    .slice(0, -1)
    .split(';')
    .map((pair) => pair.split('=') as [string, string]);
  const facts = Object.fromEntries(said.map(([name, value]) => [PREFIX + name, asValue(value)]));
  return Object.keys(facts).length === said.length ? { facts, on, source } : undefined;
}

/**
 * What is known of her for a sheet of that day: only what is said of the fiscal year the day is in.
 *
 * said: field → every value it holds.
 */
export function kdbKnown(
  said: Readonly<Record<string, readonly unknown[]>>,
  on: string,
): Record<string, KdbFact> {
  const found: Record<string, KdbFact> = {};
  const fields = Object.keys(said).filter((field) => kdbYear(field) === fiscalYear(on));
  for (const one of fields.sort().flatMap((field) => said[field]?.flatMap((text) => readKdb(text) ?? [])))
    for (const [fact, value] of Object.entries(one?.facts ?? {})) {
      const before = found[fact] ?? { value, said: [] };
      const { source, on: day } = one as KdbSaid;
      found[fact] = {
        value: before.value === value ? value : null,
        said: [...before.said, { value, source, on: day }],
      };
    }
  return found;
}

/** Whether a form asks for what only KDB can tell. */
export function asksKdb({ facts }: Pick<Definition, 'facts'>): boolean {
  return facts.some(({ id }) => id.startsWith(PREFIX));
}

/** What a form is judged by, out of what is known: facts it asks for, of its type, said in one way. */
export function kdbFacts(form: Pick<Definition, 'facts'>, known: Readonly<Record<string, KdbFact>>): Facts {
  return Object.fromEntries(
    kdbTold(form, known).flatMap(({ id, value }) => (value === null ? [] : [[id, value]])),
  );
}

/** The same with who said it, in the form's order, and those left out because two values are said. */
export function kdbTold(
  { facts }: Pick<Definition, 'facts'>,
  known: Readonly<Record<string, KdbFact>>,
): KdbTold[] {
  return facts.flatMap(({ id, type }) => {
    const fact = id.startsWith(PREFIX) ? known[id] : undefined;
    const fits = fact && (fact.value === null || (typeof fact.value === 'boolean') === (type === 'boolean'));
    return fits ? [{ id, ...fact }] : [];
  });
}

function asValue(text: string): KdbValue {
  return text === 'y' || text === 'n' ? text === 'y' : Number(text);
}

function exists(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}
