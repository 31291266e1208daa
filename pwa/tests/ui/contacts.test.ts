import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contactsOf, partField } from '../../src/ui/shown/contacts.ts';

test('a contact is what stands in its parts, and is gone when none of them does', () => {
  const fields = {
    phone: '1',
    [partField('son', 'name')]: '太郎',
    [partField('son', 'phone')]: '2',
    [partField('daughter', 'name')]: '花子',
    [partField('daughter', 'relation')]: null,
    [partField('gone', 'name')]: null,
    'contacts#.name': '名なし',
    'contacts#odd.age': '5',
  };
  assert.deepEqual(contactsOf(fields), [
    { key: 'daughter', name: '花子', relation: '', phone: '' },
    { key: 'son', name: '太郎', relation: '', phone: '2' },
  ]);
});
