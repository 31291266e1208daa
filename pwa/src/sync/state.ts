import { type Signal, signal } from '@preact/signals';
import type { Hold, Online, Order } from './types.ts';

/** What the last request met. `navigator.onLine` alone is never believed. */
export const online: Signal<Online> = signal('unknown');
/** True when the server wants a login before it takes what this tablet keeps; everything is kept. */
export const loginNeeded: Signal<boolean> = signal(false);
/** What the office wants this tablet to do: it was reported lost, stolen or given up. */
export const ordered: Signal<Order | null> = signal(null);
/** What she has to set up before anything else is answered. */
export const hold: Signal<Hold | null> = signal(null);
/** Measured offset of this tablet's clock against the server's, in seconds (positive = ahead). */
export const clockSkew_s: Signal<number> = signal(0);
/** True while a run is under way in this or another tab. */
export const syncing: Signal<boolean> = signal(false);
