import type { KeptRow } from './overlay.ts';

/** The rows of the session read last, as they lie on disk: a save changes none of them, so drawing it reads nothing. */
export class SessionRows {
  #last: { id: string; gen: number; rows: Promise<KeptRow[]> } | null = null;

  /** `gen`: of the replica. With another one they are read again. */
  of(id: string, gen: number, read: () => Promise<KeptRow[]>): Promise<KeptRow[]> {
    if (this.#last?.id === id && this.#last.gen === gen) return this.#last.rows;
    const fresh = { id, gen, rows: read() };
    this.#last = fresh;
    fresh.rows.catch(() => {
      if (this.#last === fresh) this.forget();
    });
    return fresh.rows;
  }

  /** Rows may have left without a page, or who is at work is another. */
  forget(): void {
    this.#last = null;
  }
}
