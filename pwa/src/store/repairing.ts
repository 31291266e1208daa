/** Putting right what an audit found: the differing parts of a scope as the server has them. */
import { type Audit, audited } from './auditing.ts';
import { Stale, transact, untilFresh } from './db.ts';
import { type Digest, digestOf, partOf } from './digest.ts';
import { indexRecords } from './indexing.ts';
import { loadAll, loadOps, readFacts } from './load.ts';
import { memory } from './memory.ts';
import { type Prepared, prepare, putPrepared, showPrepared } from './preparing.ts';
import { countProgress } from './progress.ts';
import type { Feed, KayoiDb, StoreFacts } from './schema.ts';
import { changed } from './state.ts';
import { sweep } from './sweeping.ts';
import { tell } from './tabs.ts';
import type { Row } from './wire.ts';

interface Change {
  scope: string;
  prepared: Prepared;
  /** Rows of these parts that the server does not have there: on their way out, so that unsent work keeps them. */
  extra: string[];
  broken: string[];
  digest: Digest;
  fixed: number;
}

/** Put the rows of some parts in place of what lies there; answers how many were missing, other or too many. */
export async function takeRows(audit: Audit, parts: number[], rows: Row[]): Promise<number> {
  return untilFresh(
    async () => {
      if (audit.gen !== memory.feed.gen) throw new Stale();
      const change = await changeOf(audit, new Set(parts), rows);
      const done = await transact('rw', (tables) => put(tables, change, audit.gen));
      memory.feed = done.feed;
      memory.facts = done.facts;
      if (done.feed.side === done.feed.shown) showPrepared(change.prepared);
      follow(audit, change);
      await loadOps();
      await sweep();
      indexRecords(change.prepared.rows.filter((row) => row.kind === 'person').map((row) => row.id));
      await countProgress();
      changed.value += 1;
      tell('replica');
      return change.fixed;
    },
    async () => {
      await loadAll();
      Object.assign(audit, await audited(audit.scope));
    },
  );
}

async function changeOf(audit: Audit, parts: ReadonlySet<number>, rows: Row[]): Promise<Change> {
  const { gen, side, cursor } = memory.feed;
  const { scope } = audit;
  const come = rows.map((row) => ({ ...row, gen: gen + 1 }));
  const there = new Set(come.map((row) => row.id));
  const extra = [...audit.rows.keys()].filter((id) => parts.has(partOf(id)) && !there.has(id));
  // A row changed since the last page is news, not a fault.
  const other = come.filter(({ id, seq }) => audit.rows.get(id) !== seq && seq <= (cursor[scope] ?? 0));
  const left = [...audit.rows].filter(([id]) => !there.has(id) && !extra.includes(id));
  const digest = digestOf([...left.map(([id, seq]) => ({ id, seq })), ...come]);
  const broken = [...audit.broken].filter((id) => parts.has(partOf(id)) && !there.has(id));
  const prepared = await prepare(come, side);
  return { scope, prepared, extra, broken, digest, fixed: other.length + extra.length };
}

async function put(tables: KayoiDb, change: Change, gen: number): Promise<{ feed: Feed; facts: StoreFacts }> {
  const { feed, facts } = await readFacts(tables);
  if (!feed || !facts || feed.gen !== gen) throw new Stale();
  const { scope, prepared, extra, broken } = change;
  await putPrepared(tables, prepared);
  await tables.leaving.bulkPut(extra.map((id) => ({ scope, id, since: [] })));
  await tables.rows.bulkDelete(broken.map((id) => [feed.side, scope, id]));
  const next = { ...feed, gen: gen + 1, digest: { ...feed.digest, [scope]: change.digest } };
  const known = { ...facts, repaired: (facts.repaired ?? 0) + change.fixed };
  await tables.meta.bulkPut([
    { key: 'feed', value: next },
    { key: 'store', value: known },
  ]);
  return { feed: next, facts: known };
}

/** What lies on disk after the change. */
function follow(audit: Audit, { prepared, extra, broken }: Change): void {
  audit.gen = memory.feed.gen;
  for (const { id, seq } of prepared.rows) audit.rows.set(id, seq);
  for (const id of extra) audit.rows.delete(id);
  for (const id of [...broken, ...prepared.rows.map((row) => row.id)]) audit.broken.delete(id);
}
