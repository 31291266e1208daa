"""Japanese names as search keys: what is written differently but read the same meets in one key.

pwa/src/names/fold.ts is the twin, tests/vectors/names.json what both must say. Keys are for searching only;
the official form of a name is stored and printed as it is. A reading is never guessed from kanji.
"""

import unicodedata

# A variant character and the one it is searched as; Unicode normalisation joins none of these.
VARIANTS = (
    "髙高 﨑崎 嵜崎 碕崎 邉辺 邊辺 齋斎 齊斎 斉斎 濵浜 濱浜 德徳 栁柳 桺柳 𠮷吉 澤沢 廣広 國国 嶋島 嶌島 "
    "冨富 眞真 壽寿 藏蔵 櫻桜 惠恵 榮栄 實実 靜静 豐豊 澁渋 渕淵 渊淵 瀧滝 黑黒 曾曽 條条 萬万 與与 禮礼 "
    "彌弥 會会 關関 學学 桒桑 槗橋 𣘺橋 舘館 凜凛 峯峰 濟済 讓譲 顯顕 曉暁 龍竜 龜亀 圓円 鹽塩 藪薮 鷗鴎 "
    "鐵鉄 鄕郷 戶戸 淸清 靑青 敎教 穗穂 增増 莊荘 兒児 緖緒 橫横 瀨瀬 賴頼 步歩 每毎 巖巌 嚴厳 佛仏 假仮 "
    "來来 傳伝 兩両 區区 遙遥"
)
KANJI = {ord(pair[0]): pair[1] for pair in VARIANTS.split()}
SPACING_MARKS = {0x309B: "\u3099", 0x309C: "\u309a"}  # ゛゜ typed alone: NFKC would put a space before them
DROPPED = frozenset(" \t\r\n・\u200b\u200c\u200d\ufeff\u3099\u309a")
HYPHENS = frozenset("ー-‐‑‒–—―−~〜")

LARGE = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
SAME_SOUND = LARGE | dict(zip("ヅヂヰヱヲヴ", "ズジイエオブ", strict=True))
VOICED = dict(
    zip("カキクケコサシスセソタチツテトハヒフヘホ", "ガギグゲゴザジズゼゾダジズデドバビブベボ", strict=True)
)
PLAIN = dict(
    zip(
        "ガギグゲゴザジズゼゾダデドバビブベボパピプペポ",
        "カキクケコサシスセソタテトハヒフヘホハヒフヘホ",
        strict=True,
    )
)
ROWS = {
    "ア": "アカサタナハマヤラワガザダバパ",
    "イ": "イキシチニヒミリギジビピ",
    "ウ": "ウクスツヌフムユルグズブプ",
    "エ": "エケセテネヘメレゲゼデベペ",
    "オ": "オコソトノホモヨロゴゾドボポ",
}
VOWEL = {kana: vowel for vowel, row in ROWS.items() for kana in row}


def katakana(text: str) -> str:
    """Full-width katakana, as kana names are stored: half-width and hiragana turned, nothing folded."""
    plain = unicodedata.normalize("NFKC", text.translate(SPACING_MARKS))
    return "".join(chr(ord(char) + 0x60) if _is_hiragana(char) else char for char in plain).strip()


def is_katakana(text: str) -> bool:
    """Whether a text may be stored as a kana name: full-width katakana, ー, ・ and inner spaces only."""
    has_kana = any("ァ" <= char <= "ヺ" for char in text)
    return has_kana and all("ァ" <= char <= "ヾ" or char == " " for char in text)


def search_key(text: str) -> str:
    """The key under which a name is found, for kana and kanji alike.

    Small kana become large, ー the vowel before it, オ after an オ-row kana ウ, ヅヂヰヱヲヴ the kana that
    sounds alike; spaces and ・ go; variant kanji become the common one.
    """
    key: list[str] = []
    for char in katakana(text):
        folded = _fold(char, key[-1] if key else "")
        if folded:
            key.append(folded)
    return "".join(key)


def loose_key(text: str) -> str:
    """The key without voicing marks: what matches only here is a 「似た名前」, shown after the others."""
    return "".join(PLAIN.get(char, char) for char in search_key(text))


def _is_hiragana(char: str) -> bool:
    return "ぁ" <= char <= "ゖ" or char in "ゝゞ"


def _fold(char: str, before: str) -> str:
    """One character of a key, given the one before it; empty when it is dropped."""
    if char in DROPPED or _is_variation_selector(char):
        return ""
    if char in HYPHENS and (char == "ー" or before in VOWEL):
        return _fold(VOWEL[before], before) if before in VOWEL else ""
    if char in "ヽ々":
        return before
    if char == "ヾ":
        return VOICED.get(before, before)
    if char in SAME_SOUND:
        char = SAME_SOUND[char]
    if char == "オ" and VOWEL.get(before) == "オ":
        return "ウ"
    return KANJI.get(ord(char), char.lower() if char.isascii() else char)


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
