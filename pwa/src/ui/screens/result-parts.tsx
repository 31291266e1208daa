import { numberText } from '../shown/answers.ts';
import { dayText, recordDay } from '../shown/dates.ts';
import { inWords } from '../shown/form.ts';
import type { Fitted } from '../shown/one-page.ts';
import type { Asked, Earlier, Mark, Measured } from '../shown/result-sheet.ts';
import { differenceText } from '../shown/rounds.ts';
import { t, type WordKey } from '../words/index.ts';

const marks: Record<Mark, { word: WordKey; text: WordKey }> = {
  good: { word: 'resident_good', text: 'resident_good_text' },
  care: { word: 'resident_care', text: 'resident_care_text' },
  unknown: { word: 'resident_unknown', text: 'resident_unknown_text' },
};

/** ● ▲ ―: told apart by their shape, with the word beside them. */
export function MarkShape({ mark }: { mark: Mark }) {
  return (
    <svg viewBox="0 0 56 56" aria-hidden="true" class={`shape-${mark}`}>
      {mark === 'good' && <circle cx="28" cy="28" r="24" />}
      {mark === 'care' && <path d="M28 4 54 50H2z" />}
      {mark === 'unknown' && <path d="M6 24h44v8H6z" />}
    </svg>
  );
}

function Marked({ mark, provisional = false }: { mark: Mark; provisional?: boolean }) {
  return (
    <span class="resident-mark" data-test={`mark-${mark}`}>
      <MarkShape mark={mark} />
      <strong>{t(marks[mark].word)}</strong>
      {provisional && <span>{t('resident_provisional')}</span>}
    </span>
  );
}

/** On the screen there is room for everything, on paper not. */
const screenOnly = (printed: boolean) => (printed ? undefined : 'screen-only');

/** A questionnaire: its name, what it came to, what to talk about. */
export function AskedPart({ asked, printed }: { asked: Asked; printed: boolean }) {
  const { title, mark, provisional, topics } = asked;
  return (
    <div class={printed ? 'asked' : 'asked screen-only'} data-test="asked">
      <h3>
        <span lang="ja">{inWords(title)}</span> <Marked mark={mark} provisional={provisional} />
      </h3>
      <p>{t(marks[mark].text)}</p>
      {topics.length > 0 && (
        <p>
          {t('resident_talk_about')}{' '}
          {topics.map((topic) => t('resident_topic', { topic: inWords(topic) })).join('')}
        </p>
      )}
    </div>
  );
}

export function MeasuredPart({ measured: { all, printed } }: { measured: Fitted<Measured> }) {
  return (
    <ul class="measured" data-test="measured">
      {all.map((one, place) => (
        <li key={one.id} class={screenOnly(place < printed)}>
          <span>{inWords(one.title)}</span> <strong>{numberText(one.value, one)}</strong>{' '}
          {one.mark && <Marked mark={one.mark} />}
        </li>
      ))}
    </ul>
  );
}

/** What a questionnaire came to last time and now; nothing is compared across other criteria. */
export function ChangedMarks({ marks: { all, printed }, on }: { marks: Fitted<Asked>; on: string }) {
  return (
    <ul class="changed-marks" data-test="changed-marks">
      {all.map(
        ({ id, title, mark, before }, place) =>
          before && (
            <li key={id} class={screenOnly(place < printed)}>
              <span>{inWords(title)}</span>
              {before.mark === null ? (
                <span data-test="not-comparable">{t('resident_not_comparable')}</span>
              ) : (
                <span class="from-to">
                  <span>{t('resident_last', { date: dayOf(before.on, on) })}</span>{' '}
                  <Marked mark={before.mark} />
                  <span aria-hidden="true">→</span>
                  <span>{t('resident_now')}</span> <Marked mark={mark} />
                </span>
              )}
            </li>
          ),
      )}
    </ul>
  );
}

/** Two bars from zero with their numbers: dark is now, outlined is last time. Whether a difference is for the better staff say. */
export function BarsPart({ bars: { all, printed }, on }: { bars: Fitted<Measured>; on: string }) {
  return (
    <ul class="bars" data-test="bars">
      {all.map((one, place) => (
        <li key={one.id} class={screenOnly(place < printed)}>
          <p class="bars-head">
            <strong>{inWords(one.title)}</strong>
            {one.before?.comparable && <span data-test="difference">{differenceText(one)}</span>}
          </p>
          {one.before && <Bars one={one} before={one.before} on={on} />}
        </li>
      ))}
    </ul>
  );
}

function Bars({ one, before, on }: { one: Measured; before: Earlier; on: string }) {
  if (!before.comparable) return <p data-test="not-comparable">{t('resident_not_comparable')}</p>;
  const most = Math.max(one.value, before.value, Number.MIN_VALUE);
  return (
    <>
      <Bar
        label={dayOf(before.on, on)}
        share={before.value / most}
        number={numberText(before.value, one)}
        last
      />
      <Bar label={t('resident_now')} share={one.value / most} number={numberText(one.value, one)} />
    </>
  );
}

interface BarProps {
  label: string;
  share: number;
  number: string;
  last?: boolean;
}

function Bar({ label, share, number, last = false }: BarProps) {
  return (
    <p class="bar">
      <span class="bar-label">{label}</span>
      <svg
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
        aria-hidden="true"
        class={last ? 'bar-last' : 'bar-now'}
      >
        <rect x="0.5" y="0.5" width={Math.max(0, share) * 99} height="9" />
      </svg>
      <strong class="bar-number">{number}</strong>
    </p>
  );
}

/** The day, with the year where it is another; without the weekday, which says nothing of what is past. */
function dayOf(then: string, now: string): string {
  return then.slice(0, 4) === now.slice(0, 4) ? dayText(then).replace(/\s?[（(].*$/, '') : recordDay(then);
}
