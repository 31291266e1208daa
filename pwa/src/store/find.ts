/** Finding a person: an index in memory, made at the first search and gone with the page. */
import { buildIndex, type NameIndex, type Person } from '../names/index.ts';
import { memory } from './memory.ts';
import { person } from './reading.ts';
import type { PersonHit } from './types.ts';

let index: NameIndex | null = null;

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

/** Make the index, which search does by itself; called early when there is time. */
export function prepareSearch(): NameIndex {
  index ??= buildIndex([...memory.personIds()].map(personFacts).filter((one) => one !== undefined));
  return index;
}

/** What the index needs of a person; the overlay is drawn only where there is one. */
function personFacts(id: string): Person | undefined {
  const fields = memory.opsOf(id).length > 0 ? person(id)?.fields : memory.personRow(id)?.fields;
  if (!fields) return undefined;
  const text = (field: string) => (typeof fields[field] === 'string' ? fields[field] : '');
  return {
    id,
    family_kana: text('family_kana'),
    given_kana: text('given_kana'),
    family: text('family'),
    given: text('given'),
    born_on: text('born_on'),
  };
}

/** Persons whose name (kana folded, kanji variants joined) or birth matches, best first. */
export function search(text: string, limit = 50): PersonHit[] {
  const hits: PersonHit[] = [];
  for (const { id, match } of prepareSearch().search(text, limit)) {
    const view = person(id);
    const facts = view && personFacts(id);
    if (!view || !facts) continue;
    const { family = '', given = '', family_kana, given_kana, born_on = '' } = facts;
    const { sex, area } = view.fields;
    const rest = { sex: String(sex ?? ''), area: String(area ?? ''), unsent: view.unsent, match };
    hits.push({ id, family, given, family_kana, given_kana, born_on, ...rest });
  }
  return hits;
}

/** Persons in her areas on this tablet. */
export function personCount(): number {
  let count = 0;
  for (const _id of memory.personIds()) count += 1;
  return count;
}
