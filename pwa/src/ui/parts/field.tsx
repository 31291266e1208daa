import type { ComponentChildren, InputHTMLAttributes, TargetedInputEvent } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { t } from '../words/index.ts';
import { Problem } from './message.tsx';

interface FieldProps {
  label: string;
  hint?: string;
  optional?: boolean;
  problem?: string | undefined;
  children: (ids: { id: string; describedBy: string | undefined }) => ComponentChildren;
}

/** Label above, hint beside it, problem below: never inside the input. */
export function Field({ label, hint, optional, problem, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
        {optional && <span class="hint">※{t('optional')}</span>}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, describedBy: described || undefined })}
      {problem && <Problem id={`${id}-problem`}>{problem}</Problem>}
    </div>
  );
}

type InputMode = NonNullable<InputHTMLAttributes['inputMode']>;

interface TextFieldProps {
  label: string;
  value: string;
  onText: (text: string) => void;
  hint?: string;
  optional?: boolean;
  problem?: string | undefined;
  type?: 'text' | 'tel' | 'search' | 'password';
  inputMode?: InputMode;
  autocomplete?: string;
  maxLength?: number;
  lang?: string;
  /** Tell what is typed while the input method is still composing it: for searching, never for storing. */
  live?: boolean;
  test?: string;
}

/** One line of text. The value is only ever read from the input, so an input method is never disturbed. */
export function TextField(props: TextFieldProps) {
  return (
    <Field
      label={props.label}
      {...(props.hint ? { hint: props.hint } : {})}
      optional={props.optional ?? false}
      problem={props.problem}
    >
      {({ id, describedBy }) => (
        <BareInput {...props} id={id} describedBy={describedBy} class="input" invalid={!!props.problem} />
      )}
    </Field>
  );
}

interface BareInputProps extends Omit<TextFieldProps, 'label' | 'hint' | 'optional' | 'problem'> {
  id?: string;
  class: string;
  invalid?: boolean;
  label?: string;
  describedBy?: string | undefined;
}

export function BareInput(props: BareInputProps) {
  const first = useRef(props.value).current;
  const composing = useRef(false);
  const tell = (event: TargetedInputEvent<HTMLInputElement> | CompositionEvent) =>
    props.onText((event.currentTarget as HTMLInputElement).value);
  return (
    <input
      id={props.id}
      class={props.class}
      type={(props.type ?? 'text') as 'text'}
      defaultValue={first}
      inputMode={props.inputMode}
      autocomplete={props.autocomplete ?? 'off'}
      maxLength={props.maxLength}
      lang={props.lang}
      aria-label={props.id ? undefined : props.label}
      aria-invalid={props.invalid ? 'true' : undefined}
      aria-describedby={props.describedBy}
      data-test={props.test}
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={(event) => {
        composing.current = false;
        tell(event);
      }}
      onInput={(event) => {
        if (!composing.current && !event.isComposing) tell(event);
        else if (props.live) props.onText(withoutRomaji(event.currentTarget.value));
      }}
      onKeyDown={keepEnterOfInputMethod}
    />
  );
}

/** 「たかh」 is たか so far: the letters at the end are a kana that is not finished. */
function withoutRomaji(text: string): string {
  return text.replace(/[a-zａ-ｚ]+$/i, '');
}

/** Enter that settles a conversion must not submit the form (older Safari sends it as key 229). */
function keepEnterOfInputMethod(event: KeyboardEvent): void {
  if (event.key === 'Enter' && (event.isComposing || event.keyCode === 229)) event.preventDefault();
}

interface NumberFieldProps {
  /** What the number is; the unit behind the input is its visible label. */
  label: string;
  unit: string;
  value: string;
  onText: (digits: string) => void;
  digits: number;
  invalid?: boolean;
  describedBy?: string | undefined;
  test?: string;
}

/** A short whole number with its unit beside it: digits keyboard, no spinner, no placeholder. */
export function NumberField(props: NumberFieldProps) {
  const id = useId();
  return (
    <span class="number-field">
      <BareInput
        id={id}
        class={props.digits > 2 ? 'input input-number input-year' : 'input input-number'}
        value={props.value}
        onText={(text) => props.onText(digitsOf(text))}
        inputMode="numeric"
        maxLength={props.digits}
        invalid={props.invalid ?? false}
        describedBy={props.describedBy}
        {...(props.test ? { test: props.test } : {})}
      />
      <label for={id}>
        <span class="spoken">{props.label} </span>
        {props.unit}
      </label>
    </span>
  );
}

/** The digits of a text, full-width ones made half-width. */
function digitsOf(text: string): string {
  return text.normalize('NFKC').replace(/\D/g, '');
}
