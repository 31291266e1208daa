import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Item } from '../../forms/index.ts';
import type { Value } from '../../store/index.ts';
import { Button } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { answerText, isDeclined } from '../shown/answers.ts';
import { type Entry, isNumber } from '../shown/blocks.ts';
import { recordDay } from '../shown/dates.ts';
import { language, t } from '../words/index.ts';
import { Broken, Trial } from './measure.tsx';
import { ChoiceInput, DateInput, MultiInput, TextInput } from './question-inputs.tsx';

export interface Previous {
  on: string;
  value: Value;
  /** The op that gave it. */
  op: string;
}

interface QuestionProps {
  item: Item;
  entry: Entry;
  value: Value | undefined;
  /** In a correction: what the filed sheet says, where that is something else or two things. */
  filed?: Value[];
  previous: Previous | null;
  previousShown: boolean;
  onPrevious: (show: boolean) => void;
  /** `from`: the op whose answer was taken over. */
  onAnswer: (value: Value | undefined, byTouch: boolean, from?: string) => void;
  /** A number opens the pad. */
  open: boolean;
  onOpen: () => void;
}

/** One question in its official wording, letter for letter; English stands under it, grey, for reference. */
export function Question(props: QuestionProps) {
  const { item, entry, filed, previous, previousShown, onAnswer } = props;
  const [drawn, setDrawn] = useState(0);
  const reasons = entry.form.reasons ?? [];
  const id = `q-${item.no}`;
  return (
    <section class="question" data-test="question" data-item={item.id}>
      <Wording item={item} id={id} />
      <div class="question-answers">
        <Input key={drawn} {...props} labelledBy={id} />
        <Extras {...props} />
      </div>
      <Broken items={[item]} entry={entry} />
      {filed && (
        <p class="previous" data-test="filed">
          {filed.length > 1 && <StatusChip status="conflict" />}
          {t(filed.length > 1 ? 'amend_two' : 'amend_was', {
            answer: filed.map((one) => answerText(item, one, reasons)).join(t('list_comma')),
          })}
        </p>
      )}
      {previous && (previousShown || isNumber(item)) && (
        <div class="previous" role="status" data-test="previous-shown">
          <span>
            {t('sheet_previous_was', {
              date: recordDay(previous.on),
              answer: answerText(item, previous.value, reasons),
            })}
          </span>
          {mayTake(item) && (
            <Button
              onPress={(event) => {
                onAnswer(previous.value, event.detail > 0, previous.op);
                setDrawn(drawn + 1); // what is typed into is drawn with what was taken over
              }}
              test="take-previous"
            >
              {t('sheet_previous_take')}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function Wording({ item, id }: { item: Item; id: string }) {
  return (
    <h3 class="question-text" id={id}>
      <span class="question-number">{item.no}</span>
      <span lang="ja">
        {item.wording}
        {item.note && <span class="question-note">{item.note}</span>}
        {item.hint && <span class="question-note">{item.hint}</span>}
        {language.value === 'en' && (
          <span class="reference" lang="en">
            {item.reference_en}
          </span>
        )}
      </span>
    </h3>
  );
}

/** What an answer is given with: a pad for numbers, keys of their own for days, buttons for the rest. */
function Input(props: QuestionProps & { labelledBy: string }): ComponentChildren {
  const { item, entry, value, open, onOpen, onAnswer, labelledBy } = props;
  const common = { item, value, labelledBy, onAnswer };
  if (isNumber(item))
    return <Trial item={item} entry={entry} value={value} counts={null} open={open} onOpen={onOpen} />;
  if (item.type === 'multi') return <MultiInput {...common} />;
  if (item.type === 'text') return <TextInput {...common} />;
  if (item.type === 'date') return <DateInput {...common} />;
  return <ChoiceInput {...common} />;
}

/** A new measurement is measured; what is taken over is only what was said. */
function mayTake(item: Item): boolean {
  return !isNumber(item) || (item.copy_from ?? []).length > 0;
}

function Extras({ item, value, previous, previousShown, onPrevious, onAnswer }: QuestionProps) {
  const declined = isDeclined(value);
  const free = item.type === 'text' || item.type === 'date';
  const mayDecline = !isNumber(item) && (!free || item.required);
  const asks = previous && !isNumber(item);
  if (!mayDecline && !asks) return null;
  return (
    <div class="question-extras">
      {mayDecline && (
        <Button
          onPress={(event) => onAnswer(declined ? undefined : { state: 'declined' }, event.detail > 0)}
          pressed={declined}
          label={`${t('sheet_number', { n: item.no })} ${t('sheet_decline')}`}
          test="decline"
        >
          {t('sheet_decline')}
        </Button>
      )}
      {asks && (
        <Button
          onPress={() => onPrevious(!previousShown)}
          expanded={previousShown}
          label={`${t('sheet_number', { n: item.no })} ${t('sheet_previous')}`}
          test="previous"
        >
          {t('sheet_previous')}
        </Button>
      )}
    </div>
  );
}
