/** Japanese names and dates: search keys, the person index, eras and ages. */
export { isKatakana, katakana, looseKey, searchKey } from './fold.ts';
export { warekiMessage } from './messages.ts';
export { buildIndex, type Hit, type Match, type NameIndex, type Person } from './search.ts';
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
