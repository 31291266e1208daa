"""Names of the made-up register: how often each is met, how it is written, how else it is read.

Made up from general knowledge of surnames and of given names of people born 1925 to 1955 in Japan: the
weights are rough counts, not a source's. Two thirds of a rural town bear a few dozen surnames; the rest are
built from parts, as surnames are, so that rare names exist too. `python -m tests.people.generator` prints how
often two strangers agree by chance.
"""

from random import Random
from typing import NamedTuple


class Name(NamedTuple):
    """A name as written and as read, in full-width katakana."""

    written: str
    kana: str


def _names(text: str) -> tuple[list[Name], list[int]]:
    entries = [entry.split("|") for entry in text.split()]
    return [Name(written, kana) for written, kana, _ in entries], [int(weight) for *_, weight in entries]


_FAMILIES = _names(
    "佐藤|サトウ|30 鈴木|スズキ|28 高橋|タカハシ|16 髙橋|タカハシ|8 田中|タナカ|20 伊藤|イトウ|15 "
    "伊東|イトウ|3 渡辺|ワタナベ|9 渡邊|ワタナベ|5 渡邉|ワタナベ|5 渡部|ワタナベ|2 山本|ヤマモト|16 "
    "中村|ナカムラ|16 小林|コバヤシ|15 加藤|カトウ|14 吉田|ヨシダ|9 𠮷田|ヨシダ|3 山田|ヤマダ|12 "
    "佐々木|ササキ|11 山口|ヤマグチ|9 松本|マツモト|9 井上|イノウエ|9 木村|キムラ|8 林|ハヤシ|8 "
    "斎藤|サイトウ|4 斉藤|サイトウ|5 齋藤|サイトウ|3 齊藤|サイトウ|1 清水|シミズ|7 山崎|ヤマザキ|5 "
    "山﨑|ヤマザキ|3 森|モリ|6 阿部|アベ|5 安部|アベ|1 池田|イケダ|6 橋本|ハシモト|6 石川|イシカワ|5 "
    "小川|オガワ|5 後藤|ゴトウ|5 岡田|オカダ|5 長谷川|ハセガワ|5 村上|ムラカミ|4 近藤|コンドウ|4 "
    "坂本|サカモト|4 遠藤|エンドウ|4 青木|アオキ|4 藤井|フジイ|4 西村|ニシムラ|4 福田|フクダ|3 "
    "太田|オオタ|3 大田|オオタ|1 三浦|ミウラ|3 藤原|フジワラ|3 岡本|オカモト|3 松田|マツダ|3 "
    "中島|ナカジマ|3 中嶋|ナカジマ|1 大野|オオノ|3 小野|オノ|3 竹内|タケウチ|3 武内|タケウチ|1 "
    "浜田|ハマダ|2 濱田|ハマダ|2 濵田|ハマダ|1 河野|コウノ|2 河野|カワノ|1 菅野|カンノ|1 菅野|スガノ|1 "
    "上村|ウエムラ|1 上村|カミムラ|1 小山|コヤマ|2 小山|オヤマ|1 神谷|カミヤ|2 角田|ツノダ|1 角田|カクタ|1 "
    "新谷|シンタニ|1 羽田|ハネダ|1 三谷|ミタニ|1 服部|ハットリ|2 堀田|ホッタ|1 新田|ニッタ|1 "
    "京極|キョウゴク|1 宮崎|ミヤザキ|2 宮﨑|ミヤザキ|1 尾崎|オザキ|1 沢田|サワダ|1 澤田|サワダ|1 "
    "広瀬|ヒロセ|1 廣瀬|ヒロセ|1 島田|シマダ|2 嶋田|シマダ|1 栁田|ヤナギダ|1 柳田|ヤナギダ|1 辺見|ヘンミ|1 "
    "水津|スイヅ|1 木津|キヅ|1 大塚|オオツカ|2 豊田|トヨタ|1 中田|ナカタ|1 高田|タカダ|1 髙田|タカタ|1 "
    "藤田|フジタ|3 久保|クボ|2 土井|ドイ|1 丸尾|マルオ|1"
)
_FIRST = (
    "上|ウエ 下|シモ 西|ニシ 東|ヒガシ 北|キタ 南|ミナミ 大|オオ 小|コ 松|マツ 竹|タケ 杉|スギ 桜|サクラ "
    "石|イシ 岩|イワ 川|カワ 水|ミズ 金|カネ 古|フル 長|ナガ 高|タカ 浅|アサ 深|フカ 黒|クロ 白|シラ "
    "青|アオ 赤|アカ 今|イマ 安|ヤス 吉|ヨシ 福|フク 宮|ミヤ 稲|イナ 荒|アラ 片|カタ 平|ヒラ 丸|マル "
    "内|ウチ 森|モリ 林|ハヤシ 藤|フジ 滝|タキ 池|イケ 畑|ハタ 柿|カキ 栗|クリ 梅|ウメ 菊|キク 鶴|ツル "
    "亀|カメ 熊|クマ"
)
_SECOND = (
    "田|ダ 山|ヤマ 川|カワ 村|ムラ 野|ノ 原|ハラ 島|シマ 沢|ザワ 本|モト 井|イ 木|キ 口|グチ 谷|タニ "
    "崎|ザキ 岡|オカ 尾|オ 下|シタ 上|ガミ 倉|クラ 越|コシ 塚|ツカ 橋|ハシ 浦|ウラ 瀬|セ 美|ミ 見|ミ 江|エ "
    "戸|ト"
)
RARE_FAMILIES = [
    Name(first.split("|")[0] + second.split("|")[0], first.split("|")[1] + second.split("|")[1])
    for first in _FIRST.split()
    for second in _SECOND.split()
    if first[0] != second[0]
]
SHARE_OF_COMMON_FAMILIES, SHARE_OF_COMMON_GIVEN = 0.65, 0.8

