/** A database of one store beside the register's: for what must outlive it, or has nothing to do with it. */
import { named } from './town.ts';

export interface SmallDb {
  name: string;
  store: string;
}

function open({ name, store }: SmallDb): Promise<IDBDatabase> {
  const asked = indexedDB.open(named(name), 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(store);
  return settled(asked);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** One transaction; what it gives is known when it has been committed. */
export async function inSmallDb<T>(
  one: SmallDb,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const database = await open(one);
  try {
    const turn = database.transaction(one.store, mode, { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      turn.oncomplete = () => resolve();
      turn.onabort = turn.onerror = () => reject(turn.error);
    });
    const value = await settled(work(turn.objectStore(one.store)));
    await done;
    return value;
  } finally {
    database.close();
  }
}
