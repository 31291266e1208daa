/** How much of a 結果のお知らせ one A4 page takes at 14 pt: the rest is for the nurse to tell. Pure; mm on paper. */
import type { Asked, Measured, ResultSheet } from './result-sheet.ts';

/** Between the heading and 「これからのこと」. */
const ROOM = 160;
const ASKED = 21;
const TOPICS = 16;
const PAIR_OF_VALUES = 8.5;
const MARKS = 16;
const PAIR_OF_BARS = 33;
/** Used at 14 pt: this much is still one page at 18 pt. */
const LITTLE = 75;

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

/** What goes on the page, in order of importance: questionnaires, values, then the comparisons. */
export function onePage({ asked, measured }: ResultSheet): OnePage {
  let room = ROOM;
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
  // Two columns: every second one costs no height of its own.
  const pairs = (height: number) => (_: unknown, place: number) => (place % 2 === 0 ? height : 0);
  const page = {
    asked: fit(asked, ({ topics }) => ASKED + (topics.length > 0 ? TOPICS : 0)),
    measured: fit(measured, pairs(PAIR_OF_VALUES)),
    marks: fit(
      asked.filter(({ before }) => before !== null),
      () => MARKS,
    ),
    bars: fit(telling(measured), pairs(PAIR_OF_BARS)),
  };
  const more = Object.values(page).reduce((sum, { all, printed }) => sum + all.length - printed, 0);
  return { ...page, more, roomy: ROOM - room <= LITTLE };
}

/** What can be compared, first what says most: a change that is judged, a test, then the rest. */
function telling(measured: readonly Measured[]): Measured[] {
  const weight = ({ before, mark }: Measured) => (before?.change ? 0 : mark ? 1 : 2);
  return measured.filter(({ before }) => before !== null).sort((a, b) => weight(a) - weight(b));
}
