/**
 * Find persons by any writing of their name, and by birth date, in memory.
 *
 * Entries are kept in kana order, so one pass finds the hits of each rank already sorted and can stop early.
 */

import { BORDER, type Entry, entryOf, inOrder, MARKS, markOf, type Person, remembering } from './entry.ts';
import { loosen, searchKey } from './fold.ts';
import { sought, type Traits } from './match.ts';
import { birthPrefix } from './wareki.ts';

/** similar = 「似た名前」: equal only without the voicing marks. */
export type Match = 'exact' | 'prefix' | 'contains' | 'similar';

export interface Hit {
  readonly id: string;
  readonly match: Match;
}

export interface NameIndex {
  /** The best hits: exact, then prefix, then contains, then similar; within each in kana order. */
  search(text: string, limit?: number): Hit[];
  /** Everybody who shares the whole name, the birth date (or is a slip away), the telephone or the number; seldom one more. */
  alike(one: Traits): string[];
  upsert(person: Person): void;
  remove(id: string): void;
  readonly size: number;
}

interface Query {
  readonly whole: string;
  readonly words: readonly string[];
  readonly loose: string;
  readonly born: string | null;
}

/** All keys of all entries in one text: a search is one indexOf through it, far faster than a loop over persons. */
interface Text {
  readonly text: string;
  /** Where each entry begins; one more for the end. */
  readonly starts: Uint32Array;
}

const MATCHES: readonly Match[] = ['exact', 'prefix', 'contains', 'similar'];
const [EXACT, PREFIX, CONTAINS, SIMILAR] = [0, 1, 2, 3];
/** A single kana occurs in nearly every name: from two on, a middle part is worth showing. */
const ENOUGH_TO_CONTAIN = 2;
const SIEVE = 4_096;

/** An index over these persons. */
export function buildIndex(persons: Iterable<Person>): NameIndex {
  return new Index(persons);
}

class Index implements NameIndex {
  private readonly entries: Entry[];
  private readonly byId = new Map<string, Entry>();
  /** Joined at the first search after a change. */
  private joined: { keys: Text; loose: Text } | null = null;
  /** MARKS places for each entry, 0 where it has fewer. */
  private marks: Int32Array | null = null;

  constructor(persons: Iterable<Person>) {
    const keyOf = remembering();
    for (const person of persons) this.byId.set(person.id, entryOf(person, keyOf));
    this.entries = [...this.byId.values()].sort(inOrder);
  }

  get size(): number {
    return this.entries.length;
  }

  search(text: string, limit = 50): Hit[] {
    const query = readQuery(text);
    if (query.whole === '' && query.born === null) return [];
    const found = new Found(limit, (place) => this.wasBorn(place, query.born));
    if (query.whole === '') this.everybody(found);
    else this.named(query, found);
    return found.best().map(([place, rank]) => ({
      id: this.entries[place]?.id ?? '',
      match: MATCHES[rank] ?? 'similar',
    }));
  }

  alike(one: Traits): string[] {
    this.marks ??= joinMarks(this.entries);
    const wanted = new Set(sought(one).map(markOf));
    const sieve = new Uint8Array(SIEVE); // a set is asked only about what falls through: four times as fast
    for (const mark of wanted) sieve[mark & (SIEVE - 1)] = 1;
    const found = new Set<number>();
    for (let at = 0; at < this.marks.length; at += 1) {
      const mark = this.marks[at] ?? 0;
      if (sieve[mark & (SIEVE - 1)] === 1 && wanted.has(mark)) found.add(Math.floor(at / MARKS));
    }
    return [...found].map((place) => this.entries[place]?.id ?? '');
  }

  upsert(person: Person): void {
    this.remove(person.id);
    const entry = entryOf(person);
    this.byId.set(person.id, entry);
    this.entries.splice(this.placeOf(entry), 0, entry);
    this.joined = this.marks = null;
  }

  remove(id: string): void {
    const entry = this.byId.get(id);
    if (entry === undefined) return;
    this.byId.delete(id);
    this.entries.splice(this.placeOf(entry), 1);
    this.joined = this.marks = null;
  }

  private wasBorn(place: number, prefix: string | null): boolean {
    return prefix === null || this.entries[place]?.born.startsWith(prefix) === true;
  }

  private everybody(found: Found): void {
    for (let place = 0; place < this.entries.length && found.wants(PREFIX); place += 1)
      found.add(place, PREFIX);
  }

