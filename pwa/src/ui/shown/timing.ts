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

/** What the watch shows, and what is kept: with the decimals of the item, as much as has passed and no more. */
export function secondsText(ms: number, item: Item): string {
  const { decimals } = gaugeOf(item);
  const parts = Math.floor((Math.max(ms, 0) * 10 ** decimals) / 1_000);
  return (parts / 10 ** decimals).toFixed(decimals);
}

/** Whole seconds that are left; 0 only when they are over. */
export function secondsLeft(ms: number, seconds: number): number {
  return Math.max(Math.ceil(seconds - ms / 1_000), 0);
}

/** Under way; with a number; or without one, because nobody can say for how long the screen was off. */
export type Stage = 'running' | 'stopped' | 'over' | 'lost';

/** One number on its way. Once it is not running any more, no frame and no touch that comes late changes it. */
export interface Taking {
  stage: Stage;
  count: number;
  ms: number;
}
export const begun: Taking = { stage: 'running', count: 0, ms: 0 };

/** A second touch as soon as this after the start is the first one shaking. */
const TOO_SOON_MS = 300;

export const limitOf = (tool: Tool): number | null => (tool.kind === 'counter' ? tool.seconds : tool.ends);

/** So much time has passed since the start. */
export function passed(taking: Taking, tool: Tool, ms: number): Taking {
  if (taking.stage !== 'running') return taking;
  const limit = limitOf(tool);
  if (limit !== null && ms >= limit * 1_000) return { ...taking, ms: limit * 1_000, stage: 'over' };
  return { ...taking, ms: Math.max(ms, 0) };
}

/** The large button: one more, or stop. */
export function touched(taking: Taking, tool: Tool, ms: number): Taking {
  const now = passed(taking, tool, ms);
  if (taking.stage !== 'running' || now.stage !== 'running') return now;
  if (tool.kind === 'counter') return { ...now, count: now.count + 1 };
  return ms < TOO_SOON_MS ? now : { ...now, stage: 'stopped' };
}

/** It ends by something else than the large button. */
export function ended(taking: Taking, stage: 'stopped' | 'lost'): Taking {
  return taking.stage === 'running' ? { ...taking, stage } : taking;
}

/** A count put right by hand. */
export function corrected(taking: Taking, by: number): Taking {
  return { ...taking, count: Math.max(taking.count + by, 0) };
}

/** The number as it would be typed. */
export function takenText({ count, ms }: Taking, tool: Tool, item: Item): string {
  return tool.kind === 'counter' ? String(count) : secondsText(ms, item);
}
