/** Wiping: everything this tablet keeps of people goes, what tells the server so stays until it has been heard. */
import { eraseDatabase } from './db.ts';
import { memory } from './memory.ts';
import { forgetOwn, ownDevice } from './own.ts';
import { identity } from './state.ts';
import { tell } from './tabs.ts';
import { enrolment } from './users.ts';

const WIPED = 'kayoi-wiped';

/** Erase the register, the outbox, drafts, keys of writers and everything else this origin remembers. */
export async function wipe(): Promise<void> {
  const device = (await ownDevice())?.id ?? enrolment().device_id ?? '';
  localStorage.setItem(WIPED, device);
  tell('wiped');
  identity.value = null;
  memory.identity = null;
  await eraseDatabase();
  for (const key of Object.keys(localStorage)) if (key !== WIPED) localStorage.removeItem(key);
  sessionStorage.clear();
}

/** The device whose wipe the server has not heard of. */
export function wipedAs(): string | null {
  return localStorage.getItem(WIPED);
}

/** The server has heard it. */
export async function wipeHeard(): Promise<void> {
  localStorage.removeItem(WIPED);
  await forgetOwn();
}
