import { signal } from '@preact/signals';
import { common } from './common.ts';
import { enrol } from './enrol.ts';
import { held } from './held.ts';
import { messages } from './messages.ts';
import { own } from './own.ts';
import { people } from './people.ts';
import { same } from './same.ts';
import { screens } from './screens.ts';
import { sheets } from './sheets.ts';
import { type Catalogue, fill, type Language, type Vars } from './speak.ts';

export type { Catalogue, Language, Pair, Vars } from './speak.ts';

/** Every text of the field screens and of the shared parts. */
export const words = {
  ...common,
  ...enrol,
  ...held,
  ...messages,
  ...own,
  ...people,
  ...same,
  ...screens,
  ...sheets,
} as const;
export type WordKey = keyof typeof words;

export const language = signal<Language>('ja');

/** A `t` over a catalogue, so that the office brings its own texts in its own chunk. */
export function speaker<C extends Catalogue>(catalogue: C): (key: keyof C & string, vars?: Vars) => string {
  return (key, vars) => fill(catalogue[key]?.[language.value === 'en' ? 1 : 0] ?? '', vars);
}

/** The text for a key in the language of the interface; reading it in a component follows the switch. */
export const t = speaker(words);
