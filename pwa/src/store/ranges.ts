/** Sets of op numbers as ascending, disjoint [first, last] pairs, and their short text "1-40.45". */
export type Ranges = [number, number][];

export function holds(ranges: Ranges, n: number): boolean {
  return ranges.some(([first, last]) => first <= n && n <= last);
}

export function rangesOf(numbers: Iterable<number>): Ranges {
  const out: Ranges = [];
  for (const n of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = out.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else out.push([n, n]);
  }
  return out;
}

/** Ops per writer as the pull asks for them: "12:1-40.45;13:1-3". */
export function holdingText(ops: { writer_no: number; seq: number }[]): string {
  const writers = [...new Set(ops.map((op) => op.writer_no))].sort((a, b) => a - b);
  const part = (writer: number) =>
    rangesText(ops.filter((op) => op.writer_no === writer).map((op) => op.seq));
  return writers.map((writer) => `${writer}:${part(writer)}`).join(';');
}

function rangesText(numbers: number[]): string {
  const spans = rangesOf(numbers).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return spans.join('.');
}
