/** The index of persons: gone with the page, kept right while there is one. What makes it and asks it is find.ts, later. */
import type { NameIndex, Person } from '../names/index.ts';
import { memory } from './memory.ts';

let index: NameIndex | null = null;

/** The index as it is, made by `make` when there is none. */
export function indexed(make: (everybody: Person[]) => NameIndex): NameIndex {
  index ??= make([...memory.personIds()].map(personFacts).filter((one) => one !== undefined));
  return index;
}

/** Begin anew: another user, another replica. The index is made when it is first needed. */
export function rebuildIndex(): void {
  index = null;
}

/** These persons have changed, come or gone. */
export function indexRecords(ids: Iterable<string>): void {
  if (index) for (const id of ids) place(index, id);
}

function place(into: NameIndex, id: string): void {
  const found = personFacts(id);
  if (found) into.upsert(found);
  else into.remove(id);
}

/** What the index needs of a person's record, a joined one's own; the overlay is drawn only where there is one. */
function personFacts(id: string): Person | undefined {
  const row = memory.personRow(id);
  const fields = memory.opsOf(id).length > 0 ? memory.view(id, row)?.fields : row?.fields;
  if (!fields) return undefined;
  const text = (field: string) => (typeof fields[field] === 'string' ? fields[field] : '');
  return {
    id,
    family_kana: text('family_kana'),
    given_kana: text('given_kana'),
    family: text('family'),
    given: text('given'),
    born_on: text('born_on'),
    phone: text('phone'),
    insured_no: text('insured_no'),
  };
}
