/** What a page means for the ops that had arrived before it was asked for: one look at them, few writes. */
import { type ClearOp, clearOps } from './counting.ts';
import { heldReason, isRefused } from './pushing.ts';
import type { Feed, KayoiDb } from './schema.ts';
import { grown } from './settle.ts';
import type { PageReply } from './wire.ts';

/**
 * The scopes in which a pull begun after this op's arrival has reached the head. Not written to each op at each head:
 * the feed keeps at which page each scope was at its head last, the op at which page it arrived.
 */
export function sinceOf(op: ClearOp, feed: Feed): string[] {
  const arrived = op.arrived_gen;
  if (arrived === undefined || op.state === 'sent') return op.since;
  const later = Object.entries(feed.headAt ?? {}).filter(([, gen]) => gen > arrived);
  return later.length === 0
    ? op.since
    : grown(
        op.since,
        later.map(([scope]) => scope),
      );
}

/** The feed once this page, which has that number, has listed its heads. */
export function withHeads(feed: Feed, heads: string[], gen: number): Feed {
  return { ...feed, headAt: { ...feed.headAt, ...Object.fromEntries(heads.map((scope) => [scope, gen])) } };
}

/** Ops released since, or held only now: their writers' present quarantine comes with every page. */
export async function noteHeld(tables: KayoiDb, page: PageReply, gen: number): Promise<void> {
  const held = new Map(page.held);
  if (held.size === 0 && ![...clearOps()].some((op) => op.held)) return;
  const named = new Set(Object.keys(page.received).map(Number));
  const arrived = await tables.outbox.where('state').equals('arrived').toArray();
  const changed = arrived.filter(
    (op) =>
      named.has(op.writer_no) &&
      op.held !== held.has(`${op.writer_no}.${op.seq}`) &&
      // What the server never took stays on hold here, until she has filed another in its place.
      (op.replaced_by !== undefined || !isRefused(op)),
  );
  for (const op of changed) {
    const reason = held.get(`${op.writer_no}.${op.seq}`);
    Object.assign(op, { held: reason !== undefined, since: [], holdable: false });
    if (reason === undefined) {
      op.arrived_gen = gen;
      delete op.reason;
    } else {
      delete op.arrived_gen;
      op.reason = heldReason(op, reason);
    }
  }
  await tables.outbox.bulkPut(changed);
}
