/** What both languages must agree on: tests/vectors, run by Python too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { importMacKey, macOf } from '../src/store/making.ts';
import { merged, type OverlayOp, withOps } from '../src/store/overlay.ts';
import type { MemberPair, OpBody, Row } from '../src/store/wire.ts';
import { naturalId, uuid7 } from '../src/sync/ids.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}.json`, import.meta.url), 'utf8'));
const ops = read('ops');
const ids = read('ids');

type Change = { new?: OpBody['new']; edits?: OpBody['edits'] };

function overlayOp([op, change]: [string, Change], n: number): OverlayOp {
  const body = { seq: n, save: n, kind: 'person', id: 'r', made_at: '', ...change } as OpBody;
  return { op, n, body, sent: true, staff: 's', by: { name: '', at: '', device: '' } };
}

for (const { name, row, ops: made, want } of ops.overlay)
  test(`overlay: ${name}`, () => {
    const base = row && ({ scope: 's', seq: 1, kind: 'person', id: 'r', ...row } as Row);
    const got = withOps<Row>(base ?? undefined, made.map(overlayOp));
    const { op, fields, members = {} } = got ?? { op: null, fields: null };
    assert.deepEqual(got ? { op, fields, members } : null, want);
  });

for (const { key, text, mac } of ops.mac)
  test(`MAC of ${text.slice(0, 40)}`, async () => {
    assert.equal(await macOf(await importMacKey(key), text), mac);
  });

for (const { name, edits, members, pending } of ops.merge.filter(
  (one: { pending: string[] }) => one.pending.length === 0,
))
  test(`edits in order of making: ${name}`, () => {
    let set: MemberPair[] = [];
    const inOrder = [...edits].sort(([a]: [string], [b]: [string]) =>
      a.localeCompare(b, 'en', { numeric: true }),
    );
    for (const [op, { saw, now }] of inOrder) set = merged(set, op, saw, now);
    assert.deepEqual(new Map(set as [string, unknown][]), new Map(members as [string, unknown][]));
    assert.deepEqual(pending, []);
  });

for (const { tenant, kind, key, id } of ids.natural)
  test(`natural id ${kind}:${key.join(':')}`, async () => {
    assert.equal(await naturalId(tenant, kind, ...key), id);
  });

for (const { unix_ms, random_hex, id } of ids.uuid7)
  test(`uuid7 ${id}`, () => {
    assert.equal(uuid7(unix_ms, Uint8Array.from(Buffer.from(random_hex, 'hex'))), id);
  });
