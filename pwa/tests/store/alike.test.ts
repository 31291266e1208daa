import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, signIn, sync } from './device.ts';
import { JoiningServer } from './joining.ts';

const { alike, edit, record, save } = await import('../../src/store/index.ts');

const HANA = {
  family_kana: 'タカハシ',
  given_kana: 'ハナ',
  family: '髙橋',
  given: 'ハナ',
  born_on: '1940-03-07',
  sex: 'female',
  state: 'active',
};
const KIYO = { ...HANA, family_kana: 'タナカ', given_kana: 'キヨ', family: '田中', given: 'キヨ' };

let server: JoiningServer;
beforeEach(async () => {
  server = new JoiningServer();
  await freshTablet();
  await signIn(server, 'sato', 12, ['a', 'b']);
  await sync(server);
});
test.after(closeTabs);

async function register(id: string, fields: object, area = 'a'): Promise<void> {
  await save([{ kind: 'person', id, new: { ...fields, area } }]);
}

test('somebody registered a minute ago and not sent yet comes into question', async () => {
  await register('hana', HANA);
  await register('kiyo', { ...KIYO, born_on: '1935-06-18' });
  const [found, ...others] = alike({ ...HANA, born_on: '1941-03-07' });
  assert.deepEqual([found?.id, found?.reasons, found?.unsent], ['hana', ['born_year', 'name_same'], true]);
  assert.deepEqual(others, []);
});

test('a number or telephone put in afterwards is compared at once', async () => {
  await register('kiyo', { ...KIYO, born_on: '1935-06-18' });
  assert.deepEqual(alike({ ...HANA, insured_no: '12345674' }), []);
  const drawn = await record('kiyo');
  const op = drawn && edit(drawn, { insured_no: '12345674' });
  assert.ok(op);
  await save([op]);
  assert.deepEqual(
    alike({ ...HANA, insured_no: '12345674' }).map(({ id, reasons }) => [id, reasons]),
    [['kiyo', ['number_same']]],
  );
});

test('the strongest reason stands first', async () => {
  await register('slip', { ...HANA, born_on: '1940-03-08' });
  await register('number', { ...KIYO, insured_no: '12345674', born_on: '1935-06-18' });
  await register('whole', HANA);
  assert.deepEqual(
    alike({ ...HANA, insured_no: '12345674' }).map(({ id }) => id),
    ['number', 'whole', 'slip'],
  );
});

test('a record joined to another is found by its own name and gives that other', async () => {
  const [root, maiden] = ['a', 'b'].map((end) => `018f0000-0000-7000-8000-00000000000${end}`);
  assert.ok(root && maiden);
  await register(root, { ...HANA, born_on: '1936-01-01' });
  await register(maiden, KIYO);
  await sync(server);
  const edits = { merged_into: { saw: [], now: root } };
  server.take('1.1', JSON.stringify({ seq: 1, save: 1, kind: 'person', id: maiden, made_at: '', edits }));
  await sync(server);
  assert.deepEqual(
    alike(KIYO).map(({ id, family }) => [id, family]),
    [[root, '髙橋']],
  );
});

test('nobody comes into question before there is anything to compare', async () => {
  await register('hana', HANA);
  assert.deepEqual(alike({}), []);
  assert.deepEqual(alike({ family_kana: 'タカハシ', given_kana: 'ハナ' }), []);
});
