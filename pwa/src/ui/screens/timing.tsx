import { useEffect, useRef, useState } from 'preact/hooks';
import type { Item } from '../../forms/index.ts';
import { Button, Message, SHAKE_MS } from '../parts/index.ts';
import { numberText } from '../shown/answers.ts';
import { secondsLeft, secondsText, type Tool } from '../shown/timing.ts';
import { t } from '../words/index.ts';

interface TimingProps {
  item: Item;
  what: string;
  tool: Tool;
  /** When the finger came down on the start, on the clock of `performance.now()`. */
  began: number;
  /** The number that was taken, as it would be typed. */
  onTake: (text: string) => void;
  onAgain: (at: number) => void;
  onLeave: () => void;
}

/** How it ended: with a number; or without one, because nobody can say for how long the screen was off. */
type Ended = 'stopped' | 'over' | 'lost';

/** In place of the pad. What is under way is kept nowhere: a measurement that was cut off is done again. */
export function Timing(props: TimingProps) {
  const { item, what, tool, began, onAgain, onLeave } = props;
  const [count, setCount] = useState(0);
  const [ms, setMs] = useState(0);
  const [ended, setEnded] = useState<Ended | null>(null);
  const counts = tool.kind === 'counter';
  const limit = tool.kind === 'counter' ? tool.seconds : tool.ends;
  const run = (now: number) => {
    const over = limit !== null && now >= limit * 1_000;
    setMs(over ? limit * 1_000 : now);
    if (over) setEnded('over');
    return over;
  };
  const stop = (at: number) => {
    if (at - began >= SHAKE_MS && !run(at - began)) setEnded('stopped');
  };
  useRunning(ended === null, began, run, () => setEnded('lost'));
  const text = counts ? String(count) : secondsText(ms, item);
  const add = (n: number) => setCount((before) => Math.max(before + n, 0));
  return (
    <fieldset class="timing" aria-label={what} data-test="timing">
      <div class="keypad-shown">
        <strong>{what}</strong>
        {counts && limit !== null && ended === null && (
          <span data-test="time-left">{t('time_left', { n: secondsLeft(ms, limit) })}</span>
        )}
      </div>
      {ended === 'lost' ? (
        <Message tone="ask" test="time-lost">
          {t('time_lost')}
        </Message>
      ) : (
        <output class="timing-shown" aria-live={ended ? 'polite' : 'off'} data-test="time-shown">
          {numberText(Number(text), item)}
        </output>
      )}
      {ended !== null && ended !== 'lost' && (
        // Where the large button was nothing can be pressed: a late tap changes no number.
        <p class="timing-over" data-test="time-over">
          {ended === 'over' ? t('time_over', { n: limit ?? 0 }) : t('time_stopped')}
        </p>
      )}
      {ended === null && (
        <Touch key={began} onTouch={counts ? () => add(1) : stop} test={counts ? 'time-plus' : 'time-stop'}>
          {t(counts ? 'time_plus' : 'time_stop')}
        </Touch>
      )}
      <div class="timing-keys">
        {counts && ended !== 'lost' && (
          <Button onPress={() => add(-1)} test="time-minus">
            {t('time_minus')}
          </Button>
        )}
        {counts && ended !== null && ended !== 'lost' && (
          <Button onPress={() => add(1)} test="time-one-more">
            {t('time_plus')}
          </Button>
        )}
        {counts && limit === null && ended === null && (
          <Button onPress={() => setEnded('stopped')} test="time-end">
            {t('time_end')}
          </Button>
        )}
        <Button onPress={onLeave} test="time-leave">
          {t('time_leave')}
        </Button>
        {ended !== null && (
          <Button onPress={() => onAgain(performance.now())} test="time-again">
            {t('time_again')}
          </Button>
        )}
        {ended !== null && ended !== 'lost' && (
          <Button kind="primary" onPress={() => props.onTake(text)} test="time-take">
            {t('time_take')}
          </Button>
        )}
      </div>
    </fieldset>
  );
}

/** Tell the time that has passed with every frame; the screen stays on, and what it did not see is lost. */
function useRunning(running: boolean, began: number, onFrame: (ms: number) => unknown, onLost: () => void) {
  const now = useRef({ onFrame, onLost });
  now.current = { onFrame, onLost };
  useEffect(() => {
    if (!running) return;
    const awake = navigator.wakeLock?.request('screen').catch(() => null);
    let frame = requestAnimationFrame(function next(at) {
      now.current.onFrame(Math.max(at - began, 0));
      frame = requestAnimationFrame(next);
    });
    const hidden = () => document.visibilityState === 'hidden' && now.current.onLost();
    document.addEventListener('visibilitychange', hidden);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('visibilitychange', hidden);
      void awake?.then((lock) => lock?.release());
    };
  }, [running, began]);
}

interface TouchProps {
  children: string;
  /** `at`: when the finger came down. */
  onTouch: (at: number) => void;
  test: string;
}

/** Acts when the finger comes down, not when it leaves, and every time: repeats follow each other quickly. */
export function Touch({ children, onTouch, test }: TouchProps) {
  const down = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  return (
    <button
      ref={button}
      type="button"
      class="button button-primary timing-touch"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        down.current = true;
        onTouch(event.timeStamp);
      }}
      onClick={(event) => {
        // With a keyboard or a screen reader there is no finger.
        if (!down.current) onTouch(event.timeStamp);
        down.current = false;
      }}
      data-test={test}
    >
      {children}
    </button>
  );
}
