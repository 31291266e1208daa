import { signal } from '@preact/signals';

/** A second tap this soon, on the same spot or key, is the first one shaking. */
const SHAKE_MS = 300;
const SHAKE_PX = 24;

interface Press {
  at: number;
  x: number;
  y: number;
  target: EventTarget | null;
}
let last: Press = { at: -Infinity, x: 0, y: 0, target: null };

/** True when this click repeats the one before it: the hand shook, or the screen changed under the finger. */
export function repeats(event: MouseEvent): boolean {
  const before = last;
  last = { at: event.timeStamp, x: event.clientX, y: event.clientY, target: event.currentTarget };
  if (event.timeStamp - before.at >= SHAKE_MS) return false;
  if (event.detail === 0) return before.target === event.currentTarget;
  return Math.hypot(event.clientX - before.x, event.clientY - before.y) <= SHAKE_PX;
}

/** What went wrong in something she pressed, when nobody foresaw it (M47). */
export const broken = signal<unknown>(null);

/** Buttons and forms whose action is still under way: pressing them again must not save twice. */
const busy = new WeakSet<EventTarget>();

/** A click handler that ignores the second tap of a shaking hand, and never fails in silence. */
export function onPress(act: (event: MouseEvent) => unknown): (event: MouseEvent) => void {
  return (event) => {
    // Called at once, not in a later turn: some things a browser allows only inside the tap itself.
    if (!repeats(event)) void alone(event.currentTarget, () => act(event));
  };
}

/** The same for a form that is sent with the keyboard. */
export function onSubmit(act: () => unknown): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    void alone(event.currentTarget, act);
  };
}

async function alone(target: EventTarget | null, act: () => unknown): Promise<void> {
  if (!target || busy.has(target)) return;
  busy.add(target);
  try {
    await act();
  } catch (fault) {
    broken.value = fault ?? true;
  } finally {
    busy.delete(target);
  }
}
