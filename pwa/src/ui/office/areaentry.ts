/** What is entered of a reorganisation of areas, and whether it says enough. Pure. */
import type { AreaStanding, Asked } from './types-areas.ts';

export type Way = 'rename' | 'join' | 'split';
export const NEW = '';

export interface Entry {
  way: Way;
  areas: string[];
  to: string;
  name: string;
  salons: string[];
  addresses: string;
}

/** What was entered, as it is asked for. */
export function askedOf({ way, areas, to, name, salons, addresses }: Entry): Asked {
  const written = name.trim() || null;
  if (way === 'rename') return { from: [], to: areas[0] ?? null, name: written, salons: [], addresses: [] };
  const part = way === 'split';
  return {
    from: areas,
    to: to === NEW ? null : to,
    name: written,
    salons: part ? salons : [],
    addresses: part ? addresses.split(/[、,]/).flatMap((one) => one.trim() || []) : [],
  };
}

export type Lack =
  | 'areas_need_two'
  | 'areas_need_which'
  | 'areas_need_part'
  | 'areas_need_name'
  | 'areas_name_twice';

/** The first thing that is missing: which areas, which part (a part never means the whole), a name. */
export function lackOf(entry: Entry, known: readonly Pick<AreaStanding, 'name'>[]): Lack | null {
  const { way, areas, salons, addresses, to } = entry;
  const name = entry.name.trim();
  if (way === 'join' && areas.length < 2) return 'areas_need_two';
  if (areas.length === 0) return 'areas_need_which';
  if (way === 'split' && salons.length === 0 && addresses.trim() === '') return 'areas_need_part';
  if (name === '') return way === 'rename' || to === NEW ? 'areas_need_name' : null;
  return way !== 'join' && known.some((one) => one.name === name) ? 'areas_name_twice' : null;
}
