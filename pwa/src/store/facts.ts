/** What this tablet tells of itself with every push and pull, so that the office sees how it stands. */
import { openSaves } from './counting.ts';
import { transact } from './db.ts';
import { nowText } from './making.ts';
import { memory } from './memory.ts';
import { persisted, storageLow } from './state.ts';

/** The version of the app that is running; tests run none. */
export const APP: string = typeof __APP_VERSION__ === 'undefined' ? 'dev' : __APP_VERSION__;

const LOOK_EVERY_MS = 10 * 60_000;
let looked = Number.NEGATIVE_INFINITY;
let free: number | null = null;

export interface DeviceFacts {
  /** Whether the browser has promised to keep the storage; null where it cannot be asked. */
  persisted: boolean | null;
  free_bytes: number | null;
  /** This tablet's own clock, right or wrong. */
  clock: string;
  app_version: string;
  repaired: number;
}

export function deviceFacts(): DeviceFacts {
  const repaired = memory.facts.repaired ?? 0;
  return {
    persisted: persisted.value,
    free_bytes: free,
    clock: nowText(),
    app_version: APP.slice(0, 40),
    repaired,
  };
}

/** The same with what she still owes on this store, for a pull. */
export async function ownFacts(): Promise<
  DeviceFacts & { store_id: string; made_seq: number; drafts_open: number; saves_open: number }
> {
  const writer_no = memory.identity?.writer_no ?? -1;
  const owed = await transact('r', async (tables) => {
    const writer = await tables.writers.get(writer_no);
    return { made_seq: (writer?.next_seq ?? 1) - 1, drafts_open: await tables.drafts.count() };
  });
  const saves_open = openSaves(writer_no);
  return { ...deviceFacts(), store_id: memory.facts.store_id, ...owed, saves_open };
}

/** Ask the browser to keep our storage, and look how full it is. Absent in some browsers. */
export async function askToStay(): Promise<void> {
  const storage = navigator.storage as Partial<StorageManager> | undefined;
  persisted.value = (await storage?.persist?.().catch(() => false)) ?? null;
  await lookAtStorage(true);
}

/** How the storage stands now; asked again every ten minutes at most. */
export async function lookAtStorage(now = false): Promise<void> {
  if (!now && Date.now() - looked < LOOK_EVERY_MS && Date.now() >= looked) return;
  looked = Date.now();
  const storage = (globalThis.navigator?.storage ?? {}) as Partial<StorageManager>;
  const kept = await storage.persisted?.().catch(() => undefined);
  if (kept !== undefined) persisted.value = kept;
  const { usage = 0, quota = 0 } = (await storage.estimate?.().catch(() => undefined)) ?? {};
  free = quota > 0 ? Math.max(0, Math.round(quota - usage)) : null;
  storageLow.value = quota > 0 && usage > quota * 0.95;
}
