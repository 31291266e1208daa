import type { Definition, Words } from '../../forms/index.ts';

/** What the addresses of the town's own forms answer (server/authoring/schemas.py). */

export type EditionState = 'draft' | 'test' | 'published' | 'retired' | 'recalled' | 'dropped';
export type Step = 'test' | 'publish' | 'retire' | 'recall' | 'drop';

export interface Taken {
  step: Step | 'made';
  by: string;
  at: string;
  reason: string | null;
}

export interface EditionBrief {
  id: string;
  form: string;
  version: number;
  title: Words;
  questions: number;
  state: EditionState;
  origin: 'spreadsheet' | 'measures';
  steps: Taken[];
}

/** What of a file was left out, changed, or must be mended. */
export interface FormNote {
  rule: string;
  level: 'stops' | 'left_out' | 'changed';
  sheet: string;
  cell: string;
  found: string;
  ja: string;
  en: string;
  do_ja: string;
  do_en: string;
}

export interface Edition extends EditionBrief {
  definition: Definition;
  /** What it would take the place of; null for the first version. */
  before: Definition | null;
  notes: FormNote[];
  steps_open: Step[];
  /** Who tries it out in a real town; null when nobody was ever asked to. */
  triers: { id: string; name: string }[] | null;
  practice: boolean;
}

/** A form version that came with the app. */
export interface Brought {
  form: string;
  version: number;
  title: Words;
  licence: Words;
  offered: boolean;
}

export interface OwnForms {
  allowed: boolean;
  practice: boolean;
  editions: EditionBrief[];
  brought: Brought[];
}

export interface Made {
  id: string | null;
  notes: FormNote[];
}

export interface AskedMeasure {
  name: string;
  name_en: string;
  unit: string;
  unit_en: string;
  decimals: number;
  minimum: number;
  maximum: number;
  threshold?: { direction: Direction } & ({ value: number } | { bands: Band[] });
  source: string;
}

/** The number for these persons, null where they are not judged: whole years on the day, up to the next band of the same sex. */
export interface Band {
  sex?: Sex;
  from_age: number;
  value: number | null;
}
export type Sex = 'female' | 'male';

export type Direction = 'below' | 'at_most' | 'above' | 'at_least';

export interface AskedSet {
  form_id: string;
  title: string;
  title_en: string;
  measures: AskedMeasure[];
}
