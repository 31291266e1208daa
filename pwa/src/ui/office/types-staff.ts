import type { Role } from '../../store/index.ts';
import type { Step } from './types-tablets.ts';

/** Accounts as the office is told of them (server/staff/schemas_office.py). */

export interface Right {
  id: string;
  role: Role;
  scope: string;
  from_on: string;
  to_on: string | null;
  /** Its name, where the area was closed since. */
  closed_area: string | null;
}

export interface Account {
  id: string;
  login: string;
  name: string;
  job: string;
  ended_at: string | null;
  once_until: string | null;
  second_factor: boolean;
  left: boolean;
  grants: Right[];
}

export interface AccountPageReply extends Account {
  steps: Step[];
  open_steps: number;
}

export interface Once {
  id: string;
  passphrase: string;
  until: string;
}
