import { Fragment } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Item } from '../../forms/index.ts';
import type { Fields, Value } from '../../store/index.ts';
import { answerText } from '../shown/answers.ts';
import { type Block, type Entry, withUnit } from '../shown/blocks.ts';
import { inWords } from '../shown/form.ts';
import { toolFor } from '../shown/timing.ts';
import { Keypad } from './keypad.tsx';
import { type Before, Broken, Counting, MeasureCard } from './measure.tsx';
import { type Previous, Question } from './question.tsx';
import { Closed, FlagsHere } from './sheet-notices.tsx';
import { type Pad, trialText } from './use-pad.ts';

export interface BodyProps {
  entry: Entry;
  blocks: Block[];
  answers: Fields;
  pad: Pad;
  previousOf: (item: Item) => Previous | null;
  beforeOf: (measure: string) => Before | null;
  filedOf: (item: Item) => { filed?: Value[] };
  /** The question whose earlier answer is open. */
  shownPrevious: string | null;
  onPrevious: (item: string | null) => void;
  onAnswer: (item: Item, value: Value | undefined, byTouch: boolean, from?: string) => void;
  /** At a volunteer's table nothing is said of what an answer means. */
  quiet?: boolean;
}

/** One page of a sheet. */
export function SheetBody(props: BodyProps) {
  const { entry, blocks, answers, pad, quiet } = props;
  useRoomForPad(pad.item?.id);
  return (
    <>
      {groupsOf(blocks).map((group) => (
        <div key={group[0]?.id} class="section-group">
          {group[0]?.section && <h3 class="section-title">{inWords(group[0].section.title)}</h3>}
          <div class="questions">
            {group.map((block) => (
              <Fragment key={block.id}>
                <BlockOf {...props} block={block} />
                {!quiet && <FlagsHere entry={entry} blocks={blocks} answers={answers} block={block} />}
              </Fragment>
            ))}
          </div>
        </div>
      ))}
      <Computed entry={entry} blocks={blocks} />
    </>
  );
}

/** Blocks of one section stand in one card. */
function groupsOf(blocks: Block[]): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last && !block.section) last.push(block);
    else groups.push([block]);
  }
  return groups;
}

function BlockOf(props: BodyProps & { block: Block }) {
  const { block, entry, answers, pad } = props;
  const [item] = block.items;
  const locked = new Set(entry.result.locked_items);
  if (block.items.every(({ id }) => locked.has(id)))
    return (
      <>
        <Closed block={block} said={block.items.flatMap((one) => saidOf(entry, one, answers))} />
        <Broken items={block.items} entry={entry} />
      </>
    );
  if (block.measure)
    return (
      <MeasureCard
        block={{ ...block, measure: block.measure }}
        entry={entry}
        answers={answers}
        before={props.beforeOf(block.measure.id)}
        open={pad.item?.id}
        onOpen={pad.open}
      />
    );
  return item ? <OneQuestion {...props} item={item} /> : null;
}

/** A question on its own. */
export function OneQuestion(props: Omit<BodyProps, 'blocks'> & { item: Item }) {
  const { item, entry, answers, pad } = props;
  return (
    <Question
      item={item}
      entry={entry}
      value={answers[item.id]}
      previous={props.previousOf(item)}
      previousShown={props.shownPrevious === item.id}
      onPrevious={(show) => props.onPrevious(show ? item.id : null)}
      onAnswer={(value, byTouch, from) => props.onAnswer(item, value, byTouch, from)}
      open={pad.item?.id === item.id}
      onOpen={() => pad.open(item)}
      {...props.filedOf(item)}
    />
  );
}

function saidOf({ form }: Entry, item: Item, answers: Fields): string[] {
  const value = answers[item.id];
  return value === undefined ? [] : [answerText(withUnit(form, item), value, form.reasons)];
}

/** What is only worked out, such as BMI, under the numbers it comes from. */
function Computed({ entry, blocks }: { entry: Entry; blocks: Block[] }) {
  const here = new Set(blocks.flatMap(({ items }) => items.map(({ id }) => id)));
  const shown = (entry.form.measures ?? []).filter(
    ({ id, rows, items }) =>
      rows.length === 0 && items.some((item) => here.has(item)) && entry.result.measures[id]?.value != null,
  );
  if (shown.length === 0) return null;
  return (
    <ul class="computed" data-test="computed">
      {shown.map(({ id, title }) => (
        <li key={id}>
          {inWords(title)} <Counting result={entry.result.measures[id]} />
        </li>
      ))}
    </ul>
  );
}

/** The pad at the foot never lies over the number that is being typed. */
function useRoomForPad(open: string | undefined) {
  useEffect(() => {
    if (!open) return;
    requestAnimationFrame(() => {
      const cell = document.querySelector(`[data-item="${open}"]`);
      const card = cell?.closest('.question') ?? cell;
      const foot = document.querySelector('.foot');
      if (!card || !foot) return;
      const over = card.getBoundingClientRect().bottom - foot.getBoundingClientRect().top + 8;
      if (over > 0) scrollBy(0, over);
    });
  }, [open]);
}

/** The pad itself, in the place of the foot. */
export function PadFoot({ entry, pad, answers }: Pick<BodyProps, 'entry' | 'pad' | 'answers'>) {
  const { item } = pad;
  if (!item) return null;
  return (
    <Keypad
      key={item.id}
      item={withUnit(entry.form, item)}
      what={trialText(entry.form, item)}
      text={pad.text}
      value={answers[item.id]}
      reasons={entry.form.reasons ?? []}
      tool={toolFor(entry.form, item, entry.result)}
      more={pad.more}
      asked={pad.asked}
      onType={pad.type}
      onAsk={pad.ask}
      onSet={pad.set}
      onClear={() => pad.set(undefined)}
      onFinish={pad.finish}
      onClose={pad.close}
    />
  );
}
