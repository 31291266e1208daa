import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Duplicate, takingBack, tellingApart } from '../../src/ui/office/duplicates.ts';
import { placeOf } from '../../src/ui/office/place.ts';

const [FIRST, SECOND] = ['018f0000-0000-7000-8000-00000000000a', '018f0000-0000-7000-8000-00000000000b'];
const side = (id: string) => ({
  id,
  name: '髙橋 ハナ',
  kana: 'タカハシ ハナ',
  phone: null,
  insured_no: null,
  address: null,
  registered: null,
});
const PAIR: Duplicate = {
  first: side(FIRST),
  second: side(SECOND),
  reasons: ['born_same', 'name_same'],
  asked: false,
  answer: { field: `different_from#${FIRST}`, saw: ['12.3'] },
};

test('two persons: said in the record of the one registered later, over what was drawn', () => {
  assert.deepEqual(tellingApart(PAIR), {
    kind: 'person',
    id: SECOND,
    edits: { [`different_from#${FIRST}`]: { saw: ['12.3'], now: true } },
  });
});

test('taking it back replaces that answer only', () => {
  assert.deepEqual(takingBack(PAIR, '44.1'), {
    kind: 'person',
    id: SECOND,
    edits: { [`different_from#${FIRST}`]: { saw: ['44.1'], now: null } },
  });
});

test('the list and a pair of it have addresses of their own', () => {
  assert.deepEqual(placeOf('/o/duplicates')?.list, { section: 'duplicates' });
  assert.deepEqual(placeOf(`/o/duplicates/${FIRST}/${SECOND}`), {
    list: { section: 'duplicates' },
    detail: { kind: 'pair', id: FIRST, other: SECOND },
  });
});
