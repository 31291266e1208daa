import { useState } from 'preact/hooks';
import type { Item, Result } from '../../forms/index.ts';
import type { Draft, RecordView, Role, Value } from '../../store/index.ts';
import { answersToAmend } from '../shown/amending.ts';
import { askedItems, type Block, blocksOf, type Entry, openItems } from '../shown/blocks.ts';
import { disputedOf, isAnswered } from '../shown/form.ts';
import { judgeAnswers } from '../shown/judge.ts';
import type { BodyProps } from './sheet-body.tsx';
import type { SheetRead } from './sheet-read.ts';
import { useDraft } from './use-draft.ts';
import { type Pad, usePad } from './use-pad.ts';

export interface EntryState {
  draft: Draft;
  kept: boolean;
  keep: ReturnType<typeof useDraft>['keep'];
  settled: () => Promise<void>;
  entry: Entry;
  pages: Block[][];
  /** Asked of her; of these, still open. */
  asked: Item[];
  open: Item[];
  pad: Pad;
  /** What a page is drawn with. */
  body: Omit<BodyProps, 'blocks'>;
}

/** A sheet under way as it is being filled: what is asked, what follows from it so far, and what her taps do. */
export function useEntry(
  read: SheetRead,
  view: RecordView,
  roles: readonly Role[],
  onAnswered: (item: Item, byTouch: boolean) => void,
  /** What has to be measured first was, at another table. */
  measured = false,
): EntryState {
  const { form } = read;
  const { draft, kept, keep, settled } = useDraft(read.draft);
  const [shownPrevious, onPrevious] = useState<string | null>(null);
  const judged = judgeAnswers(form, draft.answers, view);
  const result = measured ? withoutAsking(judged) : judged;
  const entry: Entry = { form, roles, result };
  const pages = blocksOf(entry);
  const pad = usePad({ draft, form, pages, locked: result.locked_items, keep });
  const onAnswer: BodyProps['onAnswer'] = (item, value, byTouch, from) => {
    keep((now) => ({
      ...now,
      answers: withPart(now.answers, item, value),
      copied: withPart(now.copied ?? {}, item, from),
    }));
    onAnswered(item, byTouch);
  };
  const body: EntryState['body'] = {
    entry,
    answers: draft.answers,
    pad,
    previousOf: (item) => read.previous.get(item.id) ?? null,
    beforeOf: (measure) => {
      const last = read.before.get(measure);
      const now = result.measures[measure];
      if (!last) return null;
      return { ...last, sameWay: now?.value == null || last.protocol === JSON.stringify(now.protocol) };
    },
    filedOf: (item) => filedOf(draft, item),
    shownPrevious,
    onPrevious,
    onAnswer,
  };
  const open = openItems(entry, draft.answers);
  return { draft, kept, keep, settled, entry, pages, asked: askedItems(entry), open, pad, body };
}

/** Closed is only what is known to be closed. */
function withoutAsking(result: Result): Result {
  const shut = Object.values(result.locks).filter(({ state }) => state === 'closed');
  const locked = new Set(shut.flatMap(({ closes }) => closes));
  return { ...result, locked_items: result.locked_items.filter((item) => locked.has(item)) };
}

function withPart<V>(parts: Record<string, V>, item: Item, value: V | undefined): Record<string, V> {
  const { [item.id]: _before, ...rest } = parts;
  return value === undefined ? rest : { ...rest, [item.id]: value };
}

/** The answer as it was filed, where the correction says something else; both where two stand. */
function filedOf({ amends, answers }: Draft, item: Item): { filed?: Value[] } {
  if (!amends) return {};
  const twice = disputedOf(amends)[item.id];
  if (twice) return { filed: twice };
  const before = answersToAmend(amends)[item.id];
  return JSON.stringify(before) === JSON.stringify(answers[item.id]) ? {} : { filed: [before ?? null] };
}

/** How far it is: of what is asked, what has an answer. */
export function doneOf({ asked, draft }: EntryState): number {
  return asked.filter(({ id }) => isAnswered(draft.answers[id])).length;
}
