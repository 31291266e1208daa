import { signal } from '@preact/signals';
import { match, path } from '../../router.ts';

/** Which list stands in the middle and what is open on the right: worked out from the address alone, save for the last list. */

export type Section =
  | 'morning'
  | 'find'
  | 'flagged'
  | 'sessions'
  | 'conflicts'
  | 'held'
  | 'plan'
  | 'devices'
  | 'duplicates'
  | 'imports'
  | 'paper'
  | 'fhir'
  | 'staff'
  | 'areas'
  | 'forms'
  | 'reads';

export type Detail =
  | { kind: 'session' | 'person' | 'sheet' | 'entry'; id: string }
  /** Two persons who may be one. */
  | { kind: 'pair'; id: string; other: string };

/** A list: a section, or the attendees of one session. */
export type List = { section: Section; session?: string };

export interface Place {
  list: List;
  detail: Detail | undefined;
}

const SECTIONS: Section[] = [
  'morning',
  'find',
  'flagged',
  'sessions',
  'conflicts',
  'held',
  'plan',
  'devices',
  'duplicates',
  'imports',
  'paper',
  'fhir',
  'staff',
  'areas',
  'forms',
  'reads',
];

/** The list she came from: a sheet opened from a session keeps that session's attendees beside it. */
const cameFrom = signal<List | null>(null);

function remembered(otherwise: Section): List {
  return cameFrom.value ?? { section: otherwise };
}

function sectionPlace(address: string): Place | null {
  for (const section of SECTIONS) {
    const entry = match(`/o/${section}/:id`, address);
    if (entry?.id) {
      const kind = section === 'sessions' ? 'session' : 'entry';
      return { list: { section }, detail: { kind, id: entry.id } };
    }
    if (match(`/o/${section}`, address)) return { list: { section }, detail: undefined };
  }
  return null;
}

/** What an address shows; null when the office has no such page. */
export function placeOf(address: string): Place | null {
  const person = match('/o/p/:id', address)?.id;
  if (person) return { list: remembered('find'), detail: { kind: 'person', id: person } };
  const sheet = match('/o/review/:id', address)?.id;
  if (sheet) return { list: remembered('flagged'), detail: { kind: 'sheet', id: sheet } };
  const pair = match('/o/duplicates/:one/:other', address);
  if (pair?.one && pair.other)
    return { list: { section: 'duplicates' }, detail: { kind: 'pair', id: pair.one, other: pair.other } };
  return sectionPlace(address);
}

/** The list to keep beside what is opened from here. */
export function remember(place: Place): void {
  if (place.detail?.kind === 'person' || place.detail?.kind === 'sheet') return;
  const session = place.detail?.kind === 'session' ? { session: place.detail.id } : {};
  cameFrom.value = { section: place.list.section, ...session };
}

/** Signed out: the next one starts without a list. */
export function forgetPlace(): void {
  cameFrom.value = null;
}

export function here(): Place | null {
  return placeOf(path.value);
}

const WIDE = '(min-width: 64rem)';

/** True where list and detail stand side by side. */
export const wide = signal(typeof matchMedia === 'undefined' || matchMedia(WIDE).matches);
if (typeof matchMedia !== 'undefined') {
  matchMedia(WIDE).addEventListener('change', (event) => {
    wide.value = event.matches;
  });
}
