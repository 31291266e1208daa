/** The digest of a scope, as sync/feed.py computes it: equal where the same rows stand. Pure. */

/** How many rows, and the sum of their hashes modulo 2^48. */
export type Digest = [count: number, sum: number];

export const PARTS = 256;
const WHOLE = 2 ** 48;
const HALF = 2 ** 24;

/** 48 bits of a row's id and feed seq. Every step stays below 2^53, so doubles are exact. */
export function rowHash(id: string, seq: number): number {
  const random = Number.parseInt(id.slice(24), 16);
  const low = random % HALF;
  const high = Math.floor(random / HALF);
  const turn = seq % HALF;
  return (low * ((turn * 2_654_435 + 12_345) % HALF) + high * 4096 + turn) % WHOLE;
}

/** Which of the 256 parts a row lies in, whatever its seq. */
export const partOf = (id: string): number => Number.parseInt(id.slice(24, 26), 16);

export const EMPTY: Digest = [0, 0];

export function withRow([count, sum]: Digest, id: string, seq: number): Digest {
  return [count + 1, (sum + rowHash(id, seq)) % WHOLE];
}

export function withoutRow([count, sum]: Digest, id: string, seq: number): Digest {
  return [count - 1, (sum + WHOLE - rowHash(id, seq)) % WHOLE];
}

export function digestOf(rows: Iterable<{ id: string; seq: number }>): Digest {
  let digest = EMPTY;
  for (const { id, seq } of rows) digest = withRow(digest, id, seq);
  return digest;
}

export const sameDigest = (a: Digest, b: Digest): boolean => a[0] === b[0] && a[1] === b[1];
