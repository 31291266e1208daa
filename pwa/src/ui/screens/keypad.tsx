import { useEffect, useRef, useState } from 'preact/hooks';
import type { Coded, Item } from '../../forms/index.ts';
import type { AnswerState, Value } from '../../store/index.ts';
import { Button, Choice, Message } from '../parts/index.ts';
import { numberText } from '../shown/answers.ts';
import { inWords } from '../shown/form.ts';
import { type Gauge, gaugeOf, numberOf, slipOf, typed } from '../shown/keypad.ts';
import type { Tool } from '../shown/timing.ts';
import { t } from '../words/index.ts';
import { Timing, Touch } from './timing.tsx';

interface KeypadProps {
  item: Item;
  /** What is measured, and which trial of it. */
  what: string;
  /** What was typed so far. */
  text: string;
  value: Value | undefined;
  reasons: readonly Coded[];
  /** What takes the number instead of typing it. */
  tool: Tool | null;
  /** True while another trial follows. */
  more: boolean;
  asked: Asked;
  onAsk: (asked: Asked) => void;
  onType: (text: string) => void;
  /** A finished number, or why there is none. */
  onSet: (value: Value) => void;
  onClear: () => void;
  /** つぎ: the number is whole. `taken`: as the watch or the counter has it. */
  onFinish: (taken?: string) => void;
  onClose: () => void;
}

const KEYS = ['7', '8', '9', '4', '5', '6', '1', '2', '3', '0', '.'];

/** What stands between a typed number and its being kept; or why there is none. */
export type Asked = 'unusual-high' | 'unusual-low' | 'out-of-range' | 'why' | null;

/** S7: large keys for one number. Nothing is rounded, cut or taken over without being said. */
export function Keypad(props: KeypadProps) {
  const { item, what, text, more, asked, tool, onType, onAsk, onSet, onFinish, onClose } = props;
  const [began, setBegan] = useState<number | null>(null);
  const gauge = gaugeOf(item);
  const press = (key: string) => onType(typed(text, key, gauge));
  const erase = () => onType(text.slice(0, -1));
  const drawn = asked !== 'why' && began === null;
  const keys = useKeys({ press, set: () => onFinish(), erase }, drawn);
  if (asked === 'why') return <Why {...props} onBack={() => onAsk(null)} />;
  if (tool && began !== null) {
    const take = (taken: string) => {
      setBegan(null);
      onFinish(taken);
    };
    const leave = () => setBegan(null);
    return (
      <Timing key={began} {...{ item, what, tool, began }} onTake={take} onAgain={setBegan} onLeave={leave} />
    );
  }
  return (
    <fieldset class="keypad" ref={keys} tabIndex={-1} aria-label={what} data-test="keypad">
      <Shown {...props} gauge={gauge} />
      {asked && (
        <Ask
          asked={asked}
          what={what}
          value={numberOf(text) ?? 0}
          item={item}
          onAgain={() => onType('')}
          onSet={onSet}
        />
      )}
      {tool && !asked && (
        <Touch kind="outline" onTouch={setBegan} test="time-start">
          {startWord(tool)}
        </Touch>
      )}
      <div class="keypad-keys">
        {KEYS.map((key) =>
          key === '.' && gauge.decimals === 0 ? (
            <span key={key} />
          ) : (
            <Button key={key} onPress={() => press(key)} test={`key-${key === '.' ? 'point' : key}`}>
              {key}
            </Button>
          ),
        )}
      </div>
      <div class="keypad-side">
        <Button onPress={erase} test="key-erase">
          {t('pad_erase')}
        </Button>
        {item.unable && (
          <Button onPress={() => onSet({ state: 'unable' })} test="key-unable">
            {t('pad_unable')}
          </Button>
        )}
        <Button onPress={() => onAsk('why')} test="key-no-value">
          {t('pad_no_value')}
        </Button>
        <Button onPress={onClose} test="key-close">
          {t('pad_close')}
        </Button>
        <Button kind="primary" onPress={() => onFinish()} test="key-set">
          {t(more ? 'pad_next' : 'pad_done')}
        </Button>
      </div>
    </fieldset>
  );
}

function startWord(tool: Tool): string {
  if (tool.kind === 'watch') return t('time_start');
  return tool.seconds === null ? t('time_count') : t('time_count_for', { n: tool.seconds });
}

