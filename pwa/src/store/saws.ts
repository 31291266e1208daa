/** What an edit lists as seen, within what the wire allows for one field. */
import { closed, type OverlayOp } from './overlay.ts';

/** Ids in one `saw`; sync/ops.py refuses more. */
const MOST = 200;

/**
 * The ids in parts of at most 200, nearly always one part. Each later part belongs to one more edit of the field,
 * which also sees the edit before it.
 *
 * What was drawn and what others wrote is always listed. Of a long chain of the store's own edits the newest are
 * enough: each of them lists those before it, so an older one can stay only when a whole window of edits after it is
 * kept aside, and then it stands beside the newest as a question, never in its place.
 */
export function sawParts(
  drawn: string[],
  field: string,
  unshown: ReadonlyMap<string, OverlayOp>,
): string[][] {
  const all = closed(drawn, field, unshown);
  if (all.length <= MOST) return [all];
  const own = new Set([...unshown.keys()].map(writerOf));
  const always = all.filter((id) => drawn.includes(id) || !own.has(writerOf(id)));
  const chain = all.filter((id) => !always.includes(id)).sort(newestFirst(unshown));
  const parts = [always.slice(0, MOST)];
  for (let at = MOST; at < always.length; at += MOST - 1) parts.push(always.slice(at, at + MOST - 1));
  const last = parts.at(-1) as string[];
  const room = MOST - last.length - (parts.length > 1 ? 1 : 0);
  last.push(...chain.slice(0, room));
  return parts;
}

const writerOf = (id: string): string => id.slice(0, id.indexOf('.'));
const seqOf = (id: string): number => Number(id.slice(id.indexOf('.') + 1));

/** Unshown ops in the order of making, then those the replica has in already. */
function newestFirst(unshown: ReadonlyMap<string, OverlayOp>): (a: string, b: string) => number {
  const madeAt = (id: string) => unshown.get(id)?.n ?? 0;
  return (a, b) => madeAt(b) - madeAt(a) || seqOf(b) - seqOf(a);
}
