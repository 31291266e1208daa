/** What is missing in a reorganisation of areas is said by name. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lackOf } from '../../src/ui/office/areaentry.ts';

const known = [{ name: '西部' }, { name: '東部' }];
const blank = { way: 'rename', areas: ['w'], to: '', name: 'みさき', salons: [], addresses: '' } as const;
const lack = (part: object) => lackOf({ ...blank, areas: ['w'], salons: [], ...part }, known);

test('the first thing that is missing is said', () => {
  assert.equal(lack({}), null);
  assert.equal(lack({ areas: [] }), 'areas_need_which');
  assert.equal(lack({ name: ' ' }), 'areas_need_name');
  assert.equal(lack({ name: '東部 ' }), 'areas_name_twice');
  assert.equal(lack({ way: 'join' }), 'areas_need_two');
  assert.equal(lack({ way: 'split' }), 'areas_need_part');
  assert.equal(lack({ way: 'split', addresses: '本町' }), null);
});

test('what goes into an area that is there needs no name, and a join may keep one', () => {
  assert.equal(lack({ way: 'split', addresses: '本町', to: 'e', name: '' }), null);
  assert.equal(lack({ way: 'join', areas: ['w', 'e'], to: 'e', name: '' }), null);
  assert.equal(lack({ way: 'join', areas: ['w', 'e'], name: '東部' }), null);
  assert.equal(lack({ way: 'join', areas: ['w', 'e'], name: '' }), 'areas_need_name');
});