/** The number as it will be kept: always with its decimals and its unit. */
function Shown({ item, what, text, value, gauge }: KeypadProps & { gauge: Gauge }) {
  const number = numberOf(text);
  const whole = { decimals: gauge.decimals, ...(item.unit ? { unit: item.unit } : {}) };
  const kept = typeof value === 'number' ? numberText(value, whole) : t('pad_empty');
  return (
    <div class="keypad-shown">
      <strong>{what}</strong>
      <output aria-live="polite" class={number === null ? 'keypad-kept' : undefined} data-test="keypad-shown">
        {number === null ? kept : numberText(number, whole)}
      </output>
    </div>
  );
}

interface AskProps {
  asked: Exclude<Asked, 'why' | null>;
  what: string;
  value: number;
  item: Item;
  onAgain: () => void;
  onSet: (value: Value) => void;
}

/** M7 and M9: asked about, with the number that was probably meant one tap away. */
function Ask({ asked, what, value, item, onAgain, onSet }: AskProps) {
  const gauge = gaugeOf(item);
  const slip = slipOf(value, gauge);
  const said = (one: number) => numberText(one, item);
  const limits = { value: said(value), min: gauge.minimum ?? '', max: gauge.maximum ?? '' };
  const text =
    asked !== 'out-of-range'
      ? t(asked === 'unusual-high' ? 'pad_unusual_high' : 'pad_unusual_low', { what, value: said(value) })
      : slip === null
        ? t('pad_out', limits)
        : t('pad_slip', { ...limits, slip: said(slip) });
  return (
    <Message
      tone="ask"
      test={asked === 'out-of-range' ? 'm9' : 'm7'}
      actions={
        <>
          {slip !== null && (
            <Button onPress={() => onSet(slip)} test="take-slip">
              {t('pad_take_slip', { slip: said(slip) })}
            </Button>
          )}
          <Button onPress={onAgain} test="type-again">
            {t('pad_again')}
          </Button>
          {asked !== 'out-of-range' && (
            <Button onPress={() => onSet(value)} test="keep-value">
              {t('pad_keep')}
            </Button>
          )}
        </>
      }
    >
      {text}
    </Message>
  );
}

/** 測らない: why, in the reasons the form lists; or that she does not want to. */
function Why({ item, reasons, value, onSet, onClear, onBack }: KeypadProps & { onBack: () => void }) {
  const fitting = reasons.filter(({ code }) => !item.reasons || item.reasons.includes(code));
  const states: [string, AnswerState, string][] = [
    ...fitting.map(({ code, ...words }): [string, AnswerState, string] => [
      `why-${code}`,
      { state: 'cannot_measure', reason: code },
      inWords(words),
    ]),
    ...(fitting.length === 0
      ? ([['why-none', { state: 'cannot_measure' }, t('state_cannot_measure')]] as [
          string,
          AnswerState,
          string,
        ][])
      : []),
    ['declined', { state: 'declined' }, t('declined')],
    ['not-administered', { state: 'not_administered' }, t('state_not_administered')],
  ];
  const now = states.find(([, state]) => JSON.stringify(state) === JSON.stringify(value))?.[0];
  return (
    <div class="keypad-why" data-test="keypad-why">
      <Choice
        label={t('pad_why')}
        class="keypad-reasons"
        options={states.map(([key, , label]) => ({ value: key, label }))}
        value={now}
        onChoose={(chosen) => {
          const found = states.find(([key]) => key === chosen);
          if (found) onSet(found[1]);
        }}
        test="why"
      />
      <div class="actions">
        {value !== undefined && (
          <Button onPress={onClear} test="clear-value">
            {t('pad_clear')}
          </Button>
        )}
        <Button onPress={onBack} test="why-back">
          {t('back')}
        </Button>
      </div>
    </div>
  );
}

interface Keys {
  press: (key: string) => void;
  set: () => void;
  erase: () => void;
}

/** Digits of a real keyboard do the same, while the pad has the focus. */
function useKeys(does: Keys, drawn: boolean) {
  const pad = useRef<HTMLFieldSetElement>(null);
  const now = useRef(does);
  now.current = does;
  useEffect(() => {
    const element = drawn ? pad.current : null;
    element?.focus({ preventScroll: true });
    const hear = (event: KeyboardEvent) => {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^[\d.]$/.test(event.key)) now.current.press(event.key);
      else if (event.key === 'Backspace') now.current.erase();
      else if (event.key === 'Enter' && event.target === element) now.current.set();
      else return;
      event.preventDefault();
    };
    element?.addEventListener('keydown', hear);
    return () => element?.removeEventListener('keydown', hear);
  }, [drawn]);
  return pad;
}
