import { useState } from 'preact/hooks';
import type { Definition, Item } from '../../forms/index.ts';
import type { Draft, Value } from '../../store/index.ts';
import { type Block, isNumber, measureOf, nextNumber } from '../shown/blocks.ts';
import { inWords } from '../shown/form.ts';
import { gaugeOf, numberOf, verdictOn } from '../shown/keypad.ts';
import { t } from '../words/index.ts';
import type { Asked } from './keypad.tsx';
import type { Keep } from './use-draft.ts';

/** The number pad of a sheet: which number it is at, and how far she has typed. It survives like the answers. */
export interface Pad {
  item: Item | undefined;
  /** True while another number follows. */
  more: boolean;
  text: string;
  asked: Asked;
  open: (item: Item) => void;
  type: (text: string) => void;
  ask: (asked: Asked) => void;
  set: (value: Value | undefined) => void;
  /** `taken`: the number itself, where a watch or a counter took it. */
  finish: (taken?: string) => void;
  /** False when what is typed has to be looked at first. */
  close: () => boolean;
}

interface PadProps {
  draft: Draft;
  form: Definition;
  pages: Block[][];
  locked: readonly string[];
  keep: Keep;
}

export function usePad({ draft, form, pages, locked, keep }: PadProps): Pad {
  const [asked, setAsked] = useState<Asked>(null);
  const { item: id, text } = draft.typing ?? { item: '', text: '' };
  const page = pages.find((blocks) => blocks.some(({ items }) => items.some((one) => one.id === id))) ?? [];
  const items = page.flatMap((block) => block.items);
  // What has been closed meanwhile is not gone on with.
  const item = items.find((one) => one.id === id && isNumber(one) && !locked.includes(id));
  const at = (next: Item | undefined) => (next ? { typing: { item: next.id, text: '' } } : {});
  const move = (value: Value | undefined, next: Item | undefined) => {
    setAsked(null);
    keep(({ typing, ...now }) => {
      if (!typing) return { ...now, ...at(next) };
      const { [typing.item]: _before, ...others } = now.answers;
      const answers = value === undefined ? others : { ...others, [typing.item]: value };
      return { ...now, answers, ...at(next) };
    });
  };
  /** Keep what is typed and go on; asked about first where it cannot be, or is not usual. */
  const finish = (next: Item | undefined, said = text): boolean => {
    const value = numberOf(said);
    const verdict = item && value !== null ? verdictOn(value, gaugeOf(item)) : 'fits';
    if (verdict === 'fits') move(value ?? draft.answers[id], next);
    else {
      if (said !== text) keep((now) => ({ ...now, typing: { item: id, text: said } }));
      setAsked(verdict);
    }
    return verdict === 'fits';
  };
  const following = item ? nextNumber(form, page, item.id, draft.answers) : undefined;
  return {
    item,
    more: following !== undefined,
    text,
    asked,
    open: (next) => void (item ? finish(next) : keep((now) => ({ ...now, ...at(next) }))),
    type: (typed) => {
      setAsked(null);
      keep((now) => ({ ...now, typing: { item: id, text: typed } }));
    },
    ask: setAsked,
    set: (value) => move(value, value === undefined ? undefined : following),
    finish: (taken) => void finish(following, taken),
    close: () => finish(undefined),
  };
}

/** 「握力 右 1回目」, or the question itself. */
export function trialText(form: Definition, item: Item): string {
  const measure = measureOf(form, item.id);
  const row = measure?.rows.find(({ items }) => items.includes(item.id));
  if (!measure || !row) return item.wording;
  const n = row.items.indexOf(item.id) + 1;
  const trial = row.items.length > 1 ? t('pad_trial', { n }) : '';
  return [inWords(measure.title), row.title ? inWords(row.title) : '', trial].filter(Boolean).join(' ');
}
