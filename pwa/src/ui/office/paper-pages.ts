/** Which questions stand on which page of a printed sheet. Pure; mm on paper, at 14 pt. */
import type { Definition, Item } from '../../forms/index.ts';

/** What the heading leaves of a page, on the first and on the others. */
const FIRST = 196;
const OTHERS = 228;
const LINE = 7.4;
const AROUND = 5;
/** Wide characters in a line of the question and of the answers. */
const LETTERS = 31;

export function paperPages(form: Definition): Item[][] {
  const pages: Item[][] = [[]];
  let room = FIRST;
  for (const item of form.items) {
    const height = heightOf(item);
    if (height > room && (pages.at(-1)?.length ?? 0) > 0) {
      pages.push([]);
      room = OTHERS;
    }
    room -= height;
    pages.at(-1)?.push(item);
  }
  return pages;
}

function heightOf(item: Item): number {
  const question = lines(item.wording.length) + (item.note ? lines(item.note.length) : 0);
  const space = item.type === 'text' ? 3 : lines(answerLength(item));
  return (question + space) * LINE + AROUND;
}

function answerLength(item: Item): number {
  return (item.options ?? []).reduce((sum, { ja }) => sum + ja.length + 4, item.options ? 0 : 1);
}

function lines(letters: number): number {
  return Math.max(1, Math.ceil(letters / LETTERS));
}

/** A grid of labels on an A4 sheet, in mm: as the makers of such sheets cut them. */
export interface Grid {
  name: '12' | '24';
  columns: number;
  rows: number;
  width: number;
  height: number;
}

export const GRIDS: readonly Grid[] = [
  { name: '12', columns: 2, rows: 6, width: 86.4, height: 42.3 },
  { name: '24', columns: 3, rows: 8, width: 70, height: 33.9 },
];

/** Labels page by page; the first ones of a sheet that is begun stay empty. */
export function labelPages<T>(grid: Grid, labels: readonly T[], used: number): (T | null)[][] {
  const size = grid.columns * grid.rows;
  const all = [...Array<null>(Math.min(used, size - 1)).fill(null), ...labels];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, page) =>
    all.slice(page * size, (page + 1) * size),
  );
}
