/** What an edit lists as seen stays within what the wire allows, and the merge comes to the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodiesOf } from '../../src/store/making.ts';
import type { OverlayOp } from '../../src/store/overlay.ts';
import { sawParts } from '../../src/store/saws.ts';

const BY = { name: '', at: '', device: '' };

/** A store with `count` unshown edits of one field, each drawn over the one before; `foreign` saw others' ops too. */
function chain(count: number, foreign: (seq: number) => string[] = () => []): Map<string, OverlayOp> {
  const made = new Map<string, OverlayOp>();
  for (let seq = 1; seq <= count; seq++) {
    const drawn = seq === 1 ? ['7.1'] : [`12.${seq - 1}`];
    const saw = sawParts([...drawn, ...foreign(seq)], 'phone', made).at(-1) ?? [];
    const body = {
      seq,
      save: seq,
      kind: 'person' as const,
      id: 'p',
      made_at: '',
      edits: { phone: { saw, now: `${seq}` } },
    };
    made.set(`12.${seq}`, { op: `12.${seq}`, n: seq, body, sent: true, staff: 's', by: BY });
  }
  return made;
}
const sawOf = (ops: Map<string, OverlayOp>, seq: number) =>
  ops.get(`12.${seq}`)?.body.edits?.phone?.saw ?? [];

test('a short chain lists everything it stands on', () => {
  const ops = chain(50);
  assert.deepEqual(
    [...sawOf(ops, 50)].sort(),
    ['7.1', ...Array.from({ length: 49 }, (_, i) => `12.${i + 1}`)].sort(),
  );
});

test('a chain of a thousand edits stays within 200 ids, with what others wrote always among them', () => {
  const ops = chain(1000, (seq) => (seq % 100 === 0 ? [`9${seq}.1`] : []));
  for (const seq of [200, 201, 500, 1000]) {
    const saw = sawOf(ops, seq);
    assert.equal(saw.length, 200);
    assert.ok(saw.includes('7.1') && saw.includes(`12.${seq - 1}`) && saw.includes(`12.${seq - 150}`));
    for (let others = 100; others <= seq; others += 100)
      assert.ok(saw.includes(`9${others}.1`), `${seq}: ${others}`);
  }
});

test('more values than one op may list as seen are settled by several ops of one save, each over the one before', () => {
  const drawn = Array.from({ length: 450 }, (_, i) => `${100 + i}.1`);
  const draft = {
    kind: 'person' as const,
    id: 'p',
    edits: { phone: { saw: drawn, now: 'x' }, note: { saw: [], now: 'y' } },
  };
  const bodies = bodiesOf(draft, { writer_no: 12, seq: 8, save: 3, made_at: 't' }, new Map());
  assert.deepEqual(
    bodies.map(({ seq, save, edits }) => [
      seq,
      save,
      edits?.phone?.saw.length,
      Object.keys(edits ?? {}).length,
    ]),
    [
      [8, 3, 200, 2],
      [9, 3, 200, 1],
      [10, 3, 52, 1],
    ],
  );
  assert.deepEqual([bodies[1]?.edits?.phone?.saw[0], bodies[2]?.edits?.phone?.saw[0]], ['12.8', '12.9']);
  const all = new Set(bodies.flatMap(({ edits }) => edits?.phone?.saw ?? []));
  assert.deepEqual([...all].sort(), [...drawn, '12.8', '12.9'].sort());
});
