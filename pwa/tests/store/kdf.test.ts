/** The dependency computes what the reference implementation does, with the parameters a slot is made with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { argon2id } from 'hash-wasm';
import { newKdf } from '../../src/store/kdf.ts';

test('argon2id gives the published value of the reference implementation', async () => {
  const hex = await argon2id({
    password: 'password',
    salt: new TextEncoder().encode('somesalt'),
    iterations: 2,
    memorySize: 65536,
    parallelism: 1,
    hashLength: 32,
  });
  assert.equal(hex, '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7');
});

test('a new slot says how it was made, with a salt of its own', () => {
  const [one, other] = [newKdf(), newKdf()];
  assert.deepEqual({ ...one, salt: one.salt.length }, { name: 'argon2id', m: 19456, t: 2, p: 1, salt: 16 });
  assert.notDeepEqual(one.salt, other.salt);
});
