/** Unsent work under its writer's own key, and sealed to the server so that any colleague on line can send it. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, PASSPHRASE, restart, sealedAnew, signIn, sync } from './device.ts';
import { failingAt } from './faults.ts';
import { opened, told } from './sealing.ts';
import { FakeServer } from './server.ts';

const { transact } = await import('../../src/store/db.ts');
const { about } = await import('../../src/store/access.ts');
const { headOf, isLent, sealBytes, unseal, unsealBytes } = await import('../../src/store/codec.ts');
const { DEVICE, KeysGone } = await import('../../src/store/keyring.ts');
const { memory } = await import('../../src/store/memory.ts');
const { onWire } = await import('../../src/store/sealing.ts');
const store = await import('../../src/store/index.ts');
const feed = await import('../../src/store/running.ts');
const { counts, drafts, edit, noteRead, openStore, person, phase, record, save, saveDraft } = store;

let server: FakeServer;
beforeEach(async () => {
  server = new FakeServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sync(server);
});
test.after(closeTabs);

const somebody = (id: string, area = 'a') => ({
  kind: 'person' as const,
  id,
  new: { family: '鷽替', given_kana: 'ハナ', area },
});
const draft = (id: string) => ({
  id,
  person: 'p1',
  form: 'q',
  version: 1,
  answers: { 'a.q': 1 },
  page: 1,
  started_at: '1',
});
const ops = () => transact('r', (tables) => tables.outbox.toArray());
const reads = () => transact('r', (tables) => tables.reads.toArray());
const writers = () => transact('r', (tables) => tables.writers.toArray());

async function noted(count: number): Promise<void> {
  for (let tries = 0; (await reads()).length < count && tries < 50; tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** sato has saved two ops, a draft and a read; suzuki is at work now. */
async function leftBySato(): Promise<void> {
  await save([somebody('p1'), somebody('p2', 'b')]);
  await saveDraft(draft('d1'));
  noteRead('person', 'p1');
  await noted(1);
  await feed.signedOut(true);
  await signIn(server, 'suzuki', 13, ['a']);
}

test('with a colleague’s keys nothing opens of what is not sent, nor what signs it', async () => {
  await leftBySato();
  const [op, ...rest] = await ops();
  const [writer] = (await writers()).filter(({ staff }) => staff === 'sato');
  const [read] = await reads();
  assert.ok(op?.blob && rest.length === 1 && writer && read);
  await assert.rejects(unseal(op.blob, about.op(op)), KeysGone);
  await assert.rejects(unseal(writer.blob, about.writer(writer)), KeysGone);
  await assert.rejects(unseal(read.blob, about.read(read)), KeysGone);
  assert.deepEqual([...memory.ops.keys()], []);
  assert.equal(person('p1'), undefined);
  assert.deepEqual(counts.value.others, { sato: 1 });
});

test('what she sends for a colleague reaches the server byte by byte as it was made', async () => {
  await leftBySato();
  const batch = await feed.nextBatch(12, 0, 10, false);
  assert.deepEqual(
    batch?.body.ops.map(([seq, , said]) => [seq, typeof said]),
    [
      [1, 'object'],
      [2, 'object'],
    ],
  );
  assert.equal(batch?.body.writer_cert, 'c');
  assert.equal((await feed.nextReads(10, 0))?.reads[0]?.length, 2);
  await sync(server);
  assert.ok(server.state.records.has('p1') && server.state.records.has('p2'));
  assert.ok(person('p1'), 'now it is in the register');
  await feed.signedOut(true);
  await openStore();
  await feed.unlock('sato', PASSPHRASE);
  await sync(server);
  assert.deepEqual([counts.value.unsent, (await drafts()).length], [0, 1]);
  const view = await record('p2');
  assert.ok(view);
  const change = edit(view, { phone: '1' });
  assert.ok(change);
  await save([change]);
  await sync(server);
  assert.equal(person('p2')?.fields.phone, '1');
});

