import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countsOf, items, type OpFacts } from '../src/store/grouping.ts';
import { bodiesOf } from '../src/store/making.ts';
import { closed, contains, type KeptRow, type OverlayOp, viewOf } from '../src/store/overlay.ts';
import { holdingText, holds, rangesOf } from '../src/store/ranges.ts';
import { type LeavingMark, type OpMark, type SettleFacts, settle } from '../src/store/settle.ts';
import type { RecordView } from '../src/store/types.ts';
import { edit, sawOf } from '../src/store/view.ts';
import { nextWait } from '../src/sync/waits.ts';

const SCOPES = ['area:a', 'staff:s', 'tenant'];
function facts(more: Partial<SettleFacts> = {}): SettleFacts {
  return {
    scopesOf: () => SCOPES,
    held: SCOPES,
    resetting: false,
    stays: () => ['area:a'],
    drafted: new Set(),
    ...more,
  };
}
function mark(more: Partial<OpMark> = {}): OpMark {
  return {
    n: 1,
    names: ['p'],
    record: 'p',
    staff: 's',
    state: 'arrived',
    held: false,
    since: SCOPES,
    ...more,
  };
}
const numbers = (ops: OpMark[]) => ops.map((op) => op.n);

test('ranges join neighbours and are written short', () => {
  assert.deepEqual(rangesOf([3, 1, 2, 7, 2]), [
    [1, 3],
    [7, 7],
  ]);
  assert.ok(holds([[1, 3]], 3) && !holds([[1, 3]], 4));
  const ops = [1, 2, 4].map((seq) => ({ writer_no: 12, seq })).concat({ writer_no: 3, seq: 9 });
  assert.equal(holdingText(ops), '3:9;12:1-2.4');
});

test('an op is shown only when every held scope was at head after its arrival', () => {
  assert.deepEqual(numbers(settle([mark()], [], facts()).shown), [1]);
  assert.deepEqual(settle([mark({ since: ['area:a', 'tenant'] })], [], facts()).shown, []);
  assert.deepEqual(settle([mark({ state: 'sent' })], [], facts()).shown, []);
  assert.deepEqual(
    settle([mark({ held: true })], [], facts()).shown,
    [],
    'what is held stays in the overlay',
  );
  assert.deepEqual(
    settle([mark()], [], facts({ resetting: true })).shown,
    [],
    'nothing is shown during a reset',
  );
});

test('a newly gained scope counts as not reached', () => {
  assert.deepEqual(settle([mark()], [], facts({ scopesOf: () => [...SCOPES, 'area:new'] })).shown, []);
});

test('a withdrawn row goes at head everywhere, and never under an open draft or an unshown op', () => {
  const row: LeavingMark = { scope: 'area:a', id: 'p', since: SCOPES };
  assert.deepEqual(settle([], [row], facts()).gone, [row]);
  assert.deepEqual(settle([], [{ ...row, since: ['tenant'] }], facts()).gone, []);
  assert.deepEqual(settle([], [row], facts({ drafted: new Set(['p']) })).gone, []);
  const sheet = mark({ record: 'sheet', names: ['sheet', 'p'], state: 'sent' });
  assert.deepEqual(settle([sheet], [row], facts()).gone, [], 'an unsent sheet about the person keeps her');
  assert.deepEqual(settle([mark()], [row], facts()).gone, [row], 'an op shown in the same moment frees it');
});

test('a retained row goes on showing what she entered', () => {
  const shown = mark({ n: 1 });
  const unsent = mark({ n: 2, state: 'sent', since: [] });
  assert.deepEqual(settle([shown, unsent], [], facts({ stays: () => [] })).shown, []);
  const waiting = mark({ n: 2, since: ['tenant'] });
  assert.deepEqual(settle([shown, waiting], [], facts({ stays: () => [] })).shown, []);
  assert.deepEqual(numbers(settle([shown, unsent], [], facts()).shown), [1]);
});

test('a row of an area that only a colleague holds keeps the op until she receives', () => {
  const hers = facts({ stays: () => ['area:b'] });
  assert.deepEqual(settle([mark()], [], hers).shown, []);
  assert.deepEqual(numbers(settle([mark({ since: [...SCOPES, 'area:b'] })], [], hers).shown), [1]);
});

test('an op and its withdrawn row leave the screen together', () => {
  const row: LeavingMark = { scope: 'area:a', id: 'p', since: ['tenant'] };
  const gone = facts({ stays: () => [] });
  assert.deepEqual(settle([mark()], [row], gone), { shown: [], gone: [] });
  assert.equal(settle([mark()], [{ ...row, since: SCOPES }], gone).gone.length, 1);
  assert.equal(settle([mark()], [{ ...row, since: SCOPES }], gone).shown.length, 1);
});

function op(n: number, body: Partial<OverlayOp['body']>, more: Partial<OverlayOp> = {}): OverlayOp {
  const full = { seq: n, save: n, kind: 'person' as const, id: 'p', made_at: '', ...body };
  return {
    op: `12.${n}`,
    n,
    body: full,
    sent: true,
    staff: 's',
    by: { name: '佐藤', at: '', device: '' },
    ...more,
  };
}
const row: KeptRow = {
  scope: 'area:a',
  seq: 5,
  gen: 3,
  kind: 'person',
  id: 'p',
  op: '7.1',
  fields: { phone: '1' },
};

