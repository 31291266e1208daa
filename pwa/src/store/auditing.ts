/**
 * Does the replica hold what the server says it must? The running sums are compared at every head; the rows on
 * disk themselves when the app has been opened, once a day, and after one could not be read.
 */
import { breathe } from './breathe.ts';
import { Stale, transact, untilFresh } from './db.ts';
import { type Digest, digestOf, EMPTY, PARTS, partOf, sameDigest, withRow } from './digest.ts';
import { rebuildIndex } from './indexing.ts';
import { loadAll, openBlock, openRows, readFacts } from './load.ts';
import { bucketOf, memory } from './memory.ts';
import type { StoredRow } from './schema.ts';

const THOROUGH_EVERY_MS = 24 * 3_600_000;
const PIECE = 500;
const ROWS_AT_ONCE = 1_000;

/** One scope as it lies on disk. */
export interface Audit {
  scope: string;
  /** The number of the replica it was read at. */
  gen: number;
  /** Id → feed seq of every row that can be read and is not on its way out. */
  rows: Map<string, number>;
  /** Ids under which something lies that cannot be read. */
  broken: Set<string>;
}

/** Scopes whose rows here do not add up to what the server told at their head. */
export async function unsound(): Promise<string[]> {
  if (memory.feed.epoch === '') return [];
  const told = memory.scopes.filter((scope) => memory.feed.told?.[scope]);
  if (Date.now() - memory.audited > THOROUGH_EVERY_MS) {
    for (const scope of told) await audited(scope);
    memory.audited = Date.now();
  }
  const { feed } = memory;
  return told.filter((scope) => !sameDigest(feed.digest?.[scope] ?? EMPTY, feed.told?.[scope] ?? EMPTY));
}

/** What must be asked for again, in parts of about a thousand rows; and the rows it was compared with. */
export async function compare(scope: string, told: Digest[]): Promise<{ audit: Audit; asks: number[][] }> {
  const audit = await audited(scope);
  const own = Array.from({ length: PARTS }, () => EMPTY);
  for (const [id, seq] of audit.rows) own[partOf(id)] = withRow(own[partOf(id)] ?? EMPTY, id, seq);
  const broken = new Set([...audit.broken].map(partOf));
  const differing = told.flatMap((digest, part) =>
    broken.has(part) || !sameDigest(own[part] ?? EMPTY, digest) ? [part] : [],
  );
  if (differing.length > 0) {
    // The screens go on with what is really there.
    await loadAll();
    rebuildIndex();
  }
  return { audit, asks: grouped(differing, told) };
}

function grouped(parts: number[], told: Digest[]): number[][] {
  const groups: number[][] = [];
  let room = 0;
  for (const part of parts) {
    const rows = told[part]?.[0] ?? 0;
    if (groups.length === 0 || rows > room) {
      groups.push([]);
      room = ROWS_AT_ONCE;
    }
    groups.at(-1)?.push(part);
    room -= rows;
  }
  return groups;
}

/** The scope read from disk; the running sum is what its rows add up to from now on. */
export async function audited(scope: string): Promise<Audit> {
  return untilFresh(async () => {
    const audit = await readScope(scope);
    const digest = digestOf([...audit.rows].map(([id, seq]) => ({ id, seq })));
    await transact('rw', async (tables) => {
      const { feed } = await readFacts(tables);
      if (!feed || feed.gen !== audit.gen) throw new Stale();
      const value = { ...feed, digest: { ...feed.digest, [scope]: digest } };
      await tables.meta.put({ key: 'feed', value });
      memory.feed = value;
    });
    return audit;
  }, loadAll);
}

async function readScope(scope: string): Promise<Audit> {
  const { gen, side } = memory.feed;
  const audit: Audit = { scope, gen, rows: new Map(), broken: new Set() };
  const { blocks, leaving } = await transact('r', async (tables) => {
    const blocks = await tables.blocks
      .where('[side+scope+bucket]')
      .between([side, scope, -1], [side, scope, Infinity])
      .toArray();
    return { blocks, leaving: await tables.leaving.toArray() };
  });
  for (const block of blocks)
    for (const row of (await openBlock(block)).values())
      if (row.scope === scope && bucketOf(row.id) === block.bucket) audit.rows.set(row.id, row.seq);
  for (let after = ''; ; await breathe()) {
    const piece = await transact('r', (tables) =>
      tables.rows
        .where('[side+scope+id]')
        .between([side, scope, after], [side, scope, '\uffff'], false, true)
        .limit(PIECE)
        .toArray(),
    );
    await addReadable(audit, piece);
    if (piece.length < PIECE) break;
    after = piece.at(-1)?.id ?? '';
  }
  for (const mark of leaving) if (mark.scope === scope) audit.rows.delete(mark.id);
  return audit;
}

async function addReadable(audit: Audit, piece: StoredRow[]): Promise<void> {
  const readable = new Map((await openRows(piece)).map((row) => [row.id, row]));
  for (const { id } of piece) {
    const row = readable.get(id);
    if (row && row.scope === audit.scope) audit.rows.set(id, row.seq);
    else audit.broken.add(id);
  }
}
