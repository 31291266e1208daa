import type { AskedMeasure, AskedSet, Band, Direction, Sex } from './formtypes.ts';
import type { OfficeWord } from './words.ts';

/** A measurement as it is being written. */
export interface Written {
  name: string;
  name_en: string;
  unit: string;
  unit_en: string;
  decimals: string;
  minimum: string;
  maximum: string;
  direction: Direction | '';
  /** For whom the number differs, and where a new age begins: "65, 75". */
  by: By;
  ages: string;
  /** The number of each band by its name; of everybody under ''. */
  thresholds: Record<string, string>;
  source: string;
}

export interface WrittenSet {
  title: string;
  title_en: string;
  form_id: string;
  measures: Written[];
}

export const BLANK: Written = {
  name: '',
  name_en: '',
  unit: '',
  unit_en: '',
  decimals: '1',
  minimum: '',
  maximum: '',
  direction: '',
  by: 'all',
  ages: '',
  thresholds: {},
  source: '',
};

export type By = 'all' | 'sex' | 'age' | 'both';

/** A band as it stands on screen. key: its name among the thresholds. */
export interface BandAsked {
  key: string;
  sex: Sex | undefined;
  from_age: number;
  /** Up to this age; undefined where there is no further band. */
  to_age: number | undefined;
}

/** The bands she has to fill in; none while the ages are not yet whole years in order. */
export function bandsOf({ by, ages }: Pick<Written, 'by' | 'ages'>): BandAsked[] {
  const starts = by === 'sex' || by === 'all' ? [] : agesIn(ages);
  if (starts === null) return [];
  const sexes: (Sex | undefined)[] = by === 'sex' || by === 'both' ? ['female', 'male'] : [undefined];
  const froms = [0, ...starts];
  return sexes.flatMap((sex) =>
    froms.map((from_age, at) => {
      const next = froms[at + 1];
      const key = by === 'all' ? '' : `${sex ?? ''}${from_age}`;
      return { key, sex, from_age, to_age: next === undefined ? undefined : next - 1 };
    }),
  );
}

/** 「65、75」: where a new age begins; null while it says something else. */
function agesIn(text: string): number[] | null {
  const parts = text
    .normalize('NFKC')
    .split(/[、,\s]+/)
    .filter(Boolean);
  const ages = parts.map(Number);
  const fit = ages.every((age, at) => Number.isInteger(age) && age > (ages[at - 1] ?? 0) && age <= 120);
  return ages.length > 0 && ages.length < 10 && fit ? ages : null;
}

/** What is missing, and in which measurement. */
export interface Missing {
  word: OfficeWord;
  n: number;
}

/** A number as people type it, full-width digits and all; null when it is none. */
export function numberIn(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[−ー]/g, '-').trim();
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** What she wrote as the server takes it, or the first thing that is missing. */
export function askedSet(set: WrittenSet): AskedSet | Missing {
  if (!set.title.trim()) return { word: 'set_need_name', n: 0 };
  const form_id = set.form_id.normalize('NFKC').trim().toLowerCase();
  if (!/^[a-z][a-z0-9_]{0,29}$/.test(form_id)) return { word: 'set_need_id', n: 0 };
  const measures: AskedMeasure[] = [];
  for (const [at, one] of set.measures.entries()) {
    const asked = askedMeasure(one);
    if (typeof asked === 'string') return { word: asked, n: at + 1 };
    measures.push(asked);
  }
  return { form_id, title: set.title.trim(), title_en: set.title_en.trim(), measures };
}

function askedMeasure(one: Written): AskedMeasure | OfficeWord {
  const [minimum, maximum] = [numberIn(one.minimum), numberIn(one.maximum)];
  if (![one.name, one.unit, one.source].every((text) => text.trim())) return 'set_need_measure';
  if (minimum === null || maximum === null) return 'set_need_numbers';
  if (minimum >= maximum) return 'set_need_limits';
  const { direction } = one;
  const threshold = direction === '' ? undefined : thresholdOf(one, direction, minimum, maximum);
  if (typeof threshold === 'string') return threshold;
  return {
    name: one.name.trim(),
    name_en: one.name_en.trim(),
    unit: one.unit.trim(),
    unit_en: one.unit_en.trim(),
    decimals: Number(one.decimals),
    minimum,
    maximum,
    ...(threshold ? { threshold } : {}),
    source: one.source.trim(),
  };
}

/** One number, or one for each band she wrote one for: a band left empty is judged 判定不能. */
function thresholdOf(
  one: Written,
  direction: Direction,
  minimum: number,
  maximum: number,
): AskedMeasure['threshold'] | OfficeWord {
  const asked = bandsOf(one);
  if (asked.length === 0) return 'set_need_ages';
  const bands: Band[] = [];
  for (const { key, sex, from_age } of asked) {
    const text = one.thresholds[key] ?? '';
    const value = numberIn(text);
    const empty = one.by !== 'all' && text.trim() === '';
    if (!empty && (value === null || value <= minimum || value >= maximum)) return 'set_need_threshold';
    bands.push({ ...(sex ? { sex } : {}), from_age, value });
  }
  const value = bands.find((band) => band.value !== null)?.value ?? null;
  if (value === null) return 'set_need_threshold';
  return one.by === 'all' ? { direction, value } : { direction, bands };
}
