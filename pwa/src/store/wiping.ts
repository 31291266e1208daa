/** Wiping: everything this tablet keeps of people goes, what tells the server so stays until it has been heard. */
import { dropAside } from './aside.ts';
import { eraseDatabase } from './db.ts';
import { memory } from './memory.ts';
import { forgetOwn, ownDevice } from './own.ts';
import { identity } from './state.ts';
import { tell } from './tabs.ts';
import { named, severalTowns } from './town.ts';
import { enrolment } from './users.ts';

const WIPED = 'kayoi-wiped';

/** What of a town lies in localStorage. */
const OWN = ['kayoi-store', 'kayoi-lease', 'kayoi-device'];

/** Erase the register, the outbox, drafts, keys of writers and all else that is kept here for this town. */
export async function wipe(): Promise<void> {
  const device = (await ownDevice())?.id ?? enrolment().device_id ?? '';
  localStorage.setItem(named(WIPED), device);
  tell('wiped');
  identity.value = null;
  memory.identity = null;
  await eraseDatabase();
  if (typeof indexedDB !== 'undefined') await dropAside();
  const keys = severalTowns() ? OWN.map(named) : Object.keys(localStorage);
  for (const key of keys) if (key !== named(WIPED)) localStorage.removeItem(key);
  if (!severalTowns()) sessionStorage.clear();
}

/** The device whose wipe the server has not heard of. */
export function wipedAs(): string | null {
  return localStorage.getItem(named(WIPED));
}

/** The server has heard it. */
export async function wipeHeard(): Promise<void> {
  localStorage.removeItem(named(WIPED));
  await forgetOwn();
}
