"""The slips of a registration: each turns what is true of a person into what was typed, or says it cannot.

A slip is a function (random, true fields, register) -> the fields typed otherwise, or None where it cannot
happen to this person (a birth on the 25th has no month and day to swap). docs/matching.md lists their shares.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from tests.people import names
from tests.people.names import Name

Fields = Mapping[str, str | None]
Slip = Callable[[Random, Fields, Sequence[Fields]], "Fields | None"]

TAISHO = (date(1912, 7, 30), date(1926, 12, 24))
SHOWA = (date(1926, 12, 25), date(1989, 1, 7))
HEISEI = (date(1989, 1, 8), date(2019, 4, 30))
LONG_VOWELS = {
    "オウ": "オオ",
    "ョウ": "ョー",
    "ユウ": "ユー",
    "オオ": "オー",
    "トウ": "トー",
    "コウ": "コオ",
    "ヨウ": "ヨオ",
}
SMALL = dict(zip("ッャュョ", "ツヤユヨ", strict=True))
VOICED = dict(
    zip("ザジズゼゾダデドバビブベボガギグゲゴ", "サシスセソタテトハヒフヘホカキクケコ", strict=True)
)
SAME_SOUND = {"ズ": "ヅ", "ヅ": "ズ", "ジ": "ヂ", "ヱ": "エ", "エ": "ヱ", "オ": "ヲ"}
VARIANTS = (
    "髙高 﨑崎 邉辺 邊辺 邉邊 齋斎 齋斉 斎斉 齊斉 𠮷吉 濱浜 濵浜 濵濱 澤沢 廣広 嶋島 栁柳 惠恵 眞真 榮栄 "
    "實実 冨富"
)
WRITTEN_ALIKE = {(a, b) for pair in VARIANTS.split() for a, b in ((pair[0], pair[1]), (pair[1], pair[0]))}
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"


def nothing(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    return {}


# --- the birth date ------------------------------------------------------------------------------


def year_beside(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """昭和15 for 昭和14 or 16, as counting between calendars makes it."""
    return _one_of(random, (_shifted(_born(true), years) for years in (-1, 1)))


def other_era(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """The year of one era under the name of another: 大正15 for 昭和15, 平成10 for 昭和10."""
    return _one_of(random, _in_other_eras(_born(true)))


def month_and_day(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """3月7日 for 7月3日."""
    born = _born(true)
    if born.day > 12 or born.day == born.month:
        return None
    return {"born_on": born.replace(month=born.day, day=born.month).isoformat()}


def day_beside(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """The day before or after."""
    return {"born_on": (_born(true) + timedelta(days=random.choice((-1, 1)))).isoformat()}


def _born(true: Fields) -> date:
    return date.fromisoformat(true["born_on"] or "")


def _shifted(born: date, years: int) -> date | None:
    try:
        return born.replace(year=born.year + years)
    except ValueError:  # 29 February
        return None


def _in_other_eras(born: date) -> Iterator[date | None]:
    eras = (TAISHO, SHOWA, HEISEI)
    own = next(era for era in eras if era[0] <= born <= era[1])
    for era in eras:
        other = _shifted(born, era[0].year - own[0].year)
        yield other if era != own and other is not None and era[0] <= other <= era[1] else None


def _one_of(random: Random, days: Iterator[date | None]) -> Fields | None:
    possible = [day for day in days if day is not None]
    return {"born_on": random.choice(possible).isoformat()} if possible else None


# --- kana ----------------------------------------------------------------------------------------


def large_kana(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """ハツトリ for ハットリ, リヨウコ for リョウコ."""
    return _rewritten(random, true, lambda kana: "".join(SMALL.get(char, char) for char in kana))


def long_vowel(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """オータ, オウノ, ヨオコ for オオタ, オオノ, ヨウコ."""
    pairs = [pair for pair in LONG_VOWELS.items() if any(pair[0] in kana for kana in _kana(true))]
    if not pairs:
        return None
    wrong = random.choice(pairs)
    return _rewritten(random, true, lambda kana: kana.replace(*wrong))


def voicing(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """ヤマサキ for ヤマザキ, ナカタ for ナカダ: one voicing mark left out."""
    return _rewritten(random, true, lambda kana: _at_one(random, kana, VOICED))


def same_sound(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """シヅエ for シズエ, ヲ for オ: kana that sound alike."""
    return _rewritten(random, true, lambda kana: _at_one(random, kana, SAME_SOUND))


def one_kana(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """One kana missing, doubled or another one, as a slip of the finger makes it."""

    def slipped(kana: str) -> str:
        at = random.randrange(len(kana))
        put = random.choice(["", kana[at] * 2, random.choice(KANA.replace(kana[at], ""))])
        return kana[:at] + (put if len(kana) > 2 else put or kana[at] * 2) + kana[at + 1 :]

    return _rewritten(random, true, slipped)


def half_width(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """ﾀｶﾊｼ, as a town hall's file has it, or たかはし."""
    turn = random.choice((_to_half_width, _to_hiragana))
    return {name: turn(true[name] or "") for name in ("family_kana", "given_kana")}


def _kana(true: Fields) -> list[str]:
    return [true["family_kana"] or "", true["given_kana"] or ""]


