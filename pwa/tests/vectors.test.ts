/** What both languages must agree on: tests/vectors, run by Python too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bytesOf, importMacKey, macOf } from '../src/store/making.ts';
import { type FieldSet, isCareful, merged, type OverlayOp, withOps } from '../src/store/overlay.ts';
import type { OpBody, Row } from '../src/store/wire.ts';
import { naturalId, uuid7 } from '../src/sync/ids.ts';
import { opened } from './store/sealing.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), 'utf8'));
const ops = read('ops');
const careful = read('careful');
const ids = read('ids');

type Change = { new?: OpBody['new']; edits?: OpBody['edits'] };
const NOTHING: FieldSet = { members: [], pending: new Set() };

function overlayOp(kind: string): (made: [string, Change], n: number) => OverlayOp {
  return ([op, change], n) => {
    const body = { seq: n, save: n, kind, id: 'r', made_at: '', ...change } as OpBody;
    return { op, n, body, sent: true, staff: 's', by: { name: '', at: '', device: '' } };
  };
}

/** A row as the screen draws it, and in the order it draws the values. */
function shown(kind: string, row: Row | null, made: [string, Change][]): unknown {
  const base = row && ({ ...row, scope: 's', seq: 1, kind, id: 'r' } as Row);
  const got = withOps<Row>(base ?? undefined, made.map(overlayOp(kind)));
  if (!got) return null;
  const { op, fields, members = {} } = got;
  return { op, fields, members };
}

for (const { name, row, ops: made, want } of ops.overlay)
  test(`overlay: ${name}`, () => assert.deepEqual(shown('person', row, made), want));

for (const [n, { kind, row, ops: made, want }] of careful.overlay.entries())
  test(`careful values over a row of ${kind}, case ${n}`, () =>
    assert.deepEqual(shown(kind, row, made), want));

test('the careful values are those of the server', () => {
  for (const { kind, field, value, careful: wins } of careful.values)
    assert.equal(isCareful(kind, field, value), wins, `${kind}.${field} ${value}`);
});

for (const { key, text, mac } of ops.mac)
  test(`MAC of ${text.slice(0, 40)}`, async () => {
    assert.equal(await macOf(await importMacKey(key), text), mac);
  });

for (const [n, { name, edits, members, pending }] of [...ops.merge, ...careful.merge].entries())
  test(`edits of one field: ${name ?? n}`, () => {
    let set = NOTHING;
    for (const [op, { saw, now }] of edits) set = merged(set, op, saw, now);
    assert.deepEqual(set.members, members);
    assert.deepEqual([...set.pending].sort(), pending);
  });

for (const { tenant, kind, key, id } of ids.natural)
  test(`natural id ${kind}:${key.join(':')}`, async () => {
    assert.equal(await naturalId(tenant, kind, ...key), id);
  });

for (const { unix_ms, random_hex, id } of ids.uuid7)
  test(`uuid7 ${id}`, () => {
    assert.equal(uuid7(unix_ms, Uint8Array.from(Buffer.from(random_hex, 'hex'))), id);
  });

test('what Python and the tablet sealed to the server is opened alike', async () => {
  const { private_pkcs8, seal_key_id, sealed, store_id, place, tenant, text } = read('sealed');
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const key = await crypto.subtle.importKey('pkcs8', bytesOf(private_pkcs8), curve, true, ['deriveBits']);
  for (const made of Object.values<string>(sealed))
    assert.equal(await opened({ seal_key_id, sealed: made }, store_id, place, tenant, key), text);
});