test('one unlock seals with one context, and each piece is for the server alone and for its own place', async () => {
  await save([somebody('p1')]);
  await save([somebody('p2')]);
  await restart();
  await save([somebody('p3')]);
  const all = await ops();
  const heads = all.map(({ sealed }) => String(sealed?.bytes.slice(0, 113)));
  assert.deepEqual([heads[0] === heads[1], heads[1] === heads[2]], [true, false]);
  const texts = await Promise.all(
    all.map((op) =>
      op.sealed
        ? opened(onWire(op.sealed), memory.facts.store_id, `op/${op.writer_no}.${op.seq}`)
        : assert.fail('not sealed'),
    ),
  );
  assert.deepEqual(
    texts.map((text) => (JSON.parse(text) as { id: string }).id),
    ['p1', 'p2', 'p3'],
  );
  const [first] = all;
  assert.ok(first?.sealed);
  await assert.rejects(opened(onWire(first.sealed), memory.facts.store_id, 'op/12.2'));
});

test('a spoilt row goes as it was sealed; one of which nothing is left waits for her and stops nobody', async () => {
  await save([somebody('p1')]);
  await save([somebody('p2')]);
  await save([somebody('p3')]);
  const spoilt = new Uint8Array([1, 2, 3]);
  await transact('rw', async (tables) => {
    const [one, two] = await tables.outbox.toArray();
    await tables.outbox.update(one?.n ?? 0, { blob: spoilt });
    await tables.outbox.update(two?.n ?? 0, { blob: spoilt });
    await tables.outbox
      .where('n')
      .equals(two?.n ?? 0)
      .modify((op) => {
        delete op.sealed;
      });
  });
  await feed.signedOut(true);
  await signIn(server, 'suzuki', 13, ['a']);
  await save([somebody('p4')]);
  await sync(server);
  assert.deepEqual([...server.said.keys()].sort(), ['12.1', '12.3', '13.1']);
  await openStore();
  await feed.unlock('sato', PASSPHRASE);
  const batch = await feed.nextBatch(12, 0, 10, false);
  assert.deepEqual(batch?.body.ops[0]?.[2], '{"seq":2,"lost":"unreadable"}');
});

test('what a colleague cannot have refused in another’s name is passed by', async () => {
  await leftBySato();
  const batch = await feed.nextBatch(12, 0, 1, false);
  assert.ok(batch);
  assert.equal(await feed.refusedAlone(batch), false);
  assert.equal((await ops())[0]?.lost, undefined);
});

test('before the server’s key is known she saves as ever, and all of it is sealed when it is', async () => {
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b'], { sealing: null });
  await leftBySato();
  assert.deepEqual(
    (await ops()).map(({ sealed }) => sealed),
    [undefined, undefined],
  );
  assert.equal(await feed.nextBatch(12, 0, 10, false), null);
  await feed.signedOut(true);
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sealedAnew();
  assert.ok((await ops()).every(({ sealed }) => sealed?.key_id === 1));
  assert.ok((await reads()).every(({ sealed }) => sealed));
  await feed.signedOut(true);
  await signIn(server, 'suzuki', 13, ['a']);
  await sync(server);
  assert.equal(server.said.size, 2);
});

test('a new key of the server is used from the moment it is told', async () => {
  await save([somebody('p1')]);
  await signIn(server, 'sato', 12, ['a', 'b'], { sealing: await told(2) });
  await save([somebody('p2')]);
  assert.deepEqual(
    (await ops()).map(({ sealed }) => sealed?.key_id),
    [1, 2],
  );
  await restart();
  await save([somebody('p3')]);
  assert.equal((await ops()).at(-1)?.sealed?.key_id, 2);
});

