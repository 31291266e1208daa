import type { Item, Measure, Result } from '../../forms/index.ts';
import type { Fields, Value } from '../../store/index.ts';
import { Icon, Message, onPress, Problem } from '../parts/index.ts';
import { answerText, numberText } from '../shown/answers.ts';
import { type Block, type Entry, withUnit } from '../shown/blocks.ts';
import { recordDay } from '../shown/dates.ts';
import { inWords, isAnswered } from '../shown/form.ts';
import { t } from '../words/index.ts';
import { trialText } from './use-pad.ts';

/** What this measurement came to last time; of how it was done only whether that was the same. */
export interface Before {
  on: string;
  value: number;
  sameWay: boolean;
}

interface MeasureProps {
  block: Block & { measure: Measure };
  entry: Entry;
  answers: Fields;
  before: Before | null;
  /** The trial that is being typed. */
  open: string | undefined;
  onOpen: (item: Item) => void;
}

/** All trials of one measurement, side by side, and which value counts as soon as there is one. */
export function MeasureCard({ block, entry, answers, before, open, onOpen }: MeasureProps) {
  const { measure, items } = block;
  const result = entry.result.measures[measure.id];
  const hint = items.find((item) => item.hint)?.hint;
  return (
    <section class="question" data-test="measure" data-measure={measure.id}>
      <h3 class="question-text">
        <span class="question-number">{items[0]?.no}</span>
        <span>
          {inWords(measure.title)}
          {hint && <span class="question-note">{hint}</span>}
        </span>
      </h3>
      <div class="trials">
        {measure.rows.map((row) => (
          <div class="trial-row" key={row.items.join()}>
            {row.title && <span class="trial-side">{inWords(row.title)}</span>}
            {items
              .filter(({ id }) => row.items.includes(id))
              .map((item) => (
                <Trial
                  key={item.id}
                  item={item}
                  entry={entry}
                  value={answers[item.id]}
                  counts={result?.value ?? null}
                  open={open === item.id}
                  onOpen={() => onOpen(item)}
                />
              ))}
          </div>
        ))}
      </div>
      <Broken items={items} entry={entry} />
      <p class="trial-line">
        <Counting result={result} />
        {before && (
          <span class="second" data-test="measure-before">
            {t('measure_before', {
              value: numberText(before.value, result ?? measure),
              date: recordDay(before.on),
            })}
            {!before.sameWay && ` ${t('measure_other_way')}`}
          </span>
        )}
      </p>
    </section>
  );
}

/** Which value counts, said at once. */
export function Counting({ result }: { result: Result['measures'][string] | undefined }) {
  if (!result || result.value === null) return <span class="second">{t('measure_none')}</span>;
  return (
    <strong data-test="measure-counts">
      {t('measure_counts', { value: numberText(result.value, result) })}
    </strong>
  );
}

interface TrialProps {
  item: Item;
  entry: Entry;
  value: Value | undefined;
  counts: number | null;
  open: boolean;
  onOpen: () => void;
}

/** One trial: its value, or that it is still to be entered. Pressing it opens the number pad. */
export function Trial({ item, entry, value, counts, open, onOpen }: TrialProps) {
  const what = trialText(entry.form, item);
  const said = isAnswered(value) ? answerText(withUnit(entry.form, item), value, entry.form.reasons) : '';
  const used = typeof value === 'number' && value === counts;
  return (
    <button
      type="button"
      class={['trial', open && 'trial-open', used && 'trial-counts'].filter(Boolean).join(' ')}
      aria-label={`${what} ${said || t('pad_enter')}`}
      aria-expanded={open}
      onClick={onPress(onOpen)}
      data-test="trial"
      data-item={item.id}
    >
      {used && <Icon name="tick" class="tick" />}
      <span>{said || t('pad_enter')}</span>
    </button>
  );
}

/** What does not go together with another answer, in the words of the form: refused, or only asked about. */
export function Broken({ items, entry }: { items: readonly Item[]; entry: Entry }) {
  const told = entry.result.violations.flatMap(({ item, rule }) => {
    const its = items.find(({ id }) => id === item);
    return its?.constraints.filter(({ id }) => id === rule) ?? [];
  });
  return (
    <>
      {told.map((one) =>
        one.level === 'hard' ? (
          <Problem key={one.id}>{inWords(one)}</Problem>
        ) : (
          <Message key={one.id} tone="ask" test="soft-rule">
            {inWords(one)}
          </Message>
        ),
      )}
    </>
  );
}
