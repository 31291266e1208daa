import type { AskedMeasure, AskedSet, Direction } from './formtypes.ts';
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
  threshold: string;
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
  threshold: '',
  source: '',
};

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
  if (minimum === null || maximum === null || minimum >= maximum) return 'set_need_limits';
  const { direction } = one;
  const value = direction === '' ? null : numberIn(one.threshold);
  if (direction !== '' && (value === null || value <= minimum || value >= maximum))
    return 'set_need_threshold';
  return {
    name: one.name.trim(),
    name_en: one.name_en.trim(),
    unit: one.unit.trim(),
    unit_en: one.unit_en.trim(),
    decimals: Number(one.decimals),
    minimum,
    maximum,
    ...(direction !== '' && value !== null ? { threshold: { value, direction } } : {}),
    source: one.source.trim(),
  };
}