def _rewritten(random: Random, true: Fields, rewrite: Callable[[str], str]) -> Fields | None:
    """One of the two kana names rewritten; None when that changes neither."""
    for name in random.sample(("family_kana", "given_kana"), 2):
        before = true[name] or ""
        after = rewrite(before)
        if after != before:
            return {name: after}
    return None


def _at_one(random: Random, kana: str, other: Mapping[str, str]) -> str:
    places = [at for at, char in enumerate(kana) if char in other]
    if not places:
        return kana
    at = random.choice(places)
    return kana[:at] + other[kana[at]] + kana[at + 1 :]


def _to_hiragana(kana: str) -> str:
    return "".join(chr(ord(char) - 0x60) if "ァ" <= char <= "ヶ" else char for char in kana)


_HALF = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー",
        "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ",
        strict=True,
    )
)
_HALF |= {
    chr(ord(kana) + 1): half + "ﾞ"
    for kana, half in list(_HALF.items())
    if kana in "カキクケコサシスセソタチツテトハヒフヘホ"
}
_HALF["ヱ"] = "ｴ"


def _to_half_width(kana: str) -> str:
    return "".join(_HALF[char] for char in kana)


# --- names ---------------------------------------------------------------------------------------


def variant_kanji(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """高橋 for 髙橋, 斉藤 for 齋藤; her name is written here whatever was typed otherwise."""
    written = {name: true[name] or "" for name in ("family", "given")}
    found = sorted((name, a, b) for name, text in written.items() for a, b in WRITTEN_ALIKE if a in text)
    if not found:
        return None
    name, before, after = random.choice(found)
    return written | {name: written[name].replace(before, after)}


def other_family(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """Her name before marriage, or after: another surname, written whenever names are written."""
    if true["sex"] == "male" and random.random() < 0.9:
        return None
    other = names.family_name(random)
    if other.kana == true["family_kana"]:
        return None
    return {"family_kana": other.kana, "family": other.written}


def given_read_otherwise(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """リョウコ for 良子 ヨシコ."""
    return _read_otherwise(random, true, "given")


def family_read_otherwise(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """カワノ for 河野 コウノ."""
    return _read_otherwise(random, true, "family")


def _read_otherwise(random: Random, true: Fields, part: str) -> Fields | None:
    readings = names.OTHER_READINGS.get(Name(true[part] or "", true[f"{part}_kana"] or ""))
    return {f"{part}_kana": random.choice(readings)} if readings else None


# --- sex, telephone, number ----------------------------------------------------------------------


def sex_missing(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    return {"sex": "unanswered"}


def sex_wrong(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    return {"sex": "male" if true["sex"] == "female" else "female"}


def phone_changed(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    return {"phone": mobile(random)} if true["phone"] else None


def phone_missing(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    return {"phone": None}


def phone_of_household(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    """The telephone of the house, which others in the register have too."""
    shared = true["phone"] is not None and sum(other["phone"] == true["phone"] for other in register) > 1
    return {"phone": true["phone"]} if shared else None


def number_missing(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    return {"insured_no": None} if true["insured_no"] else None


def number_one_digit(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    number = true["insured_no"]
    if number is None:
        return None
    at = random.randrange(8)
    digit = random.choice("0123456789".replace(number[at], ""))
    return {"insured_no": number[:at] + digit + number[at + 1 :]}


def number_transposed(random: Random, true: Fields, register: Sequence[Fields]) -> Fields | None:
    number = true["insured_no"]
    places = [at for at in range(7) if number and number[at] != number[at + 1]]
    if number is None or not places:
        return None
    at = random.choice(places)
    return {"insured_no": number[:at] + number[at + 1] + number[at] + number[at + 2 :]}


def mobile(random: Random) -> str:
    """A mobile telephone number nobody has."""
    return f"0{random.choice('789')}0-{random.randrange(10_000):04d}-{random.randrange(10_000):04d}"


# name -> (what it is about, the slip, its share among registrations of someone registered already)
SLIPS: Mapping[str, tuple[str, Slip, float]] = {
    "no slip": ("nothing", nothing, 0.14),
    "year one off": ("birth", year_beside, 0.08),
    "era mixed up": ("birth", other_era, 0.04),
    "month and day swapped": ("birth", month_and_day, 0.02),
    "day one off": ("birth", day_beside, 0.04),
    "small kana large": ("name", large_kana, 0.03),
    "long vowel": ("name", long_vowel, 0.05),
    "voicing mark": ("name", voicing, 0.06),
    "kana that sound alike": ("name", same_sound, 0.03),
    "one kana wrong": ("name", one_kana, 0.04),
    "half-width or hiragana": ("name", half_width, 0.05),
    "variant kanji": ("name", variant_kanji, 0.08),
    "maiden or married name": ("name", other_family, 0.05),
    "given name read otherwise": ("name", given_read_otherwise, 0.05),
    "family name read otherwise": ("name", family_read_otherwise, 0.02),
    "sex missing": ("sex", sex_missing, 0.03),
    "sex wrong": ("sex", sex_wrong, 0.01),
    "phone changed": ("phone", phone_changed, 0.05),
    "phone missing": ("phone", phone_missing, 0.03),
    "phone of the house": ("phone", phone_of_household, 0.03),
    "number missing": ("number", number_missing, 0.03),
    "number one digit wrong": ("number", number_one_digit, 0.02),
    "number transposed": ("number", number_transposed, 0.02),
}
