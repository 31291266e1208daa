/** The escrow file: made also by nobody signed in, of everything no backup holds; nobody on the way reads a word. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, PASSPHRASE, signIn, sync } from './device.ts';
import { opened } from './sealing.ts';
import { FakeServer } from './server.ts';

const { transact } = await import('../../src/store/db.ts');
const { base64url, bytesOf, importMacKey, macOf } = await import('../../src/store/making.ts');
const { memory } = await import('../../src/store/memory.ts');
const own = await import('../../src/store/own.ts');
const store = await import('../../src/store/index.ts');
const { escrow, feed, openStore, save, saveDraft } = store;
const { countEscrow, makeEscrow } = await escrow();

const CANARY = ['鷽替', 'ハナ', '0999314159', 'a.q'];
let server: FakeServer;
beforeEach(async () => {
  server = new FakeServer();
  await own.forgetOwn();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a']);
  await sync(server);
});
test.after(closeTabs);

const somebody = (id: string) => ({
  kind: 'person' as const,
  id,
  new: { family: '鷽替', given_kana: 'ハナ', phone: '0999314159', area: 'a' },
});
const draft = (id: string) => ({
  id,
  person: 'p1',
  form: 'q',
  version: 1,
  answers: { 'a.q': '0999314159' },
  page: 1,
  started_at: '1',
});

interface Said {
  store_id: string;
  device_id: string;
  writer_no: number;
  writer_cert: string;
  made_seq: number;
  prev_hash: string;
  ops_in_all: number;
  drafts_in_all: number;
  ops: [number, string, { seal_key_id: number; sealed: string }][];
  drafts: [string, string, { seal_key_id: number; sealed: string }][];
}

async function linesOf(file: File | undefined): Promise<{ said: Said; signature: string; body: string }[]> {
  assert.ok(file);
  const lines = (await file.text()).split('\n').filter(Boolean);
  return Promise.all(
    lines.map(async (line) => {
      const [sum, signature = '', ...rest] = line.split(' ');
      const body = rest.join(' ');
      const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
      assert.equal(sum, base64url(new Uint8Array(digest)));
      return { said: JSON.parse(body) as Said, signature, body };
    }),
  );
}

async function leftBySato(): Promise<void> {
  await save([somebody('p1'), somebody('p2')]);
  await save([somebody('p3')]);
  await saveDraft(draft('d1'));
}

test('on the lock screen the file holds all that is not sent and the draft, and says nothing of anybody', async () => {
  await leftBySato();
  await openStore();
  assert.equal(memory.identity, null);
  const counts = { saves: 2, unsent: 2, drafts: 1, left_out: 0 };
  assert.deepEqual(await countEscrow(), counts);
  const { files, ...made } = await makeEscrow();
  assert.deepEqual(made, counts);
  const [file, ...others] = files;
  assert.ok(file && others.length === 0);
  assert.match(file.name, /^kayoi-hikae-\d{8}-\d{4}\.txt$/);
  const text = await file.text();
  assert.deepEqual(
    CANARY.filter((word) => text.includes(word)),
    [],
  );
  const [ops, drafts] = await linesOf(file);
  assert.ok(ops && drafts);
  assert.deepEqual([ops.signature, ops.said.ops_in_all, ops.said.drafts_in_all], ['-', 3, 1]);
  const { store_id } = memory.facts;
  for (const [seq, mac, sealed] of ops.said.ops) {
    const said = await opened(sealed, store_id, `op/12.${seq}`);
    assert.equal(mac, await macOf(await importMacKey(base64url(new Uint8Array(32).fill(12))), said));
  }
  const [[id = '', mac, sealed] = []] = drafts.said.drafts;
  assert.ok(sealed);
  const said = await opened(sealed, store_id, `draft/${id}`);
  assert.deepEqual(JSON.parse(said), draft('d1'));
  assert.equal(mac, await macOf(await importMacKey(base64url(new Uint8Array(32).fill(12))), said));
});

test('what the backups hold is left out, what arrived only is not', async () => {
  await leftBySato();
  await sync(server);
  assert.deepEqual(await countEscrow(), { saves: 2, unsent: 0, drafts: 1, left_out: 0 });
  await transact('rw', (tables) =>
    tables.receipts.put({ writer_no: 12, received: [[1, 3]], backed_up: [[1, 2]] }),
  );
  const { files } = await makeEscrow();
  const [ops] = await linesOf(files[0]);
  assert.deepEqual(
    ops?.said.ops.map(([seq]) => seq),
    [3],
  );
  assert.notEqual(ops?.said.prev_hash, '');
});

test('a colleague’s is in it too, a few ops a part, each part whole by itself', async () => {
  await leftBySato();
  for (let n = 10; n < 40; n++) await save([somebody(`p${n}`)]);
  await feed.signedOut(true);
  await signIn(server, 'suzuki', 13, ['a']);
  await save([somebody('q1')]);
  const { files, saves } = await makeEscrow();
  assert.equal(saves, 33);
  const parts = await linesOf(files[0]);
  const shape = parts.map(({ said }) => [said.writer_no, said.ops.length, said.drafts.length]);
  assert.deepEqual(shape, [
    [12, 25, 0],
    [12, 8, 0],
    [13, 1, 0],
    [12, 0, 1],
  ]);
  for (const { said } of parts) assert.deepEqual([said.ops_in_all, said.writer_cert], [34, 'c']);
  const [, second] = parts;
  const [, mac] = parts[0]?.said.ops.at(-1) ?? [];
  assert.equal(second?.said.prev_hash, mac);
});

test('a tablet with a key signs each part', async () => {
  await leftBySato();
  const key = await own.keyToEnrol();
  await own.enrolledAs(key, { id: 'device-1', label: '' });
  const { files } = await makeEscrow();
  const point = { name: 'ECDSA', namedCurve: 'P-256' };
  const open = await crypto.subtle.importKey('raw', bytesOf(key.public_key), point, false, ['verify']);
  for (const { said, signature, body } of await linesOf(files[0])) {
    assert.equal(said.device_id, 'device-1');
    const text = new TextEncoder().encode(`kayoi-escrow|${body}`);
    const hash = { name: 'ECDSA', hash: 'SHA-256' };
    assert.ok(await crypto.subtle.verify(hash, open, bytesOf(signature), text));
  }
});

test('what only its author can open is counted as left out, and goes in once she is there', async () => {
  await freshTablet();
  await signIn(server, 'sato', 12, ['a'], { sealing: null });
  await leftBySato();
  await openStore();
  assert.deepEqual(await countEscrow(), { saves: 0, unsent: 0, drafts: 0, left_out: 2 });
  await feed.unlock('sato', PASSPHRASE);
  await signIn(server, 'sato', 12, ['a']);
  const { files, ...counts } = await makeEscrow();
  assert.deepEqual(counts, { saves: 2, unsent: 2, drafts: 1, left_out: 0 });
  assert.equal(files.length, 1);
});

test('of a tablet that owes nothing there is no file', async () => {
  const { files, saves } = await makeEscrow();
  assert.deepEqual([files, saves], [[], 0]);
});
