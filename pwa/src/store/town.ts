/**
 * For which town this window works. Each town has a database, locks, a channel and facts of its own; the first one of
 * a tablet has the plain names, so that nothing of it ever had to be moved.
 */
const AT = 'kayoi-town';
const NAMES = 'kayoi-towns';

let at: string | null = null;

/** '' for the first town of this tablet, otherwise the town's uid. A window stays with its town until it is loaded anew. */
export function townAt(): string {
  at ??= globalThis.sessionStorage?.getItem(AT) ?? localStorage.getItem(AT) ?? '';
  return at;
}

/** The name under which this town's own thing is kept. */
export const named = (name: string): string => nameAt(name, townAt());
export const nameAt = (name: string, town: string): string => (town === '' ? name : `${name}-${town}`);

/** From the next load on this window, and every new one, works for this town. */
export function nextTown(town: string): void {
  globalThis.sessionStorage?.setItem(AT, town);
  localStorage.setItem(AT, town);
}

/** Look again where this window belongs: at every start. */
export function forgetTown(): void {
  at = null;
}

/** Names of the towns that have used this tablet, by uid. */
export function townNames(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(NAMES) ?? '{}') as Record<string, string>;
  } catch {
    return {};
  }
}

export function noteTown({ uid, name }: { uid: string; name: string }): void {
  const known = townNames();
  if (known[uid] !== name) localStorage.setItem(NAMES, JSON.stringify({ ...known, [uid]: name }));
}

/** True where more than one town has something on this tablet. */
export function severalTowns(): boolean {
  return townAt() !== '' || Object.keys(townNames()).length > 1;
}
