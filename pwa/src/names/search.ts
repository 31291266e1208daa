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
const [PREFIX, CONTAINS, SIMILAR] = [1, 2, 3];
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
    if (query.whole === '') return query.born === null ? [] : this.bornOn(query.born, limit);
    const ranks = this.rank(query, limit);
    const found: Hit[][] = MATCHES.map(() => []);
    for (const [place, rank] of [...ranks].sort(([a], [b]) => a - b)) {
      const [hits, entry, match] = [found[rank], this.entries[place], MATCHES[rank]];
      if (hits && entry && match && hits.length < limit) hits.push({ id: entry.id, match });
    }
    return found.flat().slice(0, limit);
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

  private bornOn(prefix: string, limit: number): Hit[] {
    const born = this.entries.filter((entry) => entry.born.startsWith(prefix));
    return born.slice(0, limit).map((entry) => ({ id: entry.id, match: 'prefix' }));
  }

  /** The best rank of each entry that matches, by place; looser ways are tried only while there is room. */
  private rank(query: Query, limit: number): Map<number, number> {
    this.joined ??= { keys: join(this.entries, 'keys'), loose: join(this.entries, 'loose') };
    const { keys, loose } = this.joined;
    const ranks = new Map<number, number>();
    const note = (place: number, rank: number) => {
      if (query.born !== null && !this.entries[place]?.born.startsWith(query.born)) return;
      ranks.set(place, Math.min(rank, ranks.get(place) ?? rank));
    };
    scan(keys, query.whole, note);
    const [first = '', ...others] = query.words;
    if (others.length > 0) {
      eachPlace(keys, BORDER + first, (place) => {
        if (others.every((word) => this.entries[place]?.keys.includes(BORDER + word))) note(place, PREFIX);
      });
    }
    if (ranks.size < limit && query.whole.length >= ENOUGH_TO_CONTAIN) {
      eachPlace(loose, BORDER + query.loose, (place) => note(place, SIMILAR));
    }
    return ranks;
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

/** Note every entry that has the name, with how well the place fits. */
function scan({ text, starts }: Text, name: string, note: (place: number, rank: number) => void): void {
  const short = name.length < ENOUGH_TO_CONTAIN;
  eachPlace({ text, starts }, short ? BORDER + name : name, (place, at) => {
    const begin = short ? at + 1 : at;
    const isPrefix = text[begin - 1] === BORDER;
    const isExact = isPrefix && text[begin + name.length] === BORDER;
    note(place, isExact ? 0 : isPrefix ? PREFIX : CONTAINS);
  });
}

/** Call `visit` for each occurrence of `wanted` with the place of its entry; places only grow. */
function eachPlace({ text, starts }: Text, wanted: string, visit: (place: number, at: number) => void): void {
  let place = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    while ((starts[place + 1] ?? Number.POSITIVE_INFINITY) <= at) place += 1;
    visit(place, at);
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
