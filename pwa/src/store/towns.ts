/** The towns of this tablet, whichever is open: what each still owes is read from its own database. */
import { KayoiDb } from './schema.ts';
import { nameAt, nextTown, noteTown, townAt, townNames } from './town.ts';

export interface TownHere {
  uid: string;
  /** '' where nobody of that town has signed in since its name was lost. */
  name: string;
  /** 件 that have not arrived. */
  unsent: number;
  open: boolean;
}
interface Found extends TownHere {
  at: string;
}

const OWN = /^kayoi(?:-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}))?$/;

async function found(): Promise<Found[]> {
  // What lies on the tablet is believed, not a list of it that may have been lost.
  const places = (await databases()).flatMap((name) => OWN.exec(name)?.[1] ?? (name === 'kayoi' ? '' : []));
  const towns = await Promise.all(places.map(look));
  return towns.filter((town) => town !== null);
}

async function databases(): Promise<string[]> {
  if (typeof indexedDB.databases === 'function')
    return (await indexedDB.databases()).map(({ name }) => name ?? '');
  return ['', ...Object.keys(townNames())].map((at) => nameAt('kayoi', at));
}

async function look(at: string): Promise<Found | null> {
  const db = new KayoiDb(nameAt('kayoi', at));
  try {
    const facts = await db.meta.get('store');
    const uid = facts?.key === 'store' ? facts.value.tenant : '';
    if (uid === '') return null;
    const saves = new Set<string>();
    await db.outbox
      .where('state')
      .equals('sent')
      .each(({ writer_no, save }) => saves.add(`${writer_no}.${save}`));
    return { at, uid, name: townNames()[uid] ?? '', unsent: saves.size, open: at === townAt() };
  } finally {
    db.close();
  }
}

/** The one that is open first. */
export async function townsHere(): Promise<TownHere[]> {
  return (await found())
    .map(({ at: _at, ...town }) => town)
    .sort((a, b) => Number(b.open) - Number(a.open) || a.name.localeCompare(b.name, 'ja'));
}

/** Work for this town from the next load on. What the one before keeps stays where it is. */
export async function turnTo({ uid, name }: { uid: string; name: string }): Promise<void> {
  const known = (await found()).find((town) => town.uid === uid);
  if (name) noteTown({ uid, name });
  nextTown(known?.at ?? uid);
}
