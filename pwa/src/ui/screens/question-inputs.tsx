import { useRef, useState } from 'preact/hooks';
import type { Item } from '../../forms/index.ts';
import { parseWareki, warekiMessage } from '../../names/index.ts';
import type { Value } from '../../store/index.ts';
import { Button, Choice, NumberField, Problem } from '../parts/index.ts';
import { toggled } from '../shown/answers.ts';
import { partsOf, tokyoDay } from '../shown/dates.ts';
import { bornText } from '../shown/person.ts';
import { language, t } from '../words/index.ts';

interface InputProps {
  item: Item;
  value: Value | undefined;
  labelledBy: string;
  onAnswer: (value: Value | undefined, byTouch: boolean) => void;
}

/** One of several, in the official words. */
export function ChoiceInput({ item, value, labelledBy, onAnswer }: InputProps) {
  const english = language.value === 'en';
  return (
    <Choice
      labelledBy={labelledBy}
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
  );
}

/** As many as fit; one that excludes the others stands alone. */
export function MultiInput({ item, value, labelledBy, onAnswer }: InputProps) {
  const chosen = Array.isArray(value) ? (value as readonly number[]) : [];
  const toggle = (code: number, byTouch: boolean) => {
    const codes = toggled(item, chosen, code);
    onAnswer(codes.length > 0 ? codes : undefined, byTouch);
  };
  return (
    <fieldset class="choices" aria-labelledby={labelledBy} data-test="answers">
      <span class="hint multi-hint">{t('multi_several')}</span>
      {(item.options ?? []).map(({ code, ja, en }) => (
        <Button
          key={code}
          pressed={chosen.includes(code)}
          onPress={(event) => toggle(code, event.detail > 0)}
          test={`code-${code}`}
        >
          {ja}
          {language.value === 'en' && <span class="reference">{en}</span>}
        </Button>
      ))}
    </fieldset>
  );
}

const LONG = 60;
const MOST = 4_000;

/** Words of her own; long ones in a field with several lines. The input method is never disturbed. */
export function TextInput({ item, value, labelledBy, onAnswer }: InputProps) {
  const most = item.max_length ?? MOST;
  const composing = useRef(false);
  const first = useRef(typeof value === 'string' ? value : '').current;
  const tell = (text: string) => onAnswer(text.trim() === '' ? undefined : text, false);
  return (
    <textarea
      class="input question-words"
      rows={most > LONG ? 3 : 1}
      maxLength={most}
      defaultValue={first}
      aria-labelledby={labelledBy}
      lang="ja"
      data-test="words"
      onCompositionStart={() => {
        composing.current = true;
      }}
      onCompositionEnd={(event) => {
        composing.current = false;
        tell(event.currentTarget.value);
      }}
      onInput={(event) => {
        if (!composing.current && !event.isComposing) tell(event.currentTarget.value);
      }}
    />
  );
}

const ERAS = ['R', 'H', 'S', 'AD'] as const;
type Era = (typeof ERAS)[number];

interface Typed {
  era: Era;
  year: string;
  month: string;
  day: string;
}

/** A day: today in one tap, or era and three numbers; it is said back in both calendars. */
export function DateInput({ item, value, onAnswer }: InputProps) {
  const [drawn, setDrawn] = useState(0);
  const [typed, setTyped] = useState<Typed>(() => typedOf(value));
  const [told, setTold] = useState<string | null>(null);
  const change = (next: Typed) => {
    setTyped(next);
    const read = readDay(next);
    setTold(read.problem);
    onAnswer(read.iso ?? undefined, false);
  };
  const field = (part: 'year' | 'month' | 'day', digits: number) => (
    <NumberField
      key={`${part}${drawn}`}
      label={item.wording}
      unit={t(part)}
      digits={digits}
      value={typed[part]}
      onText={(text) => change({ ...typed, [part]: text })}
      invalid={told !== null}
      test={`date-${part}`}
    />
  );
  return (
    <div class="date-answer">
      <Choice<Era>
        label={t('register_era')}
        options={ERAS.map((era) => ({ value: era, label: eraWord(era) }))}
        value={typed.era}
        onChoose={(era) => change({ ...typed, era })}
        test="date-era"
      />
      <div class="number-row">
        {field('year', typed.era === 'AD' ? 4 : 2)}
        {field('month', 2)}
        {field('day', 2)}
        <Button
          onPress={() => {
            setDrawn(drawn + 1);
            change(typedOf(tokyoDay()));
          }}
          test="date-today"
        >
          {t('date_today')}
        </Button>
      </div>
      <p class="echo" role="status" data-test="date-echo">
        {typeof value === 'string' && bornText(value)}
      </p>
      {told && <Problem>{told}</Problem>}
    </div>
  );
}

function eraWord(era: Era): string {
  if (era === 'R') return t('day_reiwa');
  return t(era === 'AD' ? 'register_western' : era === 'H' ? 'era_heisei' : 'era_showa');
}

/** In the western calendar, where it was written; the present era where nothing is yet. */
function typedOf(value: unknown): Typed {
  if (typeof value !== 'string') return { era: 'R', year: '', month: '', day: '' };
  const { year, month, day } = partsOf(value);
  return { era: 'AD', year: String(year), month: String(month), day: String(day) };
}

function readDay({ era, year, month, day }: Typed): { iso: string | null; problem: string | null } {
  const part = (digits: string) => (digits === '' ? null : Number(digits));
  if (era === 'AD' && year !== '' && year.length < 4) return { iso: null, problem: null };
  const read = parseWareki(era, part(year), part(month), part(day));
  if ('iso' in read) return { iso: read.iso, problem: null };
  if (read.problem === 'incomplete') return { iso: null, problem: null };
  const { ja, en } = warekiMessage(read);
  return { iso: null, problem: language.value === 'en' ? en : ja };
}
