/** What the screens read: always the replica with the overlay over it. */
import { transact } from './db.ts';
import { openRows } from './load.ts';
import { memory, SMALL } from './memory.ts';
import type { KeptRow } from './overlay.ts';
import type { StoredRow } from './schema.ts';
import type { Kind, RecordView } from './types.ts';

/**
 * A person as drawn, from memory; undefined when she is not on this tablet or not for this user. The id of a record
 * that has been joined to another gives that one.
 */
export function person(id: string): RecordView | undefined {
  const view = memory.personView(id);
  return view?.kind === 'person' ? view : undefined;
}

/** Who is meant by the id of a person's record: the same for all records that are joined. */
export function canonical(id: string): string {
  return memory.canonical(id);
}

/** Any record. */
export async function record(id: string): Promise<RecordView | undefined> {
  const known = person(id) ?? smallView(id);
  if (known) return known;
  const { shown } = memory.feed;
  const rows = await transact('r', (tables) => tables.rows.where('[side+id]').equals([shown, id]).toArray());
  return memory.view(id, memory.newest(await openRows(rows)));
}

/** Every record hanging from a person, and from the records joined to hers: attendance, submissions, plans. */
export async function ofPerson(id: string): Promise<RecordView[]> {
  const keys = memory.idsOf(id).map((one) => [memory.feed.shown, one]);
  const rows = await transact('r', (tables) => tables.rows.where('[side+person]').anyOf(keys).toArray());
  return views(rows, memory.newOfPerson(id));
}

export async function ofSession(id: string): Promise<RecordView[]> {
  return laidOver(await sessionRows(id), memory.newOfSession(id));
}

/** One record of a session. While that one is on screen, its disk is not looked at again. */
export async function inSession(session: string, id: string): Promise<RecordView | undefined> {
  const rows = (await sessionRows(session)).filter((row) => row.id === id);
  return memory.view(id, memory.newest(rows));
}

function sessionRows(id: string): Promise<KeptRow[]> {
  const { gen, shown } = memory.feed;
  const read = () =>
    transact('r', (tables) => tables.rows.where('[side+session]').equals([shown, id]).toArray());
  return memory.session.of(id, gen, () => read().then(openRows));
}

export async function ofKind(kind: Kind): Promise<RecordView[]> {
  if (kind === 'person') return drawn([...people()].map(person));
  const touched = memory.touched(kind);
  if (SMALL.has(kind))
    return drawn([...new Set([...memory.small.keys(), ...touched])].map(smallView)).filter(is(kind));
  const { shown } = memory.feed;
  const rows = await transact('r', (tables) =>
    tables.rows.where('[side+kind]').equals([shown, kind]).toArray(),
  );
  return views(rows, touched);
}

/** Ids of the persons on this tablet; records that are joined are one. */
export function people(): Set<string> {
  return new Set([...memory.personIds()].map(canonical));
}

/** What the town has decided about its forms: its form versions of this name, at once and without a look at the disk. */
export function versionsNamed(form: string): RecordView[] {
  const ids = [...memory.small].flatMap(([id, rows]) =>
    [...rows.values()].some(({ kind, fields }) => kind === 'form_version' && fields.form === form)
      ? [id]
      : [],
  );
  return drawn(ids.map(smallView));
}

function smallView(id: string): RecordView | undefined {
  const rows = memory.small.get(id);
  const made = memory.opsOf(id)[0];
  if (!rows && !(made && SMALL.has(made.body.kind))) return undefined;
  return memory.view(id, memory.newest(rows?.values() ?? []));
}

/** Stored rows and records made here, each once, each with its overlay. */
async function views(stored: StoredRow[], made: string[]): Promise<RecordView[]> {
  return laidOver(await openRows(stored), made);
}

function laidOver(opened: KeptRow[], made: string[]): RecordView[] {
  const rows = new Map<string, KeptRow[]>(made.map((id) => [id, []]));
  for (const row of opened) rows.set(row.id, [...(rows.get(row.id) ?? []), row]);
  return drawn([...rows].map(([id, all]) => memory.view(id, memory.newest(all))));
}

function drawn(all: (RecordView | undefined)[]): RecordView[] {
  return all.filter((view) => view !== undefined);
}
const is = (kind: Kind) => (view: RecordView) => view.kind === kind;
