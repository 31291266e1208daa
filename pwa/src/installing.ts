/** What a browser offers for the home screen, kept until she presses for it. */
import { type Signal, signal } from '@preact/signals';

interface Offer extends Event {
  prompt: () => Promise<{ outcome: string }>;
}

/** Null where this browser offers nothing: then its own menu is the way. */
export const offer: Signal<Offer | null> = signal(null);
/** It stands on the home screen now. */
export const added: Signal<boolean> = signal(false);

export function watchInstalling(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    offer.value = event as Offer;
  });
  addEventListener('appinstalled', () => {
    added.value = true;
  });
}

/** An offer is good once. */
export async function install(): Promise<void> {
  const once = offer.value;
  offer.value = null;
  await once?.prompt();
}
