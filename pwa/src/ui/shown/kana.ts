import { katakana } from '../../names/index.ts';

/** The rows of the kana table, as a hall's name list has them. */
export const KANA_ROWS = ['あ', 'か', 'さ', 'た', 'な', 'は', 'ま', 'や', 'ら', 'わ'] as const;
export type KanaRow = (typeof KANA_ROWS)[number];

const members: Record<KanaRow, string> = {
  あ: 'あいうえお',
  か: 'かきくけこがぎぐげご',
  さ: 'さしすせそざじずぜぞ',
  た: 'たちつてとだぢづでど',
  な: 'なにぬねの',
  は: 'はひふへほばびぶべぼぱぴぷぺぽ',
  ま: 'まみむめも',
  や: 'やゆよ',
  ら: 'らりるれろ',
  わ: 'わゐゑをん',
};

/** The kana a row begins with, for a search over the register. */
export function kanaOfRow(row: KanaRow): string[] {
  return [...members[row]];
}

export function isInRow(familyKana: string, row: KanaRow): boolean {
  const first = toHiragana(familyKana).slice(0, 1);
  return first !== '' && members[row].includes(first.replace('ゔ', 'う'));
}

function toHiragana(text: string): string {
  return katakana(text).replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

/** Kana as the register keeps it: full-width カタカナ, whatever she typed it in. */
export function toKatakana(text: string): string {
  return katakana(text)
    .replace(/[‐‑–—−-]/g, 'ー')
    .replace(/\s+/g, ' ');
}
