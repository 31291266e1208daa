import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Definition, Item } from '../../forms/index.ts';
import { Problem } from '../parts/index.ts';
import type { Vars } from '../words/index.ts';
import { enter, type Keyed, openItem, stepBack, type } from './keying.ts';
import { answeredByWord } from './values.ts';
import { o } from './words.ts';

interface KeySheetProps {
  form: Definition;
  keyed: Keyed;
  onKeyed: (keyed: Keyed) => void;
}

/** Where a form says nothing of the length. */
const LONGEST = 4_000;

/** What may be keyed in, for the words that say so. */
function limitsOf(item: Item | null): Vars {
  const numbers = { low: item?.minimum ?? 0, high: item?.maximum ?? '' };
  return { ...numbers, most: item?.max_length ?? LONGEST };
}

/** One question at a time and one field that always has the focus: no hand leaves the keyboard. */
export function KeySheet({ form, keyed, onKeyed }: KeySheetProps) {
  const item = openItem(form, keyed);
  const input = useRef<HTMLInputElement>(null);
  const at = item?.id ?? 'by';
  useLayoutEffect(() => {
    const field = input.current;
    if (!field) return;
    if (field.value !== keyed.typed) field.value = keyed.typed;
    field.focus();
  }, [at, keyed.typed]);
  const press = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return;
    const goes = event.key === 'Enter' ? enter(form, keyed) : isBack(event, keyed) ? stepBack(keyed) : null;
    if (!goes) return;
    event.preventDefault();
    onKeyed(goes);
  };
  const { length } = form.items;
  return (
    <div class="o-key-sheet" data-test="key-sheet" data-item={at}>
      <p class="second">{o('key_progress', { n: keyed.passed.length, of: length })}</p>
      <label class="o-key-question" for="key-answer" lang="ja">
        {item ? `${item.no} ${item.wording}` : o('key_by')}
        {item?.note && <small>{item.note}</small>}
      </label>
      <Codes form={form} item={item} />
      <input
        ref={input}
        id="key-answer"
        class="input o-key-input"
        // Without an input method: digits come as digits.
        type={(item?.type === 'text' ? 'text' : 'tel') as 'text'}
        autocomplete="off"
        aria-describedby="key-hint"
        aria-invalid={keyed.told ? 'true' : undefined}
        onInput={(event) => {
          if (!event.isComposing) onKeyed(type(form, keyed, event.currentTarget.value));
        }}
        onCompositionEnd={(event) => onKeyed(type(form, keyed, event.currentTarget.value))}
        onKeyDown={press}
        data-test="key-answer"
      />
      {item?.unit && <span>{item.unit.ja}</span>}
      {!item && (
        <p data-test="key-by">{answeredByWord(keyed.answeredBy ?? form.answered_by[0]?.code ?? null)}</p>
      )}
      <div aria-live="assertive">
        {keyed.told && <Problem>{o(`key_${keyed.told}`, limitsOf(item))}</Problem>}
      </div>
      <p class="hint" id="key-hint">
        {item ? o('key_hint') : o('key_by_hint')}
      </p>
      <p class="hint">{o('key_hint_back')}</p>
    </div>
  );
}

function isBack(event: KeyboardEvent, keyed: Keyed): boolean {
  return event.key === 'Backspace' && keyed.typed === '' && keyed.passed.length > 0;
}

/** What each number means here. */
function Codes({ form, item }: { form: Definition; item: Item | null }) {
  const codes = item
    ? (item.options ?? []).map(({ code, ja }) => [String(code), ja] as const)
    : form.answered_by.map(({ ja }, place) => [String(place + 1), ja] as const);
  if (codes.length === 0) return null;
  return (
    <ul class="o-key-codes" lang="ja">
      {codes.map(([code, word]) => (
        <li key={code}>
          <b>{code}</b> {word}
        </li>
      ))}
    </ul>
  );
}
