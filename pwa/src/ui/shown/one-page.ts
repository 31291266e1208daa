/** How much of a 結果のお知らせ one A4 page takes at 14 pt: the rest is for the nurse to tell. Pure; mm on paper. */
import type { Asked, Measured, ResultSheet } from './result-sheet.ts';

/** Between the heading and 「これからのこと」 with one line of dates, without the lines that every page has. */
const ROOM = 142;
const LINE = 7.3;
/** Wide characters in a line of the page, and in half of one. */
const LETTERS = 36;
const HALF = 17;
const AROUND = 1;
const PAIR_OF_VALUES = 8.5;
/** A title with two bars under it. */
const PAIR_OF_BARS = 25;
/** Used at 14 pt: this much is still one page at 18 pt. */
const LITTLE = 65;

/** Things in the order of the page, and how many of them it takes: the screen shows all of them. */
export interface Fitted<T> {
  all: readonly T[];
  printed: number;
}

export interface OnePage {
  asked: Fitted<Asked>;
  measured: Fitted<Measured>;
  /** What differs from last time, as pictures. */
  marks: Fitted<Asked>;
  bars: Fitted<Measured>;
  /** How many things have no place on paper. */
  more: number;
  /** Little to say: it is said in larger type. */
  roomy: boolean;
}

/**
 * What goes on the page: questionnaires, one row of bars for sure, then values, marks and the other bars. `below`: how
 * many lines 「これからのこと」 takes more than usual.
 */
export function onePage({ asked, measured }: ResultSheet, below = 0): OnePage {
  const compared = telling(measured);
  let room = ROOM - below * LINE;
  const fit = <T>(all: readonly T[], height: (one: T, place: number) => number): Fitted<T> => {
    let printed = 0;
    for (const one of all) {
      const needed = height(one, printed);
      if (needed > room) break;
      room -= needed;
      printed += 1;
    }
    return { all, printed };
  };
  const questionnaires = fit(asked, askedHeight);
  const kept = compared.length > 0 ? Math.min(room, heightOfBars(compared.slice(0, 2))) : 0;
  room -= kept;
  // Two columns: every second one costs no height of its own.
  const values = fit(measured, (_, place) => (place % 2 === 0 ? PAIR_OF_VALUES : 0));
  const marks = fit(
    asked.filter(({ before }) => before !== null),
    markHeight,
  );
  room += kept;
  const bars = fit(compared, (_, place) =>
    place % 2 === 0 ? heightOfBars(compared.slice(place, place + 2)) : 0,
  );
  const page = { asked: questionnaires, measured: values, marks, bars };
  const left = Object.values(page).flatMap(({ all, printed }) => all.slice(printed).map(({ id }) => id));
  const more = new Set(left).size;
  return { ...page, more, roomy: ROOM - room <= LITTLE };
}

const lines = (letters: number, of: number): number => Math.max(1, Math.ceil(letters / of));

/** Its name with the mark, what that means, and what to talk about. */
function askedHeight({ title, topics }: Asked): number {
  const talk = topics.reduce((sum, { ja }) => sum + ja.length + 2, 12);
  const all = lines(title.ja.length + 8, LETTERS) + 1 + (topics.length > 0 ? lines(talk, LETTERS) : 0);
  return all * LINE + AROUND;
}

/** Its name, then last time and now on one line where they fit. */
function markHeight({ title }: Asked): number {
  return lines(title.ja.length + 20, LETTERS) * LINE + AROUND;
}

/** Two beside each other are as high as the higher one: a long title takes the difference to a line of its own. */
function heightOfBars(row: readonly Measured[]): number {
  const long = row.some(({ title }) => lines(title.ja.length + 12, HALF) > 1);
  return PAIR_OF_BARS + (long ? LINE : 0);
}

/** What can be compared, first what says most: what differs, and of that what is judged; what is alike comes last. */
function telling(measured: readonly Measured[]): Measured[] {
  const differs = ({ before }: Measured) => (before?.by ? 0 : before?.comparable ? 4 : 2);
  const judged = ({ before, mark }: Measured) => (before?.change ? 0 : mark ? 0.5 : 1);
  const weight = (one: Measured) => differs(one) + judged(one);
  return measured.filter(({ before }) => before !== null).sort((a, b) => weight(a) - weight(b));
}
