/** Tablets as the office is told of them: only what these screens draw (server/office/schemas_devices.py). */

import type { TabletState } from './types-tablets.ts';

export interface LostStore {
  store_id: string;
  opened_at: string;
  owed: number;
  drafts_open: number;
  /** What has not arrived until now. */
  owed_now: number;
  who: string[];
  last_seen_at: string | null;
  closed_at: string | null;
}

export interface Standing {
  id: string;
  label: string;
  who: string[];
  owed: number;
  drafts_open: number;
  last_seen_at: string;
  app_version: string;
  clock_offset_s: number | null;
  persisted: boolean | null;
  free_bytes: number | null;
  gap_since: string | null;
  missing: number;
  repaired: number;
  repaired_at: string | null;
  dates_suspect: { since: string; until: string; ops: number } | null;
  lost_stores: LostStore[];
  state: TabletState;
  enrolled_at: string | null;
  owner: string | null;
}

/** Consecutive ops of an office page or an import that the backup of a restore lacks. */
export interface LackedOps {
  writer_no: number;
  from: number;
  to: number;
  at: string;
  staff: string;
  device: string;
}

export interface Restore {
  id: string;
  restored_at: string;
  taken_at: string;
  /** False when the list may be incomplete. */
  listed: boolean;
  ops: LackedOps[];
}

/** The certificate of a server that brings its own TLS (server/lan/schemas.py). */
export interface Certificate {
  names: string[];
  end: string;
  days: number;
  ca_end: string;
  ca_days: number;
  fingerprint: string;
  thumbprint: string;
  install_url: string;
}
