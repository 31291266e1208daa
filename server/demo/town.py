"""The made-up town 「みなと町（練習用）」: areas, salons, staff. Nothing here exists.

Its telephone numbers cannot be dialled.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

NAME = "みなと町（練習用）"
OFFICE, OFFICE_PHONE = "健康福祉課", "0999-00-0000"
PASSPHRASE = "kayoi-demo-2026"  # noqa: S105  the demo's public passphrase, printed by `kayoi run`


@dataclass(frozen=True)
class Area:
    """A 日常生活圏域: its share of the population and the quarters that stand in addresses."""

    name: str
    share: float
    quarters: tuple[str, ...]


@dataclass(frozen=True)
class Salon:
    """A 通いの場. weekday_after_today: its weekday counted from the seeding day, so that some meet today.

    every_days: 7 or 14.
    """

    name: str
    area: str
    place: str
    weekday_after_today: int
    every_days: int
    starts_at: str


@dataclass(frozen=True)
class Member:
    """A staff account of the demo. areas: where a nurse works; other roles hold for the whole town."""

    login: str
    name: str
    job: str
    role: str
    areas: tuple[str, ...] = ()


AREAS = (
    Area("西部", 0.26, ("西浜", "潮見台", "松原", "一本松")),
    Area("中央", 0.34, ("本町", "港町", "宮前", "新地")),
    Area("東部", 0.22, ("東山", "川辺町", "日の出", "若草")),
    Area("南部", 0.18, ("南浜", "岬町", "夕凪", "大島")),
)

SALONS = (
    Salon("ひまわり会", "西部", "西部公民館", 0, 7, "10:00"),
    Salon("あじさいの集い", "西部", "潮見台集会所", 2, 14, "13:30"),
    Salon("つばき体操会", "西部", "西浜いこいの家", 4, 14, "10:00"),
    Salon("さくら会", "中央", "中央公民館", 0, 7, "13:30"),
    Salon("なかまの会", "中央", "本町集会所", 1, 14, "10:00"),
    Salon("笑顔サロン", "中央", "みなと福祉センター", 3, 14, "13:30"),
    Salon("こすもす会", "東部", "東部公民館", 0, 14, "10:00"),
    Salon("かもめ体操会", "東部", "川辺町集会所", 1, 7, "10:00"),
    Salon("日だまりの会", "東部", "若草いこいの家", 4, 14, "13:30"),
    Salon("すみれ会", "南部", "南部公民館", 2, 14, "10:00"),
    Salon("浜風の集い", "南部", "岬町集会所", 3, 14, "13:30"),
    Salon("ゆうなぎ会", "南部", "夕凪いこいの家", 6, 14, "10:00"),
)

EVERYWHERE = tuple(area.name for area in AREAS)
STAFF = (
    Member("sato", "佐藤 花子", "保健師", "nurse", EVERYWHERE),
    Member("suzuki", "鈴木 一郎", "理学療法士", "nurse", EVERYWHERE),
    Member("tanaka", "田中 美咲", "看護師", "nurse", ("東部", "南部")),
    Member("yamaguchi", "山口 恵", "企画・調整担当", "coordinator"),
    Member("mori", "森 正男", "フレイルサポーター", "supporter"),
    Member("kato", "加藤 誠", "監査担当", "auditor"),
)


def address(random: Random, area: Area) -> str:
    """A made-up address in one of the area's quarters."""
    block, lot = random.randint(1, 5), random.randint(1, 28)
    return f"みなと町{random.choice(area.quarters)}{block}丁目{lot}-{random.randint(1, 30)}"


def phone(random: Random) -> str | None:
    """A number nobody can have (no exchange begins with 0), as people write it; one in ten has none."""
    if random.random() < 0.1:
        return None
    head = "090" if random.random() < 0.35 else "0999"
    middle = f"0{random.randint(0, 999):03d}" if head == "090" else f"0{random.randint(0, 9)}"
    hyphen = "" if random.random() < 0.06 else "-"
    return hyphen.join((head, middle, f"{random.randint(0, 9999):04d}"))
