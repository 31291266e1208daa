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

/** A click handler that ignores the second tap of a shaking hand. */
export function onPress(act: (event: MouseEvent) => unknown): (event: MouseEvent) => void {
  return (event) => {
    if (!repeats(event)) void act(event);
  };
}
