/** Japanese names and dates: search keys, the person index, eras and ages. */
export type { Person } from './entry.ts';
export { isKatakana, katakana, looseKey, searchKey } from './fold.ts';
export { checksOut, isInsuredNo, toInsuredNo } from './insured.ts';
export {
  blocks,
  digits,
  oneApart,
  REASONS,
  type Reason,
  reasons,
  slips,
  sought,
  type Traits,
  traits,
} from './match.ts';
export { warekiMessage } from './messages.ts';
export { buildIndex, type Hit, type Match, type NameIndex } from './search.ts';
export {
  age,
  birthPrefix,
  type EraKey,
  formatBirth,
  formatWareki,
  legalAge,
  parseDateText,
  parseWareki,
  shortWareki,
  type WarekiProblem,
  type WarekiResult,
} from './wareki.ts';
