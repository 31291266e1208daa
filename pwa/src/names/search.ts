/**
 * Find persons by any writing of their name, and by birth date, in memory.
 *
 * Entries are kept in kana order, so one pass finds the hits of each rank already sorted and can stop early.
 */
import { loosen, searchKey } from './fold.ts';
import { birthPrefix } from './wareki.ts';

export interface Person {
  readonly id: string;
  readonly family_kana: string;
  readonly given_kana: string;
  readonly family?: string | undefined;
  readonly given?: string | undefined;
  readonly born_on?: string | undefined;
}

/** similar = 「似た名前」: equal only without the voicing marks. */
export type Match = 'exact' | 'prefix' | 'contains' | 'similar';

export interface Hit {
  readonly id: string;
  readonly match: Match;
}

export interface NameIndex {
  /** The best hits: exact, then prefix, then contains, then similar; within each in kana order. */
  search(text: string, limit?: number): Hit[];
  upsert(person: Person): void;
  remove(id: string): void;
  readonly size: number;
}

interface Entry {
  readonly id: string;
  readonly born: string;
  /** The whole kana name, by which the index is sorted. */
  readonly order: string;
  /** Every key of the person, each behind a BORDER: whole, family and given name in kana, the same in kanji. */
  readonly keys: string;
  /** The same without voicing marks: whole and given name. */
  readonly loose: string;
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

const BORDER = '\t';
const MATCHES: readonly Match[] = ['exact', 'prefix', 'contains', 'similar'];
const [EXACT, PREFIX, CONTAINS, SIMILAR] = [0, 1, 2, 3];
/** A single kana occurs in nearly every name: from two on, a middle part is worth showing. */
const ENOUGH_TO_CONTAIN = 2;

/** An index over these persons. */
export function buildIndex(persons: Iterable<Person>): NameIndex {
  return new Index(persons);
}

class Index implements NameIndex {
  private readonly entries: Entry[];
  private readonly byId = new Map<string, Entry>();
  /** Joined at the first search after a change. */
  private joined: { keys: Text; loose: Text } | null = null;

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

  upsert(person: Person): void {
    this.remove(person.id);
    const entry = entryOf(person);
    this.byId.set(person.id, entry);
    this.entries.splice(this.placeOf(entry), 0, entry);
    this.joined = null;
  }

  remove(id: string): void {
    const entry = this.byId.get(id);
    if (entry === undefined) return;
    this.byId.delete(id);
    this.entries.splice(this.placeOf(entry), 1);
    this.joined = null;
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

function inOrder(a: Entry, b: Entry): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  if (a.born !== b.born) return a.born < b.born ? -1 : 1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function entryOf(person: Person, keyOf: (name: string) => string = searchKey): Entry {
  const { family = '', given = '', family_kana, given_kana } = person;
  const whole = wholeKey(family_kana, given_kana, keyOf);
  const keys = [whole, keyOf(family_kana), keyOf(given_kana)];
  const kanji = [wholeKey(family, given, keyOf), keyOf(family), keyOf(given)];
  return {
    id: person.id,
    born: person.born_on ?? '',
    order: whole,
    keys: [...keys, ...kanji].filter((key) => key !== '').reduce((text, key) => text + BORDER + key, ''),
    loose: BORDER + loosen(whole) + BORDER + loosen(keyOf(given_kana)),
  };
}

/** Both names folded as one: a first sound that can change behind the family name (オ, ー, 々) needs the long way. */
function wholeKey(family: string, given: string, keyOf: (name: string) => string): string {
  const joins = /^[アイウエカ-モヤユヨラ-ロワン一-鿿]/.test(given);
  return joins ? keyOf(family) + keyOf(given) : searchKey(family + given);
}

/** searchKey that remembers: names repeat, and a first start folds all of them. */
function remembering(): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const key = known.get(name) ?? searchKey(name);
    known.set(name, key);
    return key;
  };
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
