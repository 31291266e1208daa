/** Finding a person: an index in memory, made at the first search and gone with the page. */
import { buildIndex, type NameIndex, REASONS, reasons, traits } from '../names/index.ts';
import { indexed } from './indexing.ts';
import { memory } from './memory.ts';
import { canonical, people, person } from './reading.ts';
import type { Alike, PersonHit, RecordView } from './types.ts';

/** Make the index, which search does by itself; called early when there is time. */
export function prepareSearch(): NameIndex {
  return indexed(buildIndex);
}

/**
 * Persons whose name (kana folded, kanji variants joined) or birth matches, best first. A record that has been joined
 * to another finds that one by its own name, too.
 */
export function search(text: string, limit = 50): PersonHit[] {
  const hits: PersonHit[] = [];
  const found = new Set<string>();
  for (const { id: named, match } of prepareSearch().search(text, limit)) {
    const id = canonical(named);
    const view = found.has(id) ? undefined : person(id);
    if (!view) continue;
    found.add(id);
    hits.push({ ...factsOf(view), match });
  }
  return hits;
}

/** What a list says of a person. */
function factsOf({ id, fields, unsent }: RecordView): Omit<PersonHit, 'match'> {
  const text = (field: string) => String(fields[field] ?? '');
  const names = { family: text('family'), given: text('given') };
  const kana = { family_kana: text('family_kana'), given_kana: text('given_kana') };
  return { id, ...names, ...kana, born_on: text('born_on'), sex: text('sex'), area: text('area'), unsent };
}

/** Persons on this tablet who may be the one with these fields, with the reasons, the strongest first. */
export function alike(fields: Readonly<Record<string, unknown>>): Alike[] {
  const typed = traits(fields);
  const found = new Map<string, Alike>();
  for (const named of prepareSearch().alike(typed)) {
    const view = person(named);
    if (!view) continue;
    const own = view.id === named ? view : memory.view(named, memory.personRow(named));
    for (const known of own && own !== view ? [view, own] : [view]) {
      const why = reasons(typed, traits(known.fields));
      if (why.length > (found.get(view.id)?.reasons.length ?? 0))
        found.set(view.id, { ...factsOf(view), reasons: why });
    }
  }
  return [...found.values()].sort((a, b) => strength(a) - strength(b) || (a.id < b.id ? -1 : 1));
}

/** Where the strongest reason stands among all, the strongest of all first. */
function strength({ reasons: [first] }: Alike): number {
  return first === undefined ? REASONS.length : REASONS.indexOf(first);
}

/** Persons in her areas on this tablet. */
export function personCount(): number {
  return people().size;
}
