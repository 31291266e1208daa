import { type Signal, signal } from '@preact/signals';
import type { AtResident, Counts, Helping, Identity, Phase, Progress } from './types.ts';

/** The staff member signed in on this tablet, kept through restarts. */
export const identity: Signal<Identity | null> = signal(null);
/** The session this tablet has been made ready for. */
export const helping: Signal<Helping | null> = signal(null);
/** The tablet is handed over for it, and somebody with a password wants it. */
export const staffComes: Signal<boolean> = signal(false);
/** The tablet is in the hands of a resident, also after a restart. */
export const atResident: Signal<AtResident | null> = signal(null);
/** She is answering, in this window and since its keys came. Otherwise it waits to be given back. */
export const answering: Signal<boolean> = signal(false);
export const phase: Signal<Phase> = signal('opening');
/** Rows received of the rows there are, while `phase` is 'receiving'. Never falls back. */
export const progress: Signal<Progress> = signal({ rows: 0, total: 0 });
export const counts: Signal<Counts> = signal({
  total: 0,
  unsent: 0,
  sending: 0,
  arrived: 0,
  held: 0,
  others: {},
});
/** Goes up after each applied page and each save: whoever drew from the store draws again. */
export const changed: Signal<number> = signal(0);
/** What `navigator.storage.persist()` answered; null where the browser has no such call. */
export const persisted: Signal<boolean | null> = signal(null);
/** True when less than a twentieth of the storage quota is left (M30). */
export const storageLow: Signal<boolean> = signal(false);
/** Records that left her areas and this tablet, until she has read that they did (担当から外れました). */
export const left: Signal<number> = signal(0);
/** The curtain is drawn: her number, or her passphrase, lifts it. Keys stay in memory meanwhile. */
export const screenLocked: Signal<boolean> = signal(false);
/** Whether who is at work has a number for the screen lock; null while she has not been asked. */
export const hasPin: Signal<boolean | null> = signal(false);
/** Goes up after each save: sync starts by itself. */
export const saved: Signal<number> = signal(0);