test('an edit over an unshown op also lists what that op saw', () => {
  const first = op(1, { edits: { phone: { saw: ['7.1', '8.2'], now: '2' } } });
  const unshown = new Map([[first.op, first]]);
  assert.deepEqual(closed(['12.1'], 'phone', unshown).sort(), ['12.1', '7.1', '8.2']);
  const draft = { kind: 'person' as const, id: 'p', edits: { phone: { saw: ['12.1'], now: '3' } } };
  const [body] = bodiesOf(draft, { writer_no: 12, seq: 2, save: 2, made_at: 't' }, unshown);
  assert.deepEqual(body?.edits?.phone?.saw, ['12.1', '7.1', '8.2']);
  assert.equal(
    JSON.stringify(body),
    '{"seq":2,"save":2,"kind":"person","id":"p","made_at":"t","edits":{"phone":{"saw":["12.1","7.1","8.2"],"now":"3"}}}',
  );
});

test('a row pulled after the arrival of an op is not overlaid again: a later edit by others stays', () => {
  const mine = op(1, { edits: { phone: { saw: ['7.1'], now: '2' } } }, { sent: false, arrivedGen: 3 });
  const later: KeptRow = { ...row, gen: 4, fields: { phone: '9' }, members: { phone: [['8.8', '9']] } };
  assert.ok(contains(later, mine) && !contains(row, mine));
  assert.deepEqual(viewOf(later, [mine])?.members.phone, [{ op: '8.8', value: '9' }]);
  assert.equal(viewOf(row, [mine])?.fields.phone, '2');
});

test('a held op stays on the screen and says so, whatever was pulled', () => {
  const held = op(1, { edits: { phone: { saw: ['7.1'], now: '2' } } }, { sent: false, held: 'not-allowed' });
  const view = viewOf({ ...row, gen: 99 }, [held]);
  assert.equal(view?.fields.phone, '2');
  assert.equal(view?.held, 'not-allowed');
  assert.equal(view?.unsent, false);
});

test('what was not changed makes no op; choosing the value in use settles a conflict', () => {
  const view = viewOf(row, []) as RecordView;
  assert.equal(edit(view, { phone: '1' }), null);
  assert.equal(edit(view, { address: null }), null);
  assert.deepEqual(edit(view, { phone: '2' }), {
    kind: 'person',
    id: 'p',
    edits: { phone: { saw: ['7.1'], now: '2' } },
  });
  const two = viewOf(
    {
      ...row,
      members: {
        phone: [
          ['7.1', '1'],
          ['8.1', '2'],
        ],
      },
    },
    [],
  ) as RecordView;
  assert.deepEqual(sawOf(two, 'phone'), ['7.1', '8.1']);
  assert.deepEqual(edit(two, { phone: '1' }), {
    kind: 'person',
    id: 'p',
    edits: { phone: { saw: ['7.1', '8.1'], now: '1' } },
  });
});

function fact(n: number, save: number, more: Partial<OpFacts> = {}): OpFacts {
  const base = {
    seq: n,
    writer_no: 12,
    staff: 's',
    kind: 'person' as const,
    record: `r${n}`,
    made_at: '',
    held: false,
    round: 1,
  };
  return { n, save, state: 'sent', ...base, ...more };
}
const nobody = new Set<number>();
const name = (staff: string) => (staff === 't' ? '鈴木' : '佐藤');

test('件 = one thing she saved, however many ops it made', () => {
  const registration = [
    fact(1, 1),
    fact(2, 1, { kind: 'membership', person: 'r1' }),
    fact(3, 1, { kind: 'attendance' }),
  ];
  const counts = countsOf([...registration, fact(4, 2, { kind: 'submission' })], 's', 1, nobody, name);
  assert.deepEqual(counts, { total: 2, unsent: 2, sending: 0, arrived: 0, held: 0, others: {} });
  assert.equal(items(registration, nobody)[0]?.kind, 'person');
});

test('a save has arrived when all of it has; what is held counts as arrived and as held', () => {
  const half = [fact(1, 1, { state: 'arrived', arrived_at: 'T1' }), fact(2, 1)];
  assert.equal(countsOf(half, 's', 1, nobody, name).unsent, 1);
  assert.equal(countsOf(half, 's', 1, new Set([2]), name).sending, 1);
  const done = half.map((one) => ({ ...one, state: 'shown' as const, arrived_at: 'T2' }));
  const held = fact(3, 2, { state: 'arrived', held: true, reason: 'not-allowed' });
  const counts = countsOf([...done, held], 's', 1, nobody, name);
  assert.deepEqual([counts.total, counts.arrived, counts.held, counts.arrivedAt], [2, 2, 1, 'T2']);
});

test('earlier rounds are forgotten, unsent work and other staff are not', () => {
  const old = fact(1, 1, { state: 'shown', round: 0 });
  const left = fact(2, 2, { round: 0 });
  const other = fact(3, 1, { staff: 't', writer_no: 13 });
  const counts = countsOf([old, left, other], 's', 1, nobody, name);
  assert.deepEqual([counts.total, counts.unsent, counts.others], [1, 1, { 鈴木: 1 }]);
});

test('waits grow with every miss, are jittered, and have an end', () => {
  assert.equal(nextWait('done', 0, 0.5), 60_000);
  assert.equal(nextWait('unreachable', 1, 0.5), 2_000);
  assert.equal(nextWait('unreachable', 4, 0), 8_000);
  assert.equal(nextWait('unreachable', 99, 0.99), 447_000);
});
