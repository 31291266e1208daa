/** How much of a 結果のお知らせ one A4 page takes at 14 pt: the rest is for the nurse to tell. Pure; mm on paper. */
import type { Asked, Measured, ResultSheet } from './result-sheet.ts';

/** Between the heading and 「これからのこと」. */
const ROOM = 148;
const ASKED = 21;
const TOPICS = 16;
const PAIR_OF_VALUES = 8.5;
const MARKS = 12;
const PAIR_OF_BARS = 25;
/** Used at 14 pt: this much is still one page at 18 pt. */
const LITTLE = 80;

export interface OnePage extends ResultSheet {
  /** What differs from last time, as pictures. */
  marks: Asked[];
  bars: Measured[];
  /** How many things of the day have no place left. */
  more: number;
  /** Little to say: it is said in larger type. */
  roomy: boolean;
}

/** What goes on the page, in order of importance: questionnaires, values, then the comparisons. */
export function onePage({ asked, measured }: ResultSheet): OnePage {
  let room = ROOM;
  const take = <T>(all: readonly T[], heights: (one: T, place: number) => number): T[] => {
    const taken: T[] = [];
    for (const [place, one] of all.entries()) {
      const height = heights(one, place);
      if (height > room) break;
      room -= height;
      taken.push(one);
    }
    return taken;
  };
  // Two columns: every second one costs no height of its own.
  const pairs = (height: number) => (_: unknown, place: number) => (place % 2 === 0 ? height : 0);
  const kept = take(asked, ({ topics }) => ASKED + (topics.length > 0 ? TOPICS : 0));
  const values = take(measured, pairs(PAIR_OF_VALUES));
  const comparedMarks = kept.filter(({ before }) => before !== null);
  const comparedValues = values.filter(({ before }) => before !== null);
  const marks = take(comparedMarks, () => MARKS);
  const bars = take(comparedValues, pairs(PAIR_OF_BARS));
  const left = [asked.length - kept.length, measured.length - values.length];
  const undrawn = [comparedMarks.length - marks.length, comparedValues.length - bars.length];
  const more = [...left, ...undrawn].reduce((a, b) => a + b);
  return { asked: kept, measured: values, marks, bars, more, roomy: ROOM - room <= LITTLE };
}