_WOMEN = {
    1938: _names(
        "ハナ|ハナ|3 キヨ|キヨ|4 トメ|トメ|1 ヨネ|ヨネ|2 フミ|フミ|4 ヨシ|ヨシ|3 ミツ|ミツ|3 シヅ|シヅ|1 "
        "シズ|シズ|2 タケ|タケ|2 ハル|ハル|3 キミ|キミ|3 トシ|トシ|3 スミ|スミ|2 ウメ|ウメ|2 "
        "はつゑ|ハツエ|1 千代|チヨ|4 静江|シズエ|3 文子|フミコ|6 文子|アヤコ|1 和子|カズコ|9 幸子|サチコ|6 "
        "幸子|ユキコ|1 節子|セツコ|6 久子|ヒサコ|5 敏子|トシコ|6 美代子|ミヨコ|4 芳江|ヨシエ|3 "
        "光江|ミツエ|2 貞子|サダコ|3 春江|ハルエ|2 昭子|アキコ|3 良子|ヨシコ|3 良子|リョウコ|1 "
        "スミ子|スミコ|2 ヨシ子|ヨシコ|3 京子|キョウコ|3 ちよ|チヨ|1"
    ),
    9999: _names(
        "和子|カズコ|10 幸子|サチコ|8 幸子|ユキコ|2 節子|セツコ|5 洋子|ヨウコ|8 恵子|ケイコ|8 "
        "恵子|ヨシコ|1 京子|キョウコ|6 弘子|ヒロコ|4 悦子|エツコ|5 美智子|ミチコ|5 紀子|ノリコ|4 "
        "順子|ジュンコ|5 勝子|カツコ|3 信子|ノブコ|4 照子|テルコ|2 良子|リョウコ|3 良子|ヨシコ|3 "
        "富美子|フミコ|2 千恵子|チエコ|4 昭子|アキコ|3 澄江|スミエ|2 みどり|ミドリ|2 房子|フサコ|3 "
        "道子|ミチコ|4 孝子|タカコ|4 由美子|ユミコ|3 明美|アケミ|2 真理子|マリコ|2 裕子|ヒロコ|2 "
        "裕子|ユウコ|2 祥子|ショウコ|1 祥子|サチコ|1 優子|ユウコ|1 美津子|ミツコ|3 淳子|ジュンコ|2 "
        "淳子|アツコ|2 智子|トモコ|3 容子|ヨウコ|1 千鶴|チヅル|1 桂子|ケイコ|2 昌子|マサコ|3"
    ),
}
_MEN = _names(
    "清|キヨシ|7 正|タダシ|5 正|マサシ|2 勇|イサム|6 茂|シゲル|5 実|ミノル|6 進|ススム|5 弘|ヒロシ|5 "
    "博|ヒロシ|5 昭|アキラ|4 明|アキラ|5 勝|マサル|4 勝|カツ|1 隆|タカシ|5 豊|ユタカ|4 正雄|マサオ|5 "
    "一郎|イチロウ|3 武|タケシ|4 三郎|サブロウ|3 義雄|ヨシオ|3 和夫|カズオ|6 幸雄|ユキオ|4 敏夫|トシオ|4 "
    "守|マモル|3 誠|マコト|3 健一|ケンイチ|3 喜久男|キクオ|2 辰男|タツオ|2 金次郎|キンジロウ|1 "
    "良一|リョウイチ|2 修|オサム|4 功|イサオ|3 功|イサム|1 光男|ミツオ|3 忠|タダシ|3 治|オサム|2 "
    "正一|ショウイチ|2 正一|マサカズ|1 孝|タカシ|3 達雄|タツオ|2 哲夫|テツオ|3 重男|シゲオ|2 秀夫|ヒデオ|2 "
    "一夫|カズオ|2 大治|ダイジ|1"
)
_STEMS = (
    "喜|キ 久|ヒサ 美|ミ 千|チ 春|ハル 秋|アキ 冬|フユ 夏|ナツ 政|マサ 貴|タカ 智|トモ 延|ノブ 忠|タダ "
    "親|チカ 常|ツネ 直|ナオ 兼|カネ 輝|テル 寿|トシ 花|ハナ 房|フサ 克|カツ 光|ミツ 元|モト 康|ヤス "
    "佳|ヨシ 利|トシ 八重|ヤエ 弥|ヤ 伊|イ 絹|キヌ 琴|コト 咲|サキ 重|シゲ 末|スエ 澄|スミ 勢津|セツ "
    "登美|トミ 豊|トヨ 政|マサ"
)
_ENDS = {
    "female": "子|コ 江|エ 枝|エ 代|ヨ 乃|ノ 美|ミ",
    "male": "雄|オ 男|オ 夫|オ 治|ジ 一|イチ 司|シ 蔵|ゾウ",
}
RARE_GIVEN = {
    sex: [
        Name(stem.split("|")[0] + end.split("|")[0], stem.split("|")[1] + end.split("|")[1])
        for stem in _STEMS.split()
        for end in ends.split()
    ]
    for sex, ends in _ENDS.items()
}


