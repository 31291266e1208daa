/** What stands on one page of a sheet: single questions, and measurements with all their trials. Pure. */
import type { Definition, Item, Measure, Result, Section } from '../../forms/index.ts';
import type { Fields, Role } from '../../store/index.ts';
import { isAnswered, pagesOf } from './form.ts';

/** Items in their order; those of one measurement stand together as a grid. */
export interface Block {
  id: string;
  items: Item[];
  measure?: Measure;
  /** The heading above it, where a section begins. */
  section?: Section;
}

/** Who fills it in, and what the answers so far have to say. */
export interface Entry {
  form: Definition;
  roles: readonly Role[];
  result: Result;
}

/** Asked of this writer and shown by the answers so far; what opens a lock stands at the lock. */
export function askedItems({ form, roles, result }: Entry): Item[] {
  const releases = new Set((form.locks ?? []).map(({ release }) => release));
  const shown = new Set(result.shown);
  return form.items.filter((item) => shown.has(item.id) && !releases.has(item.id) && mayAnswer(item, roles));
}

export function mayAnswer({ entered_by }: Item, roles: readonly Role[]): boolean {
  const may: readonly Role[] = entered_by ?? roles;
  return roles.some((role) => may.includes(role));
}

/** The pages that have something on them, each block by block. */
export function blocksOf(entry: Entry): Block[][] {
  const { form } = entry;
  const asked = new Set(askedItems(entry).map(({ id }) => id));
  const pages = pagesOf(form).map((page) => page.filter(({ id }) => asked.has(id)));
  let before: string | undefined;
  return pages
    .filter((page) => page.length > 0)
    .map((page) =>
      blocksOfPage(form, page).map((block) => {
        const section = form.sections?.find(({ items }) => items.includes(block.items[0]?.id ?? ''));
        const begins = section && section.id !== before;
        before = section?.id;
        return begins ? { ...block, section } : block;
      }),
    );
}

/** All trials of a measurement stand where its first one is asked. */
function blocksOfPage(form: Definition, page: readonly Item[]): Block[] {
  const blocks: Block[] = [];
  for (const item of page) {
    const measure = measureOf(form, item.id);
    const before = measure && blocks.find((block) => block.measure === measure);
    if (before) before.items.push(item);
    else blocks.push({ id: measure?.id ?? item.id, items: [item], ...(measure ? { measure } : {}) });
  }
  return blocks;
}

/** The measurement this item is a trial of. */
export function measureOf({ measures = [] }: Definition, item: string): Measure | undefined {
  return measures.find(({ rows }) => rows.some(({ items }) => items.includes(item)));
}

/** The unit of an item is that of its measurement, where it has none of its own. */
export function withUnit(form: Definition, item: Item): Item {
  const unit = item.unit ?? measureOf(form, item.id)?.unit;
  return unit ? { ...item, unit } : item;
}

/** What is still open when the sheet is to be finished: not closed off, needed, and not measured another time. */
export function openItems(entry: Entry, answers: Fields): Item[] {
  const { form, result } = entry;
  const locked = new Set(result.locked_items);
  return askedItems(entry).filter(({ id, required }) => {
    if (!required || locked.has(id) || isAnswered(answers[id])) return false;
    const measure = measureOf(form, id);
    return !measure || (result.measures[measure.id]?.known ?? 0) === 0;
  });
}

/** Where つぎ leads: the next number without a value, as the form has them, up to the next other question. */
export function nextNumber(
  form: Definition,
  page: readonly Block[],
  item: string,
  answers: Fields,
): Item | undefined {
  const here = new Set(page.flatMap(({ items }) => items.map(({ id }) => id)));
  const order = form.items.filter(({ id }) => here.has(id));
  for (const next of order.slice(order.findIndex(({ id }) => id === item) + 1)) {
    if (!isNumber(next)) return undefined;
    if (!isAnswered(answers[next.id])) return next;
  }
  return undefined;
}

/**
 * What cannot be as it stands: two answers that rule each other out. What has been closed meanwhile is only told of:
 * she could not mend it, and the sheet could never be finished.
 */
export function brokenItems(entry: Entry): Item[] {
  const { result } = entry;
  const locked = new Set(result.locked_items);
  const hers = askedItems(entry).filter(({ id }) => !locked.has(id));
  return hers.filter(({ id, constraints }) =>
    result.violations.some(
      ({ item, rule }) => item === id && constraints.some((one) => one.id === rule && one.level === 'hard'),
    ),
  );
}

/** True for an item that is entered with the number pad. */
export function isNumber({ type }: Item): boolean {
  return type === 'number' || type === 'integer';
}
