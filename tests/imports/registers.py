"""A made-up register as a town might send it: `python -m tests.imports.registers 300 cp932 > register.csv`.

With `kdb` as third word, what KDB might say of the same people; its column names are ours, no tool's.
Nobody in it exists, and every row says so in its last column. Deterministic for one number of rows.
"""

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from random import Random

from forms.wareki import era_of
from server.demo.villagers import Villager, villagers

SEED = 20_261_122
HEADER = ("宛名番号", "被保険者番号", "氏名カナ", "氏名", "生年月日", "性別", "電話", "住所", "地区")
HEADER += ("異動事由", "異動日", "支援措置", "備考")
KDB_HEADER = ("被保険者番号", "抽出日", "BMI", "歯科", "薬剤", "睡眠薬", "HbA1c", "収縮期", "拡張期", "eGFR")
KDB_HEADER += ("尿蛋白", "備考")
SAYS_SO = "練習用の架空の方です"
EVENTS = (("死亡", 0.004), ("転出", 0.003), ("施設入所", 0.002))


def people(count: int) -> list[dict[str, str]]:
    """So many made-up people as rows of a register, column name -> cell."""
    random = Random(SEED)
    return [_row(random, n, one) for n, one in enumerate(villagers(random, count), 1)]


def kdb(rows: Iterable[Mapping[str, str]], on: str) -> list[dict[str, str]]:
    """What KDB might say of these people on a day; about a fifth had no health check."""
    random = Random(SEED)
    return [_kdb_row(random, row["被保険者番号"], on) for row in rows]


def _kdb_row(random: Random, number: str, on: str) -> dict[str, str]:
    checked = {
        "BMI": f"{random.gauss(22.5, 3):.1f}",
        "HbA1c": f"{max(random.gauss(5.9, 0.8), 4):.1f}",
        "収縮期": f"{random.gauss(134, 17):.0f}",
        "拡張期": f"{random.gauss(76, 11):.0f}",
        "eGFR": f"{max(random.gauss(64, 15), 8):.1f}",
        "尿蛋白": random.choices(["(-)", "(±)", "(+)", "(2+)"], [80, 12, 6, 2])[0],
    }
    claimed = {
        "歯科": random.choice(["有", "無"]),
        "薬剤": f"{random.randrange(18)}",
        "睡眠薬": random.choices(["有", "無"], [2, 8])[0],
    }
    seen = random.random() < 0.8
    return {"被保険者番号": number, "抽出日": on, "備考": SAYS_SO} | claimed | (checked if seen else {})


def csv_bytes(
    rows: Iterable[Mapping[str, str]], encoding: str = "cp932", header: Sequence[str] = HEADER
) -> bytes:
    """The rows as a CSV file. A letter the encoding lacks is written as 〓, as the systems of towns do."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    text = out.getvalue()
    if encoding == "cp932":
        text = "".join(one if _fits(one) else "〓" for one in text)
    return text.encode(encoding)


def _fits(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _row(random: Random, n: int, one: Villager) -> dict[str, str]:
    event = next((word for word, share in EVENTS if random.random() < share), "")
    return {
        "宛名番号": f"{10_000_000 + n:010d}",
        "被保険者番号": _insured(n),
        "氏名カナ": f"{one.family.kana} {one.given.kana}",
        "氏名": f"{one.family.written}　{one.given.written}",
        "生年月日": _wareki(one),
        "性別": {"male": "1", "female": "2"}.get(one.sex, ""),
        "電話": one.phone or "",
        "住所": one.address,
        "地区": one.area.name,
        "異動事由": event,
        "異動日": "R8.10.1" if event else "",
        "支援措置": "1" if random.random() < 0.002 else "0",
        "備考": SAYS_SO,
    }


def _insured(n: int) -> str:
    digits = f"{n + 1_000_000:07d}"
    total = sum(sum(divmod(int(one) * (2 - at % 2), 10)) for at, one in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def _wareki(one: Villager) -> str:
    era, on = era_of(one.born_on), one.born_on
    return f"{era.key}{on.year - era.began.year + 1:02d}.{on.month:02d}.{on.day:02d}"


if __name__ == "__main__":
    count, encoding = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "cp932"
    if sys.argv[3:] == ["kdb"]:
        sys.stdout.buffer.write(csv_bytes(kdb(people(count), date.today().isoformat()), encoding, KDB_HEADER))
    else:
        sys.stdout.buffer.write(csv_bytes(people(count), encoding))
