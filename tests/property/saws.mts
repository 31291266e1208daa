/** Answers the questions of test_saws.py: the edits a tablet makes of one field without signal, each over the last. */
import { readFileSync } from 'node:fs';
import type { OverlayOp } from '../../pwa/src/store/overlay.ts';
import { sawParts } from '../../pwa/src/store/saws.ts';

interface Question {
  count: number;
  /** seq → ids of other tablets' edits that were on screen when that edit was drawn. */
  others: Record<string, string[]>;
}

/** Per edit: its id, what it lists, and everything it stands on. */
function answer({ count, others }: Question): { op: string; saw: string[]; all: string[] }[] {
  const made = new Map<string, OverlayOp>();
  const known = new Map<string, Set<string>>();
  for (let seq = 1; seq <= count; seq++) {
    const drawn = [...(others[seq] ?? []), ...(seq > 1 ? [`12.${seq - 1}`] : [])];
    const [saw = []] = sawParts(drawn, 'phone', made);
    const body = { seq, save: seq, kind: 'person' as const, id: 'p', made_at: '', edits: { phone: { saw, now: seq } } };
    const by = { name: '', at: '', device: '' };
    made.set(`12.${seq}`, { op: `12.${seq}`, n: seq, body, sent: true, staff: 's', by });
    known.set(`12.${seq}`, new Set(drawn.flatMap((id) => [id, ...(known.get(id) ?? [])])));
  }
  return [...made].map(([op, { body }]) => {
    return { op, saw: body.edits?.phone?.saw ?? [], all: [...(known.get(op) ?? [])] };
  });
}

const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean);
process.stdout.write(lines.map((line) => `${JSON.stringify(answer(JSON.parse(line)))}\n`).join(''));
