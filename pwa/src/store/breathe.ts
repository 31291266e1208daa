/** Long work in short pieces: a tap must not wait for a thousand ops. */

const PIECE = 200;

/** Let the page draw and hear taps before going on. */
export function breathe(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { yield?: () => Promise<void> } };
  return scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));
}

/** Every result, made piece by piece. */
export async function eachInTurn<T, R>(
  all: readonly T[],
  work: (one: T, place: number) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += PIECE) {
    if (at > 0) await breathe();
    done.push(...(await Promise.all(all.slice(at, at + PIECE).map((one, i) => work(one, at + i)))));
  }
  return done;
}
