import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Item } from '../../forms/index.ts';
import { Button, Message, repeats } from '../parts/index.ts';
import { numberText } from '../shown/answers.ts';
import {
  begun,
  corrected,
  ended,
  limitOf,
  passed,
  secondsLeft,
  type Taking,
  type Tool,
  takenText,
  touched,
} from '../shown/timing.ts';
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

/** In place of the pad. What is under way is kept nowhere: a measurement that was cut off is done again. */
export function Timing(props: TimingProps) {
  const { item, what, tool, began } = props;
  const [taking, change] = useState(begun);
  const { stage, ms } = taking;
  const counts = tool.kind === 'counter';
  const limit = limitOf(tool);
  useFrames(
    stage === 'running',
    (at) => change((now) => passed(now, tool, at - began)),
    () => change((now) => ended(now, 'lost')),
  );
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
        <Reading {...{ item, tool, taking, change }} />
      )}
      {stage === 'running' && (
        <Touch
          kind="primary"
          onTouch={(at) => change((now) => touched(now, tool, at - began))}
          test={counts ? 'time-plus' : 'time-stop'}
        >
          {t(counts ? 'time_plus' : 'time_stop')}
        </Touch>
      )}
      {(stage === 'stopped' || stage === 'over') && (
        // Where the large button was nothing can be pressed: a late tap changes no number.
        <p class="timing-over" data-test="time-over">
          {stage === 'over' ? t('time_over', { n: limit ?? 0 }) : t('time_stopped')}
        </p>
      )}
      <Keys {...props} taking={taking} change={change} />
    </fieldset>
  );
}

interface PartProps {
  item: Item;
  tool: Tool;
  taking: Taking;
  change: (by: (now: Taking) => Taking) => void;
}

/** The number so far; a count can be put right beside it, one by one. */
function Reading({ item, tool, taking, change }: PartProps) {
  const counts = tool.kind === 'counter';
  const running = taking.stage === 'running';
  const add = (n: number) => change((now) => corrected(now, n));
  return (
    <div class="timing-reading">
      {counts && (
        <Button onPress={() => add(-1)} test="time-minus">
          {t('time_minus')}
        </Button>
      )}
      <output aria-live={running ? 'off' : 'polite'} data-test="time-shown">
        {numberText(Number(takenText(taking, tool, item)), item)}
      </output>
      {counts && !running && (
        <Button onPress={() => add(1)} test="time-one-more">
          {t('time_plus')}
        </Button>
      )}
    </div>
  );
}

/** One row, whatever the stage: nothing to press comes to where the large button was. */
function Keys({ item, tool, taking, change, onTake, onAgain, onLeave }: TimingProps & PartProps) {
  const { stage } = taking;
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
    <Button onPress={() => change((now) => ended(now, 'stopped'))} test="time-end">
      {t('time_end')}
    </Button>
  );
  const take = (
    <Button kind="primary" onPress={() => onTake(takenText(taking, tool, item))} test="time-take">
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

/** With every frame while it runs. The screen is asked to stay on; once it was off, the time is lost. */
function useFrames(running: boolean, onFrame: (at: number) => unknown, onHidden: () => unknown) {
  const now = useRef({ onFrame, onHidden });
  now.current = { onFrame, onHidden };
  // From the moment it is drawn: an effect after the paint could miss the screen going off.
  useLayoutEffect(() => {
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
