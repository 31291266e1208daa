import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOwnOrder, movePlan } from '../../src/ui/shown/own-order.ts';

const kept = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  },
});

const DAY = '2026-11-21';
const plans = ['a', 'b', 'c'].map((id) => ({ id }));
const order = (on = DAY, all = plans) => inOwnOrder(all, on).map(({ id }) => id);

test('a plan moves one place a press, and not beyond either end', () => {
  kept.clear();
  movePlan(plans, 'c', -1, DAY);
  assert.deepEqual(order(), ['a', 'c', 'b']);
  movePlan(inOwnOrder(plans, DAY), 'a', -1, DAY);
  movePlan(inOwnOrder(plans, DAY), 'b', 1, DAY);
  assert.deepEqual(order(), ['a', 'c', 'b']);
});

test('a plan that comes later stands behind, one that is done leaves no hole; the next day begins anew', () => {
  kept.clear();
  movePlan(plans, 'c', -1, DAY);
  assert.deepEqual(order(DAY, [{ id: 'new' }, ...plans]), ['a', 'c', 'b', 'new']);
  assert.deepEqual(order(DAY, [{ id: 'b' }, { id: 'c' }]), ['c', 'b']);
  assert.deepEqual(order('2026-11-22'), ['a', 'b', 'c']);
});
