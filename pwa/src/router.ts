import { type Signal, signal } from '@preact/signals';

/** The address inside the app: path and query. Routes carry opaque ids only, never a name. */
export const path: Signal<string> = signal(here());

interface Step {
  /** How many steps inside the app lie before this one. */
  depth: number;
}

const scrolls = new Map<number, number>();
const panels: { depth: number; close: () => void }[] = [];

function here(): string {
  return typeof location === 'undefined' ? '/' : location.pathname + location.search;
}
function depth(): number {
  return (history.state as Step | null)?.depth ?? 0;
}

/** The parameters after `?` of the present address. */
export function query(): URLSearchParams {
  return new URLSearchParams(path.value.split('?')[1] ?? '');
}

/** Go to an address inside the app; `replace` leaves no step to come back to. */
export function go(to: string, replace = false): void {
  if (to === here()) return;
  scrolls.set(depth(), scrollY);
  if (replace) history.replaceState({ depth: depth() }, '', to);
  else history.pushState({ depth: depth() + 1 }, '', to);
  path.value = to;
  requestAnimationFrame(() => scrollTo(0, 0));
}

/** One step back inside the app, closing an open panel first; `fallback` where the app was opened here. */
export function back(fallback = '/today'): void {
  if (depth() > 0) history.back();
  else go(fallback, true);
}

/** Make every kind of "back" close a panel before it leaves the page. Returns the panel's own way to close. */
export function openPanel(close: () => void): () => void {
  const own = { depth: depth() + 1, close };
  panels.push(own);
  history.pushState({ depth: own.depth }, '', here());
  return () => {
    if (panels.includes(own)) history.back();
  };
}

/** Follow the browser's own back and forward. Called once, at boot. */
export function startRouter(): void {
  history.scrollRestoration = 'manual';
  if (history.state === null) history.replaceState({ depth: 0 }, '');
  addEventListener('popstate', () => {
    while ((panels.at(-1)?.depth ?? -1) > depth()) panels.pop()?.close();
    const samePlace = path.value === here();
    path.value = here();
    if (!samePlace) requestAnimationFrame(() => scrollTo(0, scrolls.get(depth()) ?? 0));
  });
  document.addEventListener('click', followLink);
}

/** Let plain links (`<a href="/find">`) move inside the app without loading the page again. */
function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
  if (link.hash && link.pathname === location.pathname) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

/** The parameters of an address under a pattern ("/p/:person/f/:draft"), or null when it is another place. */
export function match(pattern: string, address: string = path.value): Record<string, string> | null {
  const want = pattern.split('/');
  const have = (address.split('?')[0] ?? '').split('/');
  if (want.length !== have.length) return null;
  const found: Record<string, string> = {};
  for (const [i, part] of want.entries()) {
    const value = have[i] ?? '';
    if (part.startsWith(':') && value !== '') found[part.slice(1)] = decoded(value);
    else if (part !== value) return null;
  }
  return found;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
