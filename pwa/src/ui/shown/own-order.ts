/** In which order she goes to today's plans, on this tablet. Ids of plans only: nothing about a person. */
const KEY = 'kayoi-order';

interface Kept {
  on: string;
  ids: string[];
}

/** As she has put them; what she has not moved keeps its place by the clock, behind. */
export function inOwnOrder<T extends { id: string }>(all: readonly T[], on: string): T[] {
  const ids = read(on);
  const place = ({ id }: T) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return [...all].sort((a, b) => place(a) - place(b));
}

/** One place up (-1) or down (1), and kept for this day. */
export function movePlan(all: readonly { id: string }[], id: string, by: -1 | 1, on: string): void {
  const ids = all.map((one) => one.id);
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return;
  ids.splice(to, 0, ...ids.splice(from, 1));
  try {
    localStorage.setItem(KEY, JSON.stringify({ on, ids } satisfies Kept));
  } catch {
    // A full or forbidden storage costs her only the order.
  }
}

function read(on: string): string[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>;
    return kept.on === on ? (kept.ids ?? []) : [];
  } catch {
    return [];
  }
}
