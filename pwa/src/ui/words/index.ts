import { signal } from '@preact/signals';
import { common } from './common.ts';
import type { later } from './later/index.ts';
import { messages } from './messages.ts';
import { people } from './people.ts';
import { screens } from './screens.ts';
import { type Catalogue, fill, type Language, type Vars } from './speak.ts';

export type { Catalogue, Language, Pair, Vars } from './speak.ts';

/** The texts of the first screens and of the shared parts; those of the others come with their chunk. */
export const first = { ...common, ...messages, ...people, ...screens } as const;
export type WordKey = keyof typeof first | keyof typeof later;

export const language = signal<Language>('ja');

const known: Record<string, Catalogue[string]> = { ...first };

/** A chunk brings the texts of its screens. */
export function learn(catalogue: Catalogue): void {
  Object.assign(known, catalogue);
}

/** True when there is a text for a key that was put together. */
export function isWord(key: string): key is WordKey {
  return Object.hasOwn(known, key);
}

/** A `t` over a catalogue, so that the office brings its own texts in its own chunk. */
export function speaker<C extends Catalogue>(catalogue: C): (key: keyof C & string, vars?: Vars) => string {
  return (key, vars) => fill(catalogue[key]?.[language.value === 'en' ? 1 : 0] ?? '', vars);
}

/** The text for a key in the language of the interface; reading it in a component follows the switch. */
export const t: (key: WordKey, vars?: Vars) => string = speaker(known);
