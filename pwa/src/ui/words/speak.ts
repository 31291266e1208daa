/** One text in both languages: Japanese first, then English. */
export type Pair = readonly [ja: string, en: string];
export type Catalogue = Readonly<Record<string, Pair>>;
export type Vars = Readonly<Record<string, string | number>>;
export type Language = 'ja' | 'en';

const HOLE = /\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g;

/** The text with its holes filled: `{n}` is the value, `{n|item|items}` the form that goes with the number. */
export function fill(text: string, vars: Vars = {}): string {
  return text.replace(HOLE, (_hole, name: string, one?: string, many?: string) => {
    const value = vars[name];
    if (one !== undefined && many !== undefined) return Number(value) === 1 ? one : many;
    return value === undefined ? '' : String(value);
  });
}
