import type { Item } from '../../forms/index.ts';
import type { Value } from '../../store/index.ts';
import { Button, Choice } from '../parts/index.ts';
import { StatusChip } from '../parts/status.tsx';
import { recordDay } from '../shown/dates.ts';
import { answerText, isDeclined } from '../shown/form.ts';
import { language, t } from '../words/index.ts';

export interface Previous {
  on: string;
  value: Value;
  /** The op that gave it. */
  op: string;
}

interface QuestionProps {
  item: Item;
  value: Value | undefined;
  /** In a correction: what the filed sheet says, where that is something else or two things. */
  filed?: Value[];
  previous: Previous | null;
  previousShown: boolean;
  onPrevious: (show: boolean) => void;
  /** `from`: the op whose answer was taken over. */
  onAnswer: (value: Value | undefined, byTouch: boolean, from?: string) => void;
}

/** One question in its official wording, letter for letter; English stands under it, grey, for reference. */
export function Question({
  item,
  value,
  filed,
  previous,
  previousShown,
  onPrevious,
  onAnswer,
}: QuestionProps) {
  const english = language.value === 'en';
  const declined = isDeclined(value);
  const id = `q-${item.no}`;
  return (
    <section class="question" data-test="question" data-item={item.id}>
      <h3 class="question-text" id={id}>
        <span class="question-number">{item.no}</span>
        <span lang="ja">
          {item.wording}
          {item.note && <span class="question-note">{item.note}</span>}
          {english && (
            <span class="reference" lang="en">
              {item.reference_en}
            </span>
          )}
        </span>
      </h3>
      <div class="question-answers">
        <Choice
          labelledBy={id}
          look="answer"
          options={(item.options ?? []).map((option) => ({
            value: option.code,
            label: option.ja,
            ...(english ? { reference: option.en } : {}),
          }))}
          value={typeof value === 'number' ? value : undefined}
          onChoose={onAnswer}
          test="answers"
        />
        <div class="question-extras">
          <Button
            onPress={(event) => onAnswer(declined ? undefined : { state: 'declined' }, event.detail > 0)}
            pressed={declined}
            label={`${t('sheet_number', { n: item.no })} ${t('sheet_decline')}`}
            test="decline"
          >
            {t('sheet_decline')}
          </Button>
          {previous && (
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
      </div>
      {filed && (
        <p class="previous" data-test="filed">
          {filed.length > 1 && <StatusChip status="conflict" />}
          {t(filed.length > 1 ? 'amend_two' : 'amend_was', {
            answer: filed.map((one) => answerText(item, one)).join(t('list_comma')),
          })}
        </p>
      )}
      {previous && previousShown && (
        <div class="previous" role="status">
          <span>
            {t('sheet_previous_was', {
              date: recordDay(previous.on),
              answer: answerText(item, previous.value),
            })}
          </span>
          <Button
            onPress={(event) => onAnswer(previous.value, event.detail > 0, previous.op)}
            test="take-previous"
          >
            {t('sheet_previous_take')}
          </Button>
        </div>
      )}
    </section>
  );
}