test('a store that was moved to another number is sealed anew for it, by its owner only', async () => {
  await leftBySato();
  const batch = await feed.nextBatch(12, 0, 10, false);
  assert.ok(batch);
  const moved = { from: 12, to: 40, mac_key: 'AAAA', certificate: 'c40', first_seq: 1 };
  const reply = { ...server.push({ ...batch.body, writer_no: 40, ops: [] }), moved };
  await feed.leaves(batch);
  await feed.applyPush(batch, reply);
  assert.deepEqual([...new Set((await ops()).map(({ writer_no }) => writer_no))], [12]);
  await feed.signedOut(true);
  await signIn(server, 'sato', 12, ['a', 'b']);
  await feed.applyPush(batch, reply);
  const [op] = await ops();
  assert.ok(op?.sealed && op.writer_no === 40);
  assert.match(await opened(onWire(op.sealed), memory.facts.store_id, 'op/40.1'), /"seq":1/);
});

/** The store as the version before left it: ops, pens and reads under everybody's key, nothing sealed. */
async function asBefore(): Promise<void> {
  const places = { outbox: about.op, writers: about.writer, reads: about.read } as const;
  for (const [name, place] of Object.entries(places)) {
    const rows = await transact('r', (tables) => tables.table(name).toArray());
    for (const row of rows) {
      const where = place(row);
      const plain = await unsealBytes(row.blob, where);
      row.blob = await sealBytes(plain, { key: DEVICE, about: where.about }, DEVICE);
      assert.equal(headOf(row.blob)?.form, 1);
      for (const fresh of ['sealed', 'certificate', ...(name === 'reads' ? ['staff'] : [])])
        delete row[fresh];
      await transact('rw', (tables) => tables.table(name).put(row));
    }
  }
  await transact('rw', async (tables) => {
    for (const one of await tables.drafts.toArray()) {
      const { sealed: _s, mac: _m, writer_no: _w, ...old } = one;
      await tables.drafts.put(old);
    }
    const meta = await tables.meta.get('store');
    assert.ok(meta?.key === 'store');
    if (meta.key !== 'store') return;
    const { own_ops: _o, ...value } = meta.value;
    await tables.meta.put({ key: 'store', value: { ...value, sealed: {} } });
  });
}

async function oldTablet(): Promise<void> {
  await save([somebody('p1'), somebody('p2', 'b')]);
  await saveDraft(draft('d1'));
  noteRead('person', 'p1');
  await noted(1);
  await asBefore();
  await openStore();
  assert.equal(phase.value, 'locked');
}

async function everythingHers(): Promise<void> {
  const all = [...(await ops()), ...(await writers()).filter(({ staff }) => staff === 'sato')];
  for (const row of all) {
    const place = 'seq' in row ? about.op(row) : about.writer(row);
    assert.ok(row.blob && !isLent(row.blob, place));
  }
  assert.ok((await ops()).every(({ sealed }) => sealed));
  assert.equal((await drafts()).length, 1);
  assert.ok((await transact('r', (tables) => tables.drafts.toArray())).every(({ sealed }) => sealed));
}

test('a tablet of the version before comes through: her next unlock makes all of it hers', async () => {
  await oldTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sealedAnew();
  await everythingHers();
  assert.equal(counts.value.unsent, 1);
  await sync(server);
  assert.equal(server.said.size, 2);
});

test('there a colleague who comes first still sends what is everybody’s, also her who never comes back', async () => {
  await oldTablet();
  await signIn(server, 'suzuki', 13, ['a']);
  await sealedAnew();
  await sync(server);
  assert.equal(server.said.size, 2);
  assert.equal((await feed.nextReads(10, 0))?.reads[0]?.length, 4);
});

test('killed at any write while the ops become hers, it goes on and loses nothing', async () => {
  for (let nth = 0; ; nth++) {
    server = new FakeServer();
    await freshTablet();
    await signIn(server, 'sato', 12, ['a', 'b']);
    await oldTablet();
    const killed = await failingAt(nth, false, async () => {
      await openStore();
      await signIn(server, 'sato', 12, ['a', 'b']);
      await sealedAnew();
    });
    await openStore();
    await signIn(server, 'sato', 12, ['a', 'b']);
    await sealedAnew();
    await everythingHers();
    await sync(server);
    assert.equal(server.said.size, 2);
    if (!killed) break;
    assert.ok(nth < 200);
  }
});
