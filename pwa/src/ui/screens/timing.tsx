import { useEffect, useRef, useState } from 'preact/hooks';
import type { Item } from '../../forms/index.ts';
import { Button, Message, repeats, SHAKE_MS } from '../parts/index.ts';
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

/** Under way; with a number; or without one, because nobody can say for how long the screen was off. */
type Stage = 'running' | 'stopped' | 'over' | 'lost';

interface Running {
  stage: Stage;
  count: number;
  ms: number;
  /** The large button: one more, or stop. */
  touch: (at: number) => void;
  add: (n: number) => void;
  stop: () => void;
}

/** In place of the pad. What is under way is kept nowhere: a measurement that was cut off is done again. */
export function Timing(props: TimingProps) {
  const { item, what, tool, began } = props;
  const state = useTiming(tool, began);
  const { stage, count, ms, touch } = state;
  const counts = tool.kind === 'counter';
  const text = counts ? String(count) : secondsText(ms, item);
  const limit = limitOf(tool);
  return (
    <fieldset class="timing" aria-label={what} data-test="timing">
      <div class="keypad-shown">
        <strong>{what}</strong>
        {counts && limit !== null && stage === 'running' && (
          <span class="timing-left" data-test="time-left">
            {t('time_left', { n: secondsLeft(ms, limit) })}
          </span>
        )}
      </div>
      {stage === 'lost' ? (
        <Message tone="ask" test="time-lost">
          {t('time_lost')}
        </Message>
      ) : (
        <Reading {...{ item, tool, state, text }} />
      )}
      {stage === 'running' && (
        <Touch kind="primary" onTouch={touch} test={counts ? 'time-plus' : 'time-stop'}>
          {t(counts ? 'time_plus' : 'time_stop')}
        </Touch>
      )}
      {(stage === 'stopped' || stage === 'over') && (
        // Where the large button was nothing can be pressed: a late tap changes no number.
        <p class="timing-over" data-test="time-over">
          {stage === 'over' ? t('time_over', { n: limit ?? 0 }) : t('time_stopped')}
        </p>
      )}
      <Keys {...props} state={state} text={text} />
    </fieldset>
  );
}

interface PartProps {
  tool: Tool;
  state: Running;
  text: string;
}

/** The number so far; a count can be put right beside it, one by one. */
function Reading({ item, tool, state, text }: PartProps & { item: Item }) {
  const { stage, add } = state;
  const counts = tool.kind === 'counter';
  return (
    <div class="timing-reading">
      {counts && (
        <Button onPress={() => add(-1)} test="time-minus">
          {t('time_minus')}
        </Button>
      )}
      <output aria-live={stage === 'running' ? 'off' : 'polite'} data-test="time-shown">
        {numberText(Number(text), item)}
      </output>
      {counts && stage !== 'running' && (
        <Button onPress={() => add(1)} test="time-one-more">
          {t('time_plus')}
        </Button>
      )}
    </div>
  );
}

/** One row, whatever the stage: nothing to press comes to where the large button was. */
function Keys({ tool, state, text, onTake, onAgain, onLeave }: TimingProps & PartProps) {
  const { stage, stop } = state;
  const again = (
    <Button onPress={() => onAgain(performance.now())} test="time-again">
      {t('time_again')}
    </Button>
  );
  const leave = (
    <Button onPress={onLeave} test="time-leave">
      {t('time_leave')}
    </Button>
  );
  const end = tool.kind === 'counter' && limitOf(tool) === null && (
    <Button onPress={stop} test="time-end">
      {t('time_end')}
    </Button>
  );
  const take = (
    <Button kind="primary" onPress={() => onTake(text)} test="time-take">
      {t('time_take')}
    </Button>
  );
  return (
    <div class="timing-keys">
      {stage !== 'stopped' && stage !== 'over' && leave}
      {stage === 'running' ? end : again}
      {stage !== 'running' && stage !== 'lost' && take}
    </div>
  );
}

const limitOf = (tool: Tool): number | null => (tool.kind === 'counter' ? tool.seconds : tool.ends);

/** Once it has ended no frame and no touch that comes late changes the number. */
function useTiming(tool: Tool, began: number): Running {
  const [count, setCount] = useState(0);
  const [ms, setMs] = useState(0);
  const [stage, setStage] = useState<Stage>('running');
  const done = useRef(false);
  const limit = limitOf(tool);
  const end = (how: Stage) => {
    done.current = true;
    setStage(how);
  };
  const pass = (now: number): boolean => {
    const over = limit !== null && now >= limit * 1_000;
    setMs(over ? limit * 1_000 : Math.max(now, 0));
    if (over) end('over');
    return over;
  };
  const add = (n: number) => setCount((before) => Math.max(before + n, 0));
  const touch = (at: number) => {
    const now = at - began;
    if (done.current || pass(now)) return;
    if (tool.kind === 'counter') add(1);
    else if (now >= SHAKE_MS) end('stopped');
  };
  useFrames(
    stage === 'running',
    (at) => !done.current && pass(at - began),
    () => !done.current && end('lost'),
  );
  return { stage, count, ms, touch, add, stop: () => end('stopped') };
}

/** With every frame while it runs. The screen is asked to stay on; once it was off, the time is lost. */
function useFrames(running: boolean, onFrame: (at: number) => unknown, onHidden: () => unknown) {
  const now = useRef({ onFrame, onHidden });
  now.current = { onFrame, onHidden };
  useEffect(() => {
    if (!running) return;
    const awake = navigator.wakeLock?.request('screen').catch(() => null);
    let frame = requestAnimationFrame(function next(at) {
      now.current.onFrame(at);
      frame = requestAnimationFrame(next);
    });
    const hear = () => document.visibilityState === 'hidden' && now.current.onHidden();
    document.addEventListener('visibilitychange', hear);
    return () => {
      cancelAnimationFrame(frame);
      document.removeEventListener('visibilitychange', hear);
      void awake?.then((lock) => lock?.release());
    };
  }, [running]);
}

interface TouchProps {
  children: string;
  /** `primary`: the one thing to do now; it has the focus. */
  kind: 'primary' | 'outline';
  /** `at`: when the finger came down. */
  onTouch: (at: number) => void;
  test: string;
}

/** Acts when the finger comes down, not when it leaves, and every time: repeats follow each other quickly. */
export function Touch({ children, kind, onTouch, test }: TouchProps) {
  const down = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (kind === 'primary') button.current?.focus({ preventScroll: true });
  }, [kind]);
  return (
    <button
      ref={button}
      type="button"
      class={`button button-${kind} timing-touch`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        down.current = true;
        repeats(event); // a shaking finger that comes down again hits nothing that has taken its place
        onTouch(event.timeStamp);
      }}
      onClick={(event) => {
        // With a keyboard or a screen reader no finger came down.
        if (!down.current) onTouch(event.timeStamp);
        down.current = false;
      }}
      data-test={test}
    >
      {children}
    </button>
  );
}
