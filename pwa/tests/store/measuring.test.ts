/** Supporters measure with the forms that name them; what they measure is nobody's at the next table. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs } from './device.ts';
import { came, handedOver, nursesTablet, reply } from './hall.ts';

const helping = await import('../../src/store/helping.ts');
const { drafts, ofKind, ofPerson, ofSession, openStore, save, saveDraft } = await import(
  '../../src/store/index.ts'
);

const version = (id: string, form: string, entered_by?: string[]) => ({
  kind: 'form_version' as const,
  id,
  new: { form, version: 1, definition: { form, ...(entered_by ? { entered_by } : {}) } },
});
const SHEET = {
  kind: 'submission' as const,
  id: 'm1',
  new: { person: 'p1', session: 's1', form: 'body', version: 1, 'a.body.grip_right_1': 24.5 },
  form_version: 'body/1',
};

beforeEach(async () => {
  await nursesTablet();
  helping.underWay.value = false;
  await save([
    version('v1', 'body', ['nurse', 'supporter']),
    version('v2', 'qmcoo'),
    version('v3', 'dvs', ['nurse']),
  ]);
});
test.after(closeTabs);

const formsHere = async (): Promise<unknown[]> =>
  (await ofKind('form_version')).map(({ fields }) => fields.form);

test('the forms that name supporters come with the roster, and stay when it is received again', async (t) => {
  const number = await handedOver(t);
  await openStore();
  await helping.openAs('mori', number);
  assert.deepEqual(await formsHere(), ['body']);
  await helping.takeStanding({ ...reply(), may_help: ['mori', 'hayashi'] });
  assert.deepEqual(await formsHere(), ['body']);
});

test('who has come is shared with the next supporter, what was measured is not', async (t) => {
  const number = await handedOver(t);
  await openStore();
  await helping.openAs('mori', number);
  await save([came]);
  await save([SHEET]);
  await helping.shareWork();
  assert.equal((await ofPerson('p1')).filter(({ kind }) => kind === 'submission').length, 1);
  await openStore();
  assert.deepEqual(await helping.openAs('hayashi', number), { opened: true });
  const kinds = [...(await ofSession('s1')), ...(await ofPerson('p1'))].map(({ kind }) => kind);
  assert.ok(kinds.includes('attendance'));
  assert.ok(!kinds.includes('submission'), kinds.join());
});

test('a sheet half filled waits for her who began it, and the end of the session waits for it', async (t) => {
  const number = await handedOver(t);
  await openStore();
  await helping.openAs('mori', number);
  const draft = { id: 'm1', person: 'p1', session: 's1', form: 'body', version: 1, page: 1, started_at: '' };
  await saveDraft({ ...draft, answers: {}, typing: { item: 'body.grip_right_1', text: '24.' } });
  await openStore();
  await helping.openAs('hayashi', number);
  assert.deepEqual(await drafts(), []);
  await openStore();
  await helping.openAs('mori', number);
  assert.deepEqual(
    (await drafts()).map(({ typing }) => typing?.text),
    ['24.'],
  );
  await helping.takeStanding({ ...reply(), over: true });
  assert.equal((await drafts()).length, 1, 'nothing of it is lost');
});
