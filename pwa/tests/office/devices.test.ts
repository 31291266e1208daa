import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attentionOf } from '../../src/ui/office/devicenotes.ts';
import type { Standing } from '../../src/ui/office/types-devices.ts';

const WELL: Standing = {
  id: '018f0000-0000-7000-8000-000000000001',
  label: 'タブレット1号',
  who: ['佐藤 花子'],
  owed: 0,
  drafts_open: 0,
  last_seen_at: '2026-11-21T05:12:33Z',
  app_version: '1',
  clock_offset_s: 3,
  persisted: true,
  free_bytes: 1_000_000_000,
  gap_since: null,
  missing: 0,
  repaired: 0,
  repaired_at: null,
  dates_suspect: null,
  lost_stores: [],
  state: 'active',
  enrolled_at: null,
  owner: null,
};

function words(change: Partial<Standing>): string[] {
  return attentionOf({ ...WELL, ...change }).map((note) => note.word);
}

test('a tablet that is well needs nothing, and neither does one that tells nothing of itself', () => {
  assert.deepEqual(words({}), []);
  assert.deepEqual(words({ clock_offset_s: null, persisted: null, free_bytes: null }), []);
});

test('a gap comes first: something made has not arrived while later work has', () => {
  const troubled = {
    gap_since: '2026-11-20T01:00:00Z',
    missing: 2,
    clock_offset_s: -720,
    persisted: false,
    dates_suspect: { since: '2026-11-01T00:00:00Z', until: '2026-11-02T00:00:00Z', ops: 4 },
    repaired: 3,
    repaired_at: '2026-11-20T01:00:00Z',
  };
  assert.deepEqual(words(troubled), [
    'device_gap',
    'device_dates',
    'device_clock_slow',
    'device_unprotected',
    'device_repaired',
  ]);
});

test('a clock is told from five minutes on, in whole minutes and which way', () => {
  assert.deepEqual(words({ clock_offset_s: 300 }), []);
  assert.deepEqual(words({ clock_offset_s: 301 }), ['device_clock_fast']);
  const [note] = attentionOf({ ...WELL, clock_offset_s: 720 });
  assert.equal(note?.vars.n, 12);
});
