/** Whether what is entered here is about real people, and whether this window is the place for it. */
import { type Signal, signal } from '@preact/signals';
import { memory } from './memory.ts';

/** What the town of this window may hold; null while this tablet knows of no town. */
export const holds: Signal<'practice' | 'real' | null> = signal(null);

/** The app was opened from the home screen: its storage is not cleared by the browser as a tab's may be. */
export function installed(): boolean {
  if ((globalThis.navigator as { standalone?: boolean } | undefined)?.standalone === true) return true;
  const modes = ['standalone', 'fullscreen', 'minimal-ui'].map((mode) => `(display-mode: ${mode})`);
  return globalThis.matchMedia?.(modes.join(', ')).matches ?? false;
}

/** Real data is entered in the installed app only; this window is a tab. */
export const inTab = (): boolean => holds.value === 'real' && !installed();

/** What this tablet itself knows. */
export function lookHolds(): void {
  const { identity, facts } = memory;
  const demo = identity ? identity.tenant.demo : facts.demo;
  if (demo !== undefined) heardHolds(demo);
}

export function heardHolds(demo: boolean): void {
  holds.value = demo ? 'practice' : 'real';
}

/** Before anybody has signed in: the server's towns, where they agree or where this window's own is among them. */
export function heardTowns(towns: readonly { uid: string; demo: boolean }[]): void {
  const own = towns.filter(({ uid }) => uid === memory.facts.tenant);
  const [one, ...others] = own.length > 0 ? own : towns;
  if (one && others.every(({ demo }) => demo === one.demo)) heardHolds(one.demo);
}
