/** How a number is taken where the form says it: seconds by a watch, repeats by a counter. Pure. */
import type { Definition, Item, Result } from '../../forms/index.ts';
import { measureOf, withUnit } from './blocks.ts';
import { gaugeOf } from './keypad.ts';

/** A watch runs up, and ends by itself where the test ends. A counter counts for so many seconds, or until stopped. */
export type Tool = { kind: 'watch'; ends: number | null } | { kind: 'counter'; seconds: number | null };

/** By its unit a number is seconds, by its unit or its wording so many repeats; everything else is only typed. */
export function toolFor(form: Definition, item: Item, result: Result): Tool | null {
  const { ucum, ja } = withUnit(form, item).unit ?? {};
  // The unit of a town's own form has no code.
  const timed = ucum === 's' || ja === '秒';
  if (item.type === 'number' && timed) return { kind: 'watch', ends: endOf(form, item, result) };
  const seconds = secondsOf(form, item, result);
  if (item.type === 'integer' && (seconds !== null || ucum === '{count}'))
    return { kind: 'counter', seconds };
  return null;
}

/** The time limit she chose for this measurement; else what the hint says, where nothing longer can be entered. */
function endOf(form: Definition, item: Item, result: Result): number | null {
  const measure = measureOf(form, item.id);
  const cap = measure && result.measures[measure.id]?.protocol.cap;
  if (typeof cap === 'number') return cap;
  const said = secondsIn(item.hint ?? '');
  return said !== null && said === item.maximum ? said : null;
}

/** For how long repeats are counted: by the protocol of what comes of them, else by the wording. */
function secondsOf(form: Definition, item: Item, result: Result): number | null {
  const measure = (form.measures ?? []).find(({ items }) => items.length === 1 && items[0] === item.id);
  const said = measure && result.measures[measure.id]?.protocol.seconds;
  return typeof said === 'number' ? said : secondsIn(item.wording);
}

/** The one number of seconds a text speaks of; null where there is none, or more than one. */
function secondsIn(text: string): number | null {
  const found = [...text.normalize('NFKC').matchAll(/(\d+)\s*秒/g)].map(([, digits]) => Number(digits));
  return found.length === 1 && found[0] !== undefined ? found[0] : null;
}

/** What the watch shows, and what is kept: the decimals of the item. */
export function secondsText(ms: number, item: Item): string {
  return (Math.max(ms, 0) / 1_000).toFixed(gaugeOf(item).decimals);
}

/** Whole seconds that are left; 0 only when they are over. */
export function secondsLeft(ms: number, seconds: number): number {
  return Math.max(Math.ceil(seconds - ms / 1_000), 0);
}
