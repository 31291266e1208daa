/** Push against a server, a wire and a storage that do their worst: nothing is lost, nothing is said too early. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, restart, signIn } from './device.ts';
import { StrictServer } from './strict.ts';
import { json, problem, sayOnLine, Wire } from './wire.ts';

const { transact } = await import('../../src/store/db.ts');
const { counts, edit, outbox, person, record, save } = await import('../../src/store/index.ts');
const { memory } = await import('../../src/store/memory.ts');
const { run } = await import('../../src/sync/run.ts');
const { askAboutHeld } = await import('../../src/sync/pushes.ts');

let server: StrictServer;
let wire: Wire;
beforeEach(async () => {
  server = new StrictServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a']);
  wire = new Wire(server, ['area:a'], [12]);
  sayOnLine(true);
});
test.after(closeTabs);

const newPerson = (id: string, more: object = {}) => ({
  kind: 'person' as const,
  id,
  new: { area: 'a', ...more },
});
async function file(count: number, from = 1): Promise<void> {
  for (let n = from; n < from + count; n++) await save([newPerson(`p${n}`)]);
}
const seqsOf = (texts: [number, ...unknown[]][]) => texts.map(([seq]) => seq);

for (const status of [400, 413, 422])
  test(`one op refused with ${status} is found by halving, kept here, and its number accounted for`, async () => {
    await file(20);
    wire.meddle = ({ path, body }) => {
      const ops = path === '/sync/push' ? (body as { ops: [number, string, string][] }).ops : [];
      return ops.some(([, , text]) => text.includes('"id":"p7"')) ? problem(status, 'invalid') : undefined;
    };
    assert.equal(await run(), 'done');
    assert.equal(server.state.ops.size, 20);
    assert.deepEqual([...server.marked], ['12.7']);
    assert.deepEqual([counts.value.arrived, counts.value.held, counts.value.unsent], [20, 1, 0]);
    assert.ok(person('p7'), 'on screen, and its bytes are kept');
    const [held] = (await outbox()).filter((row) => row.state === 'held');
    assert.deepEqual([held?.reason, held?.held_op], ['refused', '12.7']);
    assert.ok(wire.pushes().length <= 15, `found in ${wire.pushes().length} requests`);
    await file(1, 21);
    await run();
    assert.deepEqual(server.misfits, [], 'the mark is what came before the next op');
  });

test('a server that refuses everything marks nothing as refused', async () => {
  await file(5);
  wire.meddle = ({ path }) => (path === '/sync/push' ? problem(422, 'invalid') : undefined);
  assert.equal(await run(), 'unreachable');
  assert.deepEqual([counts.value.unsent, counts.value.held], [5, 0]);
  wire.meddle = () => undefined;
  assert.equal(await run(), 'done');
  assert.deepEqual([...server.marked], []);
  assert.equal(server.state.records.size, 5);
});

test('what was refused is sent for real when the server was restored, and arrives then', async () => {
  await file(2);
  wire.meddle = ({ path, body }) => {
    const text = path === '/sync/push' ? JSON.stringify(body) : '';
    return text.includes('p2') ? problem(413, 'too-large') : undefined;
  };
  await run();
  assert.deepEqual([...server.marked], ['12.2']);
  wire.meddle = () => undefined;
  server.epoch = 'e2';
  await run();
  assert.deepEqual([...server.marked], []);
  assert.ok(server.state.records.has('p2'));
  assert.deepEqual([counts.value.held, counts.value.unsent], [0, 0]);
});

test('a row that cannot be read says so in its place, once and for all pushes after it', async () => {
  await file(3);
  await transact('rw', (tables) =>
    tables.outbox
      .where('[writer_no+seq]')
      .equals([12, 2])
      .modify(({ sealed: _none, ...op }, ref) => {
        ref.value = { ...op, blob: new Uint8Array([0xff, 0xfe]) };
      }),
  );
  await restart();
  await run();
  assert.deepEqual([...server.marked], ['12.2']);
  assert.deepEqual([counts.value.arrived, counts.value.held], [3, 1]);
  const [held] = (await outbox()).filter((row) => row.state === 'held');
  assert.equal(held?.reason, 'unreadable-here');
  await file(1, 4);
  await run();
  assert.deepEqual(server.misfits, []);
  await transact('rw', (tables) =>
    tables.outbox.where('[writer_no+seq]').equals([12, 3]).modify({ state: 'sent' }),
  );
  await restart();
  await run();
  assert.deepEqual(
    server.misfits,
    [],
    'the op after the unreadable one goes alone, on the past the server knows',
  );
});

test('a row that is gone leaves a gap, and a gap stops nothing', async () => {
  await file(4);
  await transact('rw', (tables) => tables.outbox.where('[writer_no+seq]').equals([12, 2]).delete());
  await restart();
  assert.equal(await run(), 'done');
  assert.deepEqual([...server.state.ops.keys()], ['12.1', '12.3', '12.4']);
  assert.deepEqual([counts.value.arrived, counts.value.unsent], [3, 0]);
  assert.equal(wire.pushes()[0]?.made_seq, 4, 'the server is told how many there should be');
});

test('answers that are not ours change nothing: a page of the wire, half a reply, verdicts without a receipt', async () => {
  await file(2);
  const lies = [
    json({ hello: 'free wifi' }),
    json({ epoch: 'e1', verdicts: [{ from: 1, to: 2, verdict: 'applied' }] }),
    json({ epoch: '', verdicts: [], received: {} }),
    json([]),
    new Response('<html>sign in to the wifi</html>', { headers: { 'Content-Type': 'text/html' } }),
    new Response('{"epoch":"e1","verd', { headers: { 'Content-Type': 'application/json' } }),
    problem(503, 'busy'),
    problem(507, 'full'),
    problem(429, 'slow'),
  ];
  for (const lie of lies) {
    wire.meddle = ({ path }) => (path === '/sync/push' ? lie : undefined);
    assert.equal(await run(), 'unreachable');
    assert.deepEqual([counts.value.unsent, counts.value.arrived], [2, 0]);
    assert.equal(memory.feed.shown, memory.feed.side, 'no reset was begun');
  }
  const unbacked = {
    epoch: 'e1',
    verdicts: [{ from: 1, to: 2, verdict: 'applied' }],
    received: { '12': [] },
    backed_up: {},
  };
  wire.meddle = ({ path }) => (path === '/sync/push' ? json(unbacked) : undefined);
  for (let tries = 0; tries < 2; tries++)
    await Promise.race([run(), new Promise((end) => setTimeout(end, 300))]);
  assert.deepEqual(
    [counts.value.unsent, counts.value.arrived],
    [2, 0],
    '届きました only when it is in the receipt',
  );
});

test('a reset that is no reset, and epochs that change at every turn, end a run and lose nothing', async () => {
  await file(1);
  wire.meddle = ({ path }) => (path === '/sync/pull' ? problem(409, 'feed-reset') : undefined);
  assert.equal(await run(), 'unreachable');
  let turn = 0;
  wire.meddle = ({ path }) =>
    path === '/sync/pull' ? problem(409, 'feed-reset', { epoch: `e${++turn}` }) : undefined;
  assert.equal(await run(), 'unreachable');
  assert.ok(wire.count('/sync/pull') <= 5, 'it does not turn for ever');
  wire.meddle = () => undefined;
  assert.equal(await run(), 'done');
  assert.equal(counts.value.unsent, 0);
});

test('nobody at this number: she is asked to sign in, and colleagues are sent all the same', async () => {
  await file(1);
  await signIn(server, 'tanaka', 13, ['a']);
  await save([newPerson('p9')]);
  wire.meddle = ({ path, body }) =>
    path === '/sync/push' && (body as { writer_no: number }).writer_no === 12
      ? problem(409, 'writer-unknown')
      : undefined;
  wire.writers = [13];
  assert.equal(await run(), 'done', "a colleague's number is no reason to ask her");
  assert.ok(server.state.ops.has('13.1') && !server.state.ops.has('12.1'));
  await signIn(server, 'sato', 12, ['a']);
  wire.writers = [12];
  assert.equal(await run(), 'login');
  wire.meddle = () => undefined;
  assert.equal(await run(), 'done');
  assert.ok(server.state.ops.has('12.1'));
});

test('a login that ends in the middle of a run: what had arrived has, the rest waits and is sent once', async () => {
  await file(3);
  let pushes = 0;
  await transact('rw', (tables) =>
    tables.outbox.where('[writer_no+seq]').equals([12, 2]).modify({ made_as: '9.2' }),
  );
  wire.meddle = ({ path }) =>
    path === '/sync/push' && ++pushes === 2 ? problem(401, 'login-required') : undefined;
  assert.equal(await run(), 'login');
  assert.deepEqual([counts.value.arrived, counts.value.unsent], [1, 2]);
  wire.meddle = () => undefined;
  assert.equal(await run(), 'done');
  assert.deepEqual([...server.state.ops.keys()], ['12.1', '12.2', '12.3']);
});

test('a batch cut before or after the server took it is sent again and filed once', async () => {
  await file(3);
  for (const how of ['cut', 'cut-after', 'cut-after'] as const) {
    wire.meddle = ({ path }) => (path === '/sync/push' ? how : undefined);
    assert.equal(await run(), 'unreachable');
    assert.deepEqual([counts.value.unsent, counts.value.arrived], [3, 0]);
  }
  wire.meddle = () => undefined;
  await run();
  assert.equal(server.state.records.size, 3);
  assert.deepEqual(server.misfits, []);
});

test('what is saved while a push is under way is not said to have arrived with it', async () => {
  await file(1);
  let during: Promise<unknown> | undefined;
  wire.meddle = ({ path }) => {
    if (path === '/sync/push' && !during) during = file(1, 2);
    return undefined;
  };
  await run();
  await during;
  const pushed = wire.pushes().flatMap(({ ops }) => seqsOf(ops));
  assert.equal(counts.value.arrived, pushed.length, 'what was on its way, and nothing else');
  assert.ok(person('p2'));
  await run();
  assert.deepEqual([counts.value.total, counts.value.arrived, counts.value.unsent], [2, 2, 0]);
  assert.deepEqual(
    wire.pushes().map(({ ops }) => seqsOf(ops)),
    [[1], [2]],
  );
});

test('a held op is asked about again when she presses, and goes in when nothing stands against it', async () => {
  await save([newPerson('p1', { phone: 'BAD' })]);
  await run();
  assert.equal(counts.value.held, 1);
  server.release();
  wire.meddle = ({ path }) => (path === '/sync/pull' ? 'cut' : undefined);
  askAboutHeld();
  await run();
  assert.equal(counts.value.held, 0, 'by the push alone');
});

test('a copied store goes on under its new number, killed between reply and storage or not', async () => {
  await file(2);
  await run();
  const before = wire.pushes().length;
  const view = await record('p1');
  const op = view && edit(view, { phone: '1' });
  assert.ok(op);
  await save([op]);
  // Written as the server would: the op is filed as 40.3, and the reply says so; the tablet is killed on the way.
  const moved = { from: 12, to: 40, mac_key: 'AAAA', certificate: 'c40', first_seq: 3 };
  const move = (body: { ops: [number, string, string][] }) => {
    const reply = server.push({ ...(body as never as object), writer_no: 40, prev_hash: '' } as never);
    return json({ ...reply, moved });
  };
  const put = IDBObjectStore.prototype.put;
  let broken = 1;
  wire.meddle = ({ path, body }) => {
    const { writer_no } = (body ?? {}) as { writer_no?: number };
    return path === '/sync/push' && writer_no === 12 ? move(body as never) : undefined;
  };
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given: Parameters<typeof put>) {
    const { verdict } = given[0] as { verdict?: string };
    if (verdict && broken-- > 0) throw new Error('killed');
    return put.apply(this, given);
  };
  await assert.rejects(run);
  IDBObjectStore.prototype.put = put;
  await restart();
  assert.equal(await run(), 'done');
  const sent = wire.pushes().slice(before);
  assert.deepEqual(
    sent.map(({ writer_no, ops, made_as }) => [writer_no, seqsOf(ops), made_as]),
    [
      [12, [3], undefined],
      [40, [3], '12.3'],
    ],
  );
  assert.deepEqual([counts.value.unsent, counts.value.held], [0, 0]);
  await file(1, 9);
  await run();
  assert.equal(wire.pushes().at(-1)?.writer_no, 40);
  assert.ok(server.state.ops.has('40.4') && !server.state.ops.has('12.4'));
});