  /** Everybody with this name; the looser ways are tried only while there is room. */
  private named(query: Query, found: Found): void {
    this.joined ??= { keys: join(this.entries, 'keys'), loose: join(this.entries, 'loose') };
    const { keys, loose } = this.joined;
    scan(keys, query.whole, found);
    const [first = '', ...others] = query.words;
    if (others.length > 0 && found.wants(PREFIX)) {
      eachPlace(keys, BORDER + first, (place) => {
        if (others.every((word) => this.entries[place]?.keys.includes(BORDER + word)))
          found.add(place, PREFIX);
        return found.wants(PREFIX);
      });
    }
    if (query.whole.length < ENOUGH_TO_CONTAIN || !found.wants(SIMILAR)) return;
    eachPlace(loose, BORDER + query.loose, (place) => {
      found.add(place, SIMILAR);
      return found.wants(SIMILAR);
    });
  }

  /** Where an entry stands, or belongs, in kana order. */
  private placeOf(entry: Entry): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.entries[middle];
      if (other !== undefined && inOrder(other, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function joinMarks(entries: readonly Entry[]): Int32Array {
  const marks = new Int32Array(entries.length * MARKS);
  for (const [place, entry] of entries.entries()) marks.set(entry.marks, place * MARKS);
  return marks;
}

function join(entries: readonly Entry[], part: 'keys' | 'loose'): Text {
  const starts = new Uint32Array(entries.length + 1);
  let end = 0;
  for (const [place, entry] of entries.entries()) {
    starts[place] = end;
    end += entry[part].length;
  }
  starts[entries.length] = end;
  return { text: entries.map((entry) => entry[part]).join('') + BORDER, starts };
}

/** The places found so far, by rank; no more of a rank are kept than can be shown. */
class Found {
  private readonly limit: number;
  private readonly fits: (place: number) => boolean;
  private readonly byRank: number[][] = MATCHES.map(() => []);
  private readonly known = new Set<number>();

  constructor(limit: number, fits: (place: number) => boolean) {
    this.limit = limit;
    this.fits = fits;
  }

  /** Whether a hit of this rank could still be among the best. */
  wants(rank: number): boolean {
    let better = 0;
    for (let other = 0; other <= rank; other += 1) better += this.byRank[other]?.length ?? 0;
    return better < this.limit;
  }

  add(place: number, rank: number): void {
    if (!this.wants(rank) || this.known.has(place) || !this.fits(place)) return;
    this.known.add(place);
    this.byRank[rank]?.push(place);
  }

  best(): [number, number][] {
    const ranked = this.byRank.flatMap((places, rank) =>
      places.sort((a, b) => a - b).map((place): [number, number] => [place, rank]),
    );
    return ranked.slice(0, this.limit);
  }
}

/** Add every entry that has the name, each with the best of its places. */
function scan(text: Text, name: string, found: Found): void {
  const short = name.length < ENOUGH_TO_CONTAIN;
  let last = -1;
  let best = CONTAINS;
  eachPlace(text, short ? BORDER + name : name, (place, at) => {
    const rank = rankAt(text.text, short ? at + 1 : at, name.length);
    if (place !== last) {
      if (last >= 0) found.add(last, best);
      last = place;
      best = rank;
    } else if (rank < best) best = rank;
    return found.wants(EXACT);
  });
  if (last >= 0) found.add(last, best);
}

function rankAt(text: string, begin: number, length: number): number {
  if (text[begin - 1] !== BORDER) return CONTAINS;
  return text[begin + length] === BORDER ? EXACT : PREFIX;
}

/** Call `visit` for each occurrence of `wanted` with the place of its entry, in order, until it says false. */
function eachPlace(
  { text, starts }: Text,
  wanted: string,
  visit: (place: number, at: number) => boolean,
): void {
  let place = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    while ((starts[place + 1] ?? Number.POSITIVE_INFINITY) <= at) place += 1;
    if (!visit(place, at)) return;
  }
}

/** Words that are dates narrow by birth; the rest is the name. Romaji not yet converted behind kana is left out. */
function readQuery(text: string): Query {
  const names: string[] = [];
  let born: string | null = null;
  for (const word of text.normalize('NFKC').split(/\s+/)) {
    const date = birthPrefix(word);
    if (date === null) names.push(word.replace(/([ぁ-ヶー])[a-z]+$/i, '$1'));
    else born = date;
  }
  const whole = searchKey(names.join(''));
  return { whole, words: names.map(searchKey).filter((key) => key !== ''), loose: loosen(whole), born };
}