def family_name(random: Random) -> Name:
    """A surname, as often as it is met."""
    if random.random() < SHARE_OF_COMMON_FAMILIES:
        names, weights = _FAMILIES
        return random.choices(names, weights)[0]
    return random.choice(RARE_FAMILIES)


def given_name(random: Random, sex: str, born_year: int) -> Name:
    """A given name that fits the sex and the year of birth."""
    if random.random() >= SHARE_OF_COMMON_GIVEN:
        return random.choice(RARE_GIVEN[sex])
    names, weights = _MEN if sex == "male" else next(row for last, row in _WOMEN.items() if born_year <= last)
    return random.choices(names, weights)[0]


def _other_readings() -> dict[Name, list[str]]:
    names = {*_FAMILIES[0], *_MEN[0], *(name for row, _ in _WOMEN.values() for name in row)}
    more = {"神谷": "カミタニ", "新谷": "アラヤ", "羽田": "ハダ", "渡部": "ワタベ", "角田": "スミダ"}
    more |= {
        "敏子": "サトコ",
        "弘子": "コウコ",
        "洋子": "ヒロコ",
        "智子": "サトコ",
        "孝子": "コウコ",
        "紀子": "キコ",
    }
    more |= {
        "清": "セイ",
        "豊": "トヨ",
        "誠": "セイ",
        "進": "シン",
        "武": "タケル",
        "博": "ヒロ",
        "節子": "トキコ",
    }
    names |= {Name(written, kana) for written, kana in more.items()}
    return {
        name: sorted(other.kana for other in names if other.written == name.written and other != name)
        for name in sorted(names)
    }


# A name as it is read -> how the same characters are read too.
OTHER_READINGS = {name: readings for name, readings in _other_readings().items() if readings}
