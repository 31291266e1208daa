"""Names of the made-up town: common surnames and given names (general knowledge), with variant kanji.

Kana is given half-width, as the sources of a town hall give it; the service stores it full-width.
Weights are rough counts, so that searching たかはし or さいとう finds several spellings, as in life.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple


class Name(NamedTuple):
    """A name as written and as read (the reading in half-width kana)."""

    written: str
    kana: str


# reading -> spellings with weights; the spellings of one reading are what a register confuses
_FAMILIES: dict[str, tuple[int, dict[str, int]]] = {
    "ﾀｶﾊｼ": (14, {"高橋": 5, "髙橋": 4}),
    "ﾜﾀﾅﾍﾞ": (13, {"渡辺": 4, "渡邊": 3, "渡邉": 3}),
    "ｻｲﾄｳ": (12, {"斎藤": 3, "齋藤": 3, "斉藤": 3, "齊藤": 1}),
    "ﾔﾏｻﾞｷ": (6, {"山崎": 4, "山﨑": 3}),
    "ｵｻﾞｷ": (2, {"尾崎": 2, "尾﨑": 1}),
    "ﾖｼﾀﾞ": (9, {"吉田": 5, "𠮷田": 3}),
    "ﾊﾏﾀﾞ": (6, {"浜田": 2, "濱田": 2, "濵田": 2}),
    "ﾐﾔｻﾞｷ": (2, {"宮崎": 2, "宮﨑": 1}),
    "ｻﾄｳ": (15, {"佐藤": 1}),
    "ｽｽﾞｷ": (14, {"鈴木": 1}),
    "ﾀﾅｶ": (13, {"田中": 1}),
    "ｲﾄｳ": (11, {"伊藤": 4, "伊東": 1}),
    "ﾔﾏﾓﾄ": (10, {"山本": 1}),
    "ﾅｶﾑﾗ": (10, {"中村": 1}),
    "ｺﾊﾞﾔｼ": (9, {"小林": 1}),
    "ｶﾄｳ": (9, {"加藤": 1}),
    "ﾔﾏﾀﾞ": (8, {"山田": 1}),
    "ｻｻｷ": (7, {"佐々木": 1}),
    "ﾔﾏｸﾞﾁ": (6, {"山口": 1}),
    "ﾏﾂﾓﾄ": (6, {"松本": 1}),
    "ｲﾉｳｴ": (6, {"井上": 1}),
    "ｷﾑﾗ": (6, {"木村": 1}),
    "ﾊﾔｼ": (5, {"林": 1}),
    "ｼﾐｽﾞ": (5, {"清水": 1}),
    "ﾓﾘ": (4, {"森": 1}),
    "ｱﾍﾞ": (5, {"阿部": 3, "安部": 1, "安倍": 1}),
    "ｲｹﾀﾞ": (4, {"池田": 1}),
    "ﾊｼﾓﾄ": (4, {"橋本": 1}),
    "ｲｼｶﾜ": (4, {"石川": 1}),
    "ｵｶﾞﾜ": (4, {"小川": 1}),
    "ｺﾞﾄｳ": (4, {"後藤": 1}),
    "ｵｶﾀﾞ": (4, {"岡田": 1}),
    "ﾊｾｶﾞﾜ": (3, {"長谷川": 1}),
    "ﾑﾗｶﾐ": (3, {"村上": 1}),
    "ｺﾝﾄﾞｳ": (3, {"近藤": 1}),
    "ｻｶﾓﾄ": (4, {"坂本": 3, "阪本": 1}),
    "ｴﾝﾄﾞｳ": (3, {"遠藤": 1}),
    "ｱｵｷ": (3, {"青木": 1}),
    "ﾌｼﾞｲ": (3, {"藤井": 1}),
    "ﾆｼﾑﾗ": (3, {"西村": 1}),
    "ﾌｸﾀﾞ": (3, {"福田": 1}),
    "ｵｵﾀ": (3, {"太田": 2, "大田": 1}),
    "ﾐｳﾗ": (3, {"三浦": 1}),
    "ﾌｼﾞﾜﾗ": (3, {"藤原": 1}),
    "ｵｶﾓﾄ": (3, {"岡本": 1}),
    "ﾏﾂﾀﾞ": (3, {"松田": 1}),
    "ﾅｶｶﾞﾜ": (3, {"中川": 1}),
    "ﾅｶﾉ": (3, {"中野": 1}),
    "ﾊﾗﾀﾞ": (3, {"原田": 1}),
    "ﾀﾑﾗ": (3, {"田村": 1}),
    "ﾀｹｳﾁ": (3, {"竹内": 3, "武内": 1}),
    "ｶﾈｺ": (2, {"金子": 1}),
    "ﾜﾀﾞ": (2, {"和田": 1}),
    "ﾅｶﾔﾏ": (2, {"中山": 1}),
    "ｲｼﾀﾞ": (2, {"石田": 1}),
    "ｳｴﾀﾞ": (2, {"上田": 3, "植田": 1}),
    "ﾓﾘﾀ": (2, {"森田": 1}),
    "ｼﾊﾞﾀ": (2, {"柴田": 1}),
    "ｻｶｲ": (3, {"酒井": 2, "坂井": 1, "阪井": 1}),
    "ｸﾄﾞｳ": (2, {"工藤": 1}),
    "ﾖｺﾔﾏ": (2, {"横山": 1}),
    "ﾐﾔﾓﾄ": (2, {"宮本": 1}),
    "ｳﾁﾀﾞ": (2, {"内田": 1}),
    "ﾀｶｷﾞ": (2, {"高木": 3, "髙木": 2}),
    "ｼﾏﾀﾞ": (2, {"島田": 2, "嶋田": 2}),
    "ﾀﾆｸﾞﾁ": (2, {"谷口": 1}),
    "ｵｵﾉ": (2, {"大野": 1}),
    "ﾅｶｼﾞﾏ": (2, {"中島": 3, "中嶋": 1}),
    "ﾊｯﾄﾘ": (1, {"服部": 1}),
    "ﾋﾛｾ": (1, {"広瀬": 1, "廣瀬": 1}),
    "ｻﾜﾀﾞ": (1, {"沢田": 1, "澤田": 1}),
}

# (written, half-width kana, weight); the older the woman, the more often her name is written in kana
_WOMEN_BEFORE_1940 = (
    "ハナ|ﾊﾅ|3 キヨ|ｷﾖ|4 トメ|ﾄﾒ|2 ヨネ|ﾖﾈ|2 フミ|ﾌﾐ|4 ヨシ|ﾖｼ|3 ミツ|ﾐﾂ|3 シズ|ｼｽﾞ|3 タケ|ﾀｹ|2 "
    "ハル|ﾊﾙ|4 キミ|ｷﾐ|3 トシ|ﾄｼ|3 スミ|ｽﾐ|3 マサ|ﾏｻ|2 イネ|ｲﾈ|1 ウメ|ｳﾒ|2 はつゑ|ﾊﾂｴ|2 千代|ﾁﾖ|5 "
    "静江|ｼｽﾞｴ|4 文子|ﾌﾐｺ|6 和子|ｶｽﾞｺ|8 幸子|ｻﾁｺ|7 節子|ｾﾂｺ|7 久子|ﾋｻｺ|5 敏子|ﾄｼｺ|6 美代子|ﾐﾖｺ|4 "
    "キヨ子|ｷﾖｺ|4 ヨシ子|ﾖｼｺ|4 芳江|ﾖｼｴ|3 光江|ﾐﾂｴ|2"
)
_WOMEN_FROM_1940 = (
    "和子|ｶｽﾞｺ|8 幸子|ｻﾁｺ|8 節子|ｾﾂｺ|5 洋子|ﾖｳｺ|8 恵子|ｹｲｺ|7 京子|ｷｮｳｺ|6 弘子|ﾋﾛｺ|5 悦子|ｴﾂｺ|5 "
    "美智子|ﾐﾁｺ|6 紀子|ﾉﾘｺ|4 順子|ｼﾞｭﾝｺ|5 勝子|ｶﾂｺ|4 信子|ﾉﾌﾞｺ|4 照子|ﾃﾙｺ|3 良子|ﾘｮｳｺ|3 良子|ﾖｼｺ|3 "
    "富美子|ﾌﾐｺ|3 千恵子|ﾁｴｺ|4 昭子|ｱｷｺ|3 澄江|ｽﾐｴ|2 みどり|ﾐﾄﾞﾘ|2 ハナ|ﾊﾅ|1 はな|ﾊﾅ|1 ふみ|ﾌﾐ|1 "
    "キヨ|ｷﾖ|1 房子|ﾌｻｺ|3 道子|ﾐﾁｺ|4 孝子|ﾀｶｺ|4"
)
_MEN = (
    "清|ｷﾖｼ|7 正|ﾀﾀﾞｼ|4 正|ﾏｻｼ|2 勇|ｲｻﾑ|6 茂|ｼｹﾞﾙ|5 実|ﾐﾉﾙ|6 進|ｽｽﾑ|5 弘|ﾋﾛｼ|5 博|ﾋﾛｼ|5 昭|ｱｷﾗ|4 "
    "明|ｱｷﾗ|5 稔|ﾐﾉﾙ|3 勝|ﾏｻﾙ|5 隆|ﾀｶｼ|5 豊|ﾕﾀｶ|4 正雄|ﾏｻｵ|5 一郎|ｲﾁﾛｳ|3 武|ﾀｹｼ|4 三郎|ｻﾌﾞﾛｳ|3 "
    "義雄|ﾖｼｵ|3 和夫|ｶｽﾞｵ|6 幸雄|ﾕｷｵ|4 敏夫|ﾄｼｵ|4 守|ﾏﾓﾙ|3 誠|ﾏｺﾄ|3 健一|ｹﾝｲﾁ|3 喜久男|ｷｸｵ|2 "
    "与志雄|ﾖｼｵ|1 辰男|ﾀﾂｵ|2 寅吉|ﾄﾗｷﾁ|1 金次郎|ｷﾝｼﾞﾛｳ|1"
)


def _weighted(text: str) -> tuple[list[Name], list[int]]:
    entries = [entry.split("|") for entry in text.split()]
    return [Name(written, kana) for written, kana, _ in entries], [int(weight) for *_, weight in entries]


def _families() -> tuple[list[Name], list[float]]:
    names, weights = [], []
    for kana, (total, spellings) in _FAMILIES.items():
        for written, share in spellings.items():
            names.append(Name(written, kana))
            weights.append(total * share / sum(spellings.values()))
    return names, weights


FAMILIES = _families()
OLDER_WOMEN = _weighted(_WOMEN_BEFORE_1940)
WOMEN = _weighted(_WOMEN_FROM_1940)
MEN = _weighted(_MEN)


def family_name(random: Random) -> Name:
    """A surname, as often as it is met."""
    names, weights = FAMILIES
    return random.choices(names, weights)[0]


def given_name(random: Random, sex: str, born_year: int) -> Name:
    """A given name that fits the sex and the year of birth."""
    if sex == "male":
        names, weights = MEN
    else:
        names, weights = OLDER_WOMEN if born_year < 1940 else WOMEN
    return random.choices(names, weights)[0]
