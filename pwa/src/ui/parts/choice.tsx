import { useId, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { onPress } from './press.ts';

export interface Option<V extends string | number> {
  value: V;
  label: string;
  /** A greyed reading aid under the official wording. */
  reference?: string;
}

interface ChoiceProps<V extends string | number> {
  options: readonly Option<V>[];
  value: V | undefined;
  /** `byTouch` is false when it was chosen with the keyboard. */
  onChoose: (value: V, byTouch: boolean) => void;
  /** Visible label of the group, or the id of the element that is. */
  label?: string;
  labelledBy?: string;
  describedBy?: string;
  look?: 'plain' | 'answer';
  class?: string;
  test?: string;
}

/** One of several: a radio group of large buttons. Tapping the chosen one again keeps it. */
export function Choice<V extends string | number>(props: ChoiceProps<V>) {
  const id = useId();
  const group = useRef<HTMLDivElement>(null);
  const { options, value, look = 'plain' } = props;
  const chosen = options.findIndex((option) => option.value === value);
  const choose = (index: number, byTouch: boolean) => {
    const option = options[index];
    if (option) props.onChoose(option.value, byTouch);
  };
  const walk = (event: KeyboardEvent, from: number) => {
    const to = stepOf(event.key, from, options.length);
    if (to === null) return;
    event.preventDefault();
    choose(to, false);
    group.current?.querySelectorAll<HTMLElement>('[role="radio"]')[to]?.focus();
  };
  return (
    <div class="field">
      {props.label && (
        <span class="field-label" id={id}>
          {props.label}
        </span>
      )}
      <div
        ref={group}
        role="radiogroup"
        class={props.class ?? 'choices'}
        aria-labelledby={props.labelledBy ?? (props.label ? id : undefined)}
        aria-describedby={props.describedBy}
        data-test={props.test}
      >
        {options.map((option, index) => (
          // biome-ignore lint/a11y/useSemanticElements: a button can hold two lines and is a larger target than a radio input
          <button
            key={option.value}
            type="button"
            role="radio"
            aria-checked={index === chosen}
            tabIndex={index === Math.max(chosen, 0) ? 0 : -1}
            class={look === 'answer' ? 'choice choice-answer' : 'choice'}
            data-value={option.value}
            onClick={onPress((event) => choose(index, event.detail > 0))}
            onKeyDown={(event) => walk(event, index)}
          >
            <Icon name="tick" class="tick" />
            <span>
              {option.label}
              {option.reference && <span class="reference">{option.reference}</span>}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

function stepOf(key: string, from: number, length: number): number | null {
  if (key === 'ArrowRight' || key === 'ArrowDown') return (from + 1) % length;
  if (key === 'ArrowLeft' || key === 'ArrowUp') return (from + length - 1) % length;
  return null;
}
