/** A storage that fails at a chosen write: the tablet is killed there, or it is full. */

const real = { put: IDBObjectStore.prototype.put, add: IDBObjectStore.prototype.add };

/** Do something with a storage whose nth write fails; true when it did fail. */
export async function failingAt(nth: number, full: boolean, act: () => Promise<unknown>): Promise<boolean> {
  let left = nth;
  const failing = (name: 'put' | 'add') =>
    function (this: IDBObjectStore, ...given: Parameters<IDBObjectStore['put']>) {
      if (left-- === 0) throw full ? new DOMException('full', 'QuotaExceededError') : new Error('killed');
      return real[name].apply(this, given);
    };
  IDBObjectStore.prototype.put = failing('put');
  IDBObjectStore.prototype.add = failing('add');
  try {
    await act();
  } catch {
    // Whatever the caller would have made of it: what counts is what is on disk and on screen now.
  } finally {
    Object.assign(IDBObjectStore.prototype, real);
  }
  return left < 0;
}
