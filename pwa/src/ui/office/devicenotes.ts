import type { Vars } from '../words/index.ts';
import type { Standing } from './types-devices.ts';
import { moment } from './values.ts';
import type { OfficeWord } from './words.ts';

/** A clock further off than this is told on the tablet (M41), and here. */
const CLOCK_S = 300;

/** One thing somebody should look after, in words. */
export interface Note {
  word: OfficeWord;
  vars: Vars;
}

/** What a tablet needs, the most urgent first; empty when all is well. */
export function attentionOf(tablet: Standing): Note[] {
  return [gap(tablet), dates(tablet), clock(tablet), store(tablet), repaired(tablet)].filter(
    (note) => note !== null,
  );
}

function gap({ gap_since, missing }: Standing): Note | null {
  if (!gap_since) return null;
  return { word: 'device_gap', vars: { n: missing, at: moment(gap_since) } };
}

function dates({ dates_suspect: suspect }: Standing): Note | null {
  if (!suspect) return null;
  const vars = { n: suspect.ops, since: moment(suspect.since), until: moment(suspect.until) };
  return { word: 'device_dates', vars };
}

function clock({ clock_offset_s: offset }: Standing): Note | null {
  if (offset === null || Math.abs(offset) <= CLOCK_S) return null;
  const word = offset > 0 ? 'device_clock_fast' : 'device_clock_slow';
  return { word, vars: { n: Math.round(Math.abs(offset) / 60) } };
}

function store({ persisted }: Standing): Note | null {
  return persisted === false ? { word: 'device_unprotected', vars: {} } : null;
}

function repaired({ repaired: n, repaired_at }: Standing): Note | null {
  if (n === 0 || !repaired_at) return null;
  return { word: 'device_repaired', vars: { n, at: moment(repaired_at) } };
}
