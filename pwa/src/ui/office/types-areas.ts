/** Areas and their reorganisation as the office is told of them (server/areas/schemas.py). */

export interface Named {
  id: string;
  name: string;
}

export interface AreaStanding extends Named {
  closed_on: string | null;
  into: string | null;
  persons: number;
  salons: Named[];
}

export interface Work {
  id: string;
  state: 'moving' | 'done' | 'undoing' | 'undone';
  at: string;
  by: string;
  to: Named;
  from: Named[];
  renamed: string | null;
  total: number;
  done: number;
  moved: number;
  closed: Named[];
}

export interface Areas {
  areas: AreaStanding[];
  works: Work[];
}

/** What is asked for: which areas go where, whole or in part. */
export interface Asked {
  from: string[];
  to: string | null;
  name: string | null;
  salons: string[];
  addresses: string[];
}

export interface Holder {
  staff: string;
  name: string;
  job: string;
  role: 'nurse' | 'coordinator';
}

export interface Preview {
  to: { id: string | null; name: string };
  renamed: string | null;
  from: (Named & { left: number; closes: boolean })[];
  persons: number;
  salons: number;
  sheets: number;
  follow_ups: number;
  disputed: number;
  protected: number;
  staff: Holder[];
  token: string;
}
