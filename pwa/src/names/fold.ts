/**
 * Japanese names as search keys: what is written differently but read the same meets in one key.
 *
 * forms/names.py is the twin, tests/vectors/names.json what both must say. Keys are for searching only; the official
 * form of a name is stored and printed as it is. A reading is never guessed from kanji.
 */

/** A variant character and the one it is searched as; Unicode normalisation joins none of these. */
export const VARIANTS = [
  '髙高 﨑崎 嵜崎 碕崎 邉辺 邊辺 齋斎 齊斎 斉斎 濵浜 濱浜 德徳 栁柳 桺柳 𠮷吉 澤沢 廣広 國国 嶋島 嶌島',
  '冨富 眞真 壽寿 藏蔵 櫻桜 惠恵 榮栄 實実 靜静 豐豊 澁渋 渕淵 渊淵 瀧滝 黑黒 曾曽 條条 萬万 與与 禮礼',
  '彌弥 會会 關関 學学 桒桑 槗橋 𣘺橋 舘館 凜凛 峯峰 濟済 讓譲 顯顕 曉暁 龍竜 龜亀 圓円 鹽塩 藪薮 鷗鴎',
  '鐵鉄 鄕郷 戶戸 淸清 靑青 敎教 穗穂 增増 莊荘 兒児 緖緒 橫横 瀨瀬 賴頼 步歩 每毎 巖巌 嚴厳 佛仏 假仮',
  '來来 傳伝 兩両 區区 遙遥',
].join(' ');
const KANJI = new Map(VARIANTS.split(' ').map((pair) => [...pair] as [string, string]));
const SPACING_MARKS = new Map([
  ['\u309b', '\u3099'],
  ['\u309c', '\u309a'],
]);
const DROPPED = new Set(' \t\r\n・\u200b\u200c\u200d\ufeff\u3099\u309a');
const HYPHENS = new Set('ー-‐‑‒–—―−~〜');
const SAME_SOUND = pairs('ァィゥェォッャュョヮヵヶヅヂヰヱヲヴ', 'アイウエオツヤユヨワカケズジイエオブ');
const VOICED = pairs('カキクケコサシスセソタチツテトハヒフヘホ', 'ガギグゲゴザジズゼゾダジズデドバビブベボ');
const PLAIN = pairs(
  'ガギグゲゴザジズゼゾダデドバビブベボパピプペポ',
  'カキクケコサシスセソタテトハヒフヘホハヒフヘホ',
);
const VOWEL = new Map(
  [
    'アカサタナハマヤラワガザダバパ',
    'イキシチニヒミリギジビピ',
    'ウクスツヌフムユルグズブプ',
    'エケセテネヘメレゲゼデベペ',
    'オコソトノホモヨロゴゾドボポ',
  ].flatMap((row) => [...row].map((kana) => [kana, row.charAt(0)] as const)),
);

/** Full-width katakana, as kana names are stored: half-width and hiragana turned, nothing folded. */
export function katakana(text: string): string {
  if (/^[ァ-ヾ]*$/.test(text)) return text; // already so, as stored names are: nothing to normalise
  const plain = text.replace(/[\u309b\u309c]/g, (mark) => SPACING_MARKS.get(mark) ?? '').normalize('NFKC');
  return plain.replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60)).trim();
}

/** Whether a text may be stored as a kana name: full-width katakana, ー, ・ and inner spaces only. */
export function isKatakana(text: string): boolean {
  return /[ァ-ヺ]/.test(text) && /^[ァ-ヾ ]*$/.test(text);
}

/**
 * The key under which a name is found, for kana and kanji alike.
 *
 * Small kana become large, ー the vowel before it, オ after an オ-row kana ウ, ヅヂヰヱヲヴ the kana that sounds
 * alike; spaces and ・ go; variant kanji become the common one.
 */
export function searchKey(text: string): string {
  let key = '';
  let before = '';
  for (const char of katakana(text)) {
    const folded = fold(char, before);
    if (folded === '') continue;
    key += folded;
    before = folded;
  }
  return key;
}

/** The key without voicing marks: what matches only here is a 「似た名前」, shown after the others. */
export function looseKey(text: string): string {
  return loosen(searchKey(text));
}

/** The loose key of a text that is a search key already. */
export function loosen(key: string): string {
  return key.replace(/[ガ-ポ]/g, (kana) => PLAIN.get(kana) ?? kana);
}

/** One character of a key, given the one before it; empty when it is dropped. */
function fold(char: string, before: string): string {
  if (VOWEL.has(char) && char !== 'オ') return char; // most kana, first because it is the fast way
  if (DROPPED.has(char) || /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u.test(char)) return '';
  if (HYPHENS.has(char) && (char === 'ー' || VOWEL.has(before))) {
    const vowel = VOWEL.get(before);
    return vowel === undefined ? '' : fold(vowel, before);
  }
  if (char === 'ヽ' || char === '々') return before;
  if (char === 'ヾ') return VOICED.get(before) ?? before;
  const sound = SAME_SOUND.get(char) ?? char;
  if (sound === 'オ' && VOWEL.get(before) === 'オ') return 'ウ';
  return KANJI.get(sound) ?? (/^[A-Z]$/.test(sound) ? sound.toLowerCase() : sound);
}

function pairs(from: string, to: string): ReadonlyMap<string, string> {
  return new Map([...from].map((char, index) => [char, to.charAt(index)]));
}
