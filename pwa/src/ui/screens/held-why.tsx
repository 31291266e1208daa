import { type Fields, type HeldOp, type OpDraft, type RecordView, replacement } from '../../store/index.ts';
import { Message } from '../parts/index.ts';
import { isFixable, reasonText } from '../shown/reasons.ts';

/** Why it is on hold, above the form that puts it right. */
export function HeldWhy({ held }: { held: HeldOp }) {
  return (
    <Message tone={isFixable(held.reason) ? 'ask' : 'plain'} test="held-why">
      {reasonText(held.reason)}
    </Message>
  );
}

/** The op that stands in for the held one; null when nothing was changed and sending it again would not help. */
export function corrected(held: HeldOp, now: Fields, drawn?: RecordView): OpDraft | null {
  const same = Object.entries(now).every(([field, value]) => value === (held.fields[field] ?? null));
  if (same && held.reason !== 'unproven-author') return null;
  return replacement(held.op, now, drawn);
}
