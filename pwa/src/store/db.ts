import type { Table } from 'dexie';
import { KayoiDb } from './schema.ts';
import { named } from './town.ts';

/** Thrown inside a transaction when another tab has moved on; the caller reads again and repeats. */
export class Stale extends Error {}

let db: KayoiDb | null = null;

function connection(): KayoiDb {
  const name = named('kayoi');
  if (db?.name === name) return db;
  forget();
  const fresh = new KayoiDb(name);
  // A newer version of the app waits for this connection to go.
  fresh.on('versionchange', forget);
  fresh.on('close', forget);
  db = fresh;
  return fresh;
}

function forget(): void {
  const old = db;
  db = null;
  old?.close({ disableAutoOpen: true });
}

const WAITS_MS = [0, 60, 250, 1000, 2500];

/**
 * Run one whole transaction; resolves after `oncomplete` on disk. A connection lost on the way (WebKit drops
 * them on suspension) is opened anew and the whole transaction repeated: retrying on the old one never helps.
 */
export async function transact<T>(mode: 'r' | 'rw', work: (tables: KayoiDb) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const tables = connection();
    try {
      // An async scope: only then does Dexie follow native awaits, and the transaction outlives them.
      return await tables.transaction(mode, tables.tables, async () => work(tables));
    } catch (error) {
      const wait = WAITS_MS[attempt];
      if (wait === undefined || !isConnectionLoss(error)) throw error;
      if (db === tables) forget();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

const PUT_AT_ONCE = 100;

/** Store many rows inside a transaction; taps are heard between the pieces, and the transaction lives on. */
export async function putMany<T>(table: Table<T>, rows: readonly T[]): Promise<void> {
  for (let at = 0; at < rows.length; at += PUT_AT_ONCE) await table.bulkPut(rows.slice(at, at + PUT_AT_ONCE));
}

/** Repeat what was computed from outside the transaction until nobody came in between. */
export async function untilFresh<T>(attempt: () => Promise<T>, refresh: () => Promise<void>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Stale) || tries >= 20) throw error;
      await refresh();
    }
  }
}

const LOST = new Set([
  'UnknownError',
  'InvalidStateError',
  'AbortError',
  'DatabaseClosedError',
  'TransactionInactiveError',
]);

export function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error) || isQuota(error)) return false;
  return LOST.has(error.name) || /connection.*(lost|closing)|in-progress transaction/i.test(error.message);
}

/** True when the browser says the storage is full, however deep the reason is wrapped. */
export function isQuota(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; depth++) {
    if (at.name === 'QuotaExceededError' || /quota/i.test(at.message)) return true;
    at = (at as { inner?: unknown }).inner ?? at.cause;
  }
  return false;
}

/** Throw everything away and begin anew; only after the user has read that the old contents are gone (M32). */
export async function eraseDatabase(): Promise<void> {
  forget();
  await new KayoiDb(named('kayoi')).delete();
}
