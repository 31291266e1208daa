/** The end of a session, and of the time a tablet may be used: what goes, what stays, what is finished first. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { closeTabs, freshTablet, PASSPHRASE, sync } from './device.ts';
import { came, END, HOUR, hana, handedOver, MORNING, nursesTablet, reply, row } from './hall.ts';
import type { FakeServer } from './server.ts';

const { transact } = await import('../../src/store/db.ts');
const { memory } = await import('../../src/store/memory.ts');
const { leaseHeard } = await import('../../src/store/leasing.ts');
const helping = await import('../../src/store/helping.ts');
const store = await import('../../src/store/index.ts');
const { counts, feed, openStore, person, save, saveDraft } = store;

let server: FakeServer;
beforeEach(async () => {
  server = await nursesTablet();
  helping.underWay.value = false;
});
test.after(closeTabs);

test('at four it ends: slot, key and roster go, and what she entered stays until it is sent', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  await save([came]);
  t.mock.timers.setTime(Date.parse(END) - 1_000);
  assert.equal(await helping.endIfDue(), false);
  t.mock.timers.setTime(Date.parse(END));
  assert.equal(await helping.endIfDue(), true);
  assert.equal(memory.identity, null);
  assert.equal(helping.owedByHelpers(), 1);
  const left = await transact('r', async (tables) => ({
    slots: (await tables.slots.toArray()).map(({ staff }) => staff),
    roster: [
      ...(await tables.rows.toArray()).filter(({ scope }) => scope.startsWith('roster:')),
      ...(await tables.blocks.toArray()).filter(({ scope }) => scope.startsWith('roster:')),
    ],
  }));
  assert.deepEqual(left, { slots: ['sato'], roster: [] });
  const again = await helping.openAs('mori', number);
  assert.deepEqual(again, { opened: false, why: 'over' });
  await helping.tidyHelping();
  assert.ok(memory.users.has('mori'), 'while something of hers is unsent');
  await feed.unlock('sato', PASSPHRASE);
  await sync(server);
  await sync(server);
  assert.ok(server.state.records.has('a1'));
  await helping.tidyHelping();
  assert.deepEqual([memory.users.has('mori'), memory.facts.helping], [false, undefined]);
});

test('a clock that was turned back opens nothing that was over', async (t) => {
  const number = await handedOver(t);
  t.mock.timers.setTime(Date.parse(END) + HOUR);
  feed.lookAtLease();
  t.mock.timers.setTime(MORNING);
  assert.deepEqual(await helping.openAs('mori', number), { opened: false, why: 'over' });
});

test('a clock far ahead does not end it', async (t) => {
  const number = await handedOver(t);
  t.mock.timers.setTime(MORNING + 400 * 24 * HOUR);
  assert.deepEqual(await helping.openAs('mori', number), { opened: true });
});

test('an entry under way is finished first', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  const draft = { id: 'd2', person: 'p1', form: 'q', version: 1, answers: {}, page: 1, started_at: '1' };
  await saveDraft(draft);
  t.mock.timers.setTime(Date.parse(END) + HOUR);
  assert.equal(await helping.endIfDue(), false);
  await save([came], 'd2');
  helping.underWay.value = true;
  assert.equal(await helping.endIfDue(), false);
  helping.underWay.value = false;
  assert.equal(await helping.endIfDue(), true);
  assert.equal(helping.owedByHelpers(), 1);
});

test('staff close the session elsewhere, and it ends here at the next contact, whoever is at work', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  helping.underWay.value = true;
  await helping.takeStanding({ ...reply(), over: true });
  assert.equal(memory.identity?.helps, 's1', 'she is entering something');
  helping.underWay.value = false;
  assert.equal(await helping.endIfDue(), true);
  assert.equal(memory.identity, null);
});

test('the roster of now takes the place of the one of this morning while somebody is at work', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  const other = row('person', 'p2', { ...hana, family: '田中' });
  await helping.takeStanding({ ...reply(), rows: [other] });
  assert.deepEqual([person('p1'), person('p2')?.fields.family], [undefined, '田中']);
});

test('who may not help any more does not come in again, the others do', async (t) => {
  const number = await handedOver(t);
  await helping.openAs('mori', number);
  await save([came]);
  await helping.takeStanding({ ...reply(), may_help: ['hayashi'] });
  assert.equal(memory.identity, null);
  assert.equal((await helping.openAs('mori', number)).opened, false);
  assert.deepEqual(await helping.openAs('hayashi', number), { opened: true });
  assert.equal(counts.value.others['mori さん'], 1);
});

test('the period of use is that of a tablet with a register, not of a browser in the office', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: MORNING });
  leaseHeard('2026-11-21T01:00:00Z');
  assert.equal(store.lease.value?.state, 'open');
  t.mock.timers.setTime(MORNING + 30 * 24 * HOUR);
  await openStore();
  assert.equal(store.lease.value?.state, 'ask-day');
  assert.equal(store.answerDay('2026-12-21'), true);
  assert.equal(store.lease.value?.state, 'over');
  await freshTablet();
  leaseHeard('2026-11-21T01:00:00Z');
  assert.equal(store.lease.value, null);
});
