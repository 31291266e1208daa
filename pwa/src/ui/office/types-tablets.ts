/** One tablet as the office is told of it (server/devices/routes_office.py). */

export type TabletState = 'active' | 'lost' | 'stolen' | 'retired';

export interface Step {
  what: string;
  at: string;
  by: string | null;
  detail: Record<string, string | number | null>;
}

export interface TabletPageReply {
  id: string;
  label: string;
  enrolled_at: string | null;
  owner: string | null;
  owner_name: string | null;
  state: TabletState;
  told_at: string | null;
  wiped_at: string | null;
  trip_ends_on: string | null;
  owed: number;
  drafts_open: number;
  steps: Step[];
}

export interface NewCode {
  id: string;
  link: string;
  typed: string;
  expires_at: string;
  picture: { size: number; path: string };
}
