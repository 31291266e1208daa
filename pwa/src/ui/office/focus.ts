import { useEffect, useRef } from 'preact/hooks';

/** Where the focus goes when the page changes: into what was opened, or back to the row it was opened from. */

const EVERY_MS = 50;
const LONGEST_MS = 3_000;

function target(from: string): HTMLElement | null {
  const detail = document.querySelector<HTMLElement>('.o-detail h1');
  if (detail) return detail;
  const row = from ? document.querySelector<HTMLElement>(`[data-row][href="${CSS.escape(from)}"]`) : null;
  return row ?? document.querySelector<HTMLElement>('.office h1');
}

/** Wait for the place to be drawn, then move the focus, unless it has gone elsewhere meanwhile. */
function follow(from: string, held: Element | null): () => void {
  const until = Date.now() + LONGEST_MS;
  const timer = setInterval(() => {
    const moved = document.activeElement !== held && document.activeElement !== document.body;
    const found = moved ? null : target(from);
    found?.focus({ preventScroll: found.matches('h1') });
    if (moved || found || Date.now() > until) clearInterval(timer);
  }, EVERY_MS);
  return () => clearInterval(timer);
}

/** Move the focus whenever the address changes. */
export function useFocus(address: string): void {
  const before = useRef('');
  const seen = useRef<{ address: string; held: Element | null } | null>(null);
  // Looked at before the new page is drawn: a page that takes the focus to its first field keeps it.
  if (seen.current?.address !== address) seen.current = { address, held: document.activeElement };
  useEffect(() => {
    const stop = follow(before.current, seen.current?.held ?? null);
    before.current = address.split('?')[0] ?? '';
    return stop;
  }, [address]);
}
