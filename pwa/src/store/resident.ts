/**
 * The tablet in the hands of the person herself: until staff open it again it shows her questions, or that it is to
 * be given back, whatever is loaded, pressed or restarted.
 */
import { transact } from './db.ts';
import { keysOf } from './keyring.ts';
import { readFacts } from './load.ts';
import { memory } from './memory.ts';
import { lockScreen } from './pin.ts';
import { answering, atResident } from './state.ts';
import { tell } from './tabs.ts';
import type { AtResident } from './types.ts';

/** She answers this sheet now, in this window; the others show that they wait. */
export async function handToResident(person: string, draft: string): Promise<void> {
  if (keysOf() === null) return;
  answering.value = true;
  await put({ person, draft, filed: false });
  tell('user');
}

/** She has finished, or wanted to stop. The curtain falls first, so that nothing of the nurse's is seen between. */
export async function finishedByResident(filed: boolean, whole = filed): Promise<void> {
  const here = atResident.value;
  if (!here) return;
  lockScreen();
  const done: AtResident = { ...here, filed, ...(whole ? { whole: true as const } : {}) };
  // Before it is stored: whoever opens the tablet at once comes to the filed sheet, too.
  atResident.value = done;
  answering.value = false;
  await put(done);
}

/** Staff have opened it again. */
export async function takenBack(): Promise<void> {
  answering.value = false;
  if (!memory.facts.resident) return;
  await put(undefined);
  tell('user');
}

async function put(resident: AtResident | undefined): Promise<void> {
  const value = await transact('rw', async (tables) => {
    const { facts } = await readFacts(tables);
    const { resident: _before, ...rest } = facts ?? memory.facts;
    const next = resident ? { ...rest, resident } : rest;
    if (facts) await tables.meta.put({ key: 'store', value: next });
    return next;
  });
  memory.facts = value;
  atResident.value = resident ?? null;
}
