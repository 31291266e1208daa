/** Two windows of one tablet: one of them is in use, the other says so and waits (M34). */
import { type Signal, signal } from '@preact/signals';
import { named } from './store/index.ts';

/** True while another window of this tablet is in use. */
export const elsewhere: Signal<boolean> = signal(false);

const NAME = 'kayoi-window';
let begun = false;

/** Use this window from now on; called once somebody works in the field. The other windows hear of it. */
export function useHere(): void {
  if (typeof navigator.locks === 'undefined') return;
  begun = true;
  elsewhere.value = false;
  void hold({ steal: true });
}

/** The window just opened is the one to be used. Calling it again changes nothing. */
export function beginHere(): void {
  if (!begun) useHere();
}

/** Hold the lock for as long as the window lives; when it is taken away, wait until the other one is gone. */
async function hold(options: LockOptions): Promise<void> {
  try {
    await navigator.locks.request(named(NAME), options, () => {
      elsewhere.value = false;
      return new Promise<never>(() => {});
    });
  } catch {
    elsewhere.value = true;
    void hold({});
  }
}
