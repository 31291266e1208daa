"""Which column of a file holds what: the fields there are, what columns are usually called, the mapping."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import forms
from forms import kdb
from server.problems import ImportUnreadable, Invalid

Json = dict[str, Any]
KEYS = ("register_no", "insured_no")
DIGITS = 20


class Wanted(NamedTuple):
    """One thing a column can hold. called: what its column is usually called."""

    ja: str
    en: str
    called: str


FIELDS: Mapping[str, Wanted] = {
    "register_no": Wanted(
        "宛名番号", "Register number", "宛名番号 宛名 宛名コード 住民番号 住民コード 整理番号"
    ),
    "insured_no": Wanted(
        "被保険者番号", "Insured number", "被保険者番号 被保険者証番号 後期高齢者被保険者番号"
    ),
    "kana": Wanted("氏名カナ", "Name in kana", "氏名カナ カナ氏名 フリガナ カナ 氏名フリガナ"),
    "family_kana": Wanted("姓カナ", "Family name in kana", "姓カナ セイ カナ姓 氏カナ"),
    "given_kana": Wanted("名カナ", "Given name in kana", "名カナ メイ カナ名"),
    "name": Wanted("氏名", "Name", "氏名 漢字氏名 氏名漢字 名前 本人氏名"),
    "family": Wanted("姓", "Family name", "姓 氏 苗字"),
    "given": Wanted("名", "Given name", "名"),
    "born_on": Wanted("生年月日", "Date of birth", "生年月日 誕生日"),
    "sex": Wanted("性別", "Sex", "性別 性別コード 男女"),
    "phone": Wanted("電話", "Telephone", "電話 電話番号 連絡先電話番号 TEL"),
    "address": Wanted("住所", "Address", "住所 現住所 所在地"),
    "area": Wanted("地区", "Area", "地区 地区名 地区コード 日常生活圏域 圏域"),
    "event": Wanted("異動事由", "Event", "異動事由 異動区分 事由"),
    "event_on": Wanted("異動日", "Day of the event", "異動日 異動年月日 事由発生日"),
    "protected": Wanted("支援措置", "Protected", "支援措置 支援措置フラグ 支援措置区分 DV等支援措置"),
}
KDB_YEAR, KDB_ON = "year_of_kdb", "day_of_kdb"
KDB_WHEN: Mapping[str, Wanted] = {
    KDB_YEAR: Wanted("抽出年度", "Fiscal year of extraction", "抽出年度"),
    KDB_ON: Wanted("抽出日", "Day of extraction", "抽出日"),
}
NAMING = frozenset({"kana", "family_kana", "given_kana", "born_on", "sex", "area"})
"""Columns that say who somebody is. A file without any of them is about people on the register only."""
FORBIDDEN = ("個人番号", "マイナンバー", "マイナンバ", "MYNUMBER")


class Layout(NamedTuple):
    """columns: field -> column name. key: the field that says who a row is about. digits: how long the
    register number is, so that lost leading zeros come back; 0: as it stands. whole: False when the file
    holds only some of the people. year: the fiscal year of what KDB says, where no column tells it; 0: none.
    """

    key: str
    columns: Mapping[str, str]
    digits: int = 0
    whole: bool = True
    year: int = 0

    def stored(self) -> Json:
        """As JSON."""
        return self._asdict() | {"columns": dict(self.columns)}

    @property
    def names_people(self) -> bool:
        """True when a column says who somebody is."""
        return not NAMING.isdisjoint(self.columns)


@cache
def kdb_facts() -> Mapping[str, Json]:
    """Every fact a form asks of KDB, in the words of the newest version."""
    return {
        fact["id"]: fact
        for form, version in forms.available()
        for fact in kdb.asked(forms.published(form, version))
    }


@cache
def all_fields() -> Mapping[str, Wanted]:
    """Everything a column can hold. What KDB's columns are called nobody could read anywhere: no guess."""
    facts = {name: Wanted(fact["ja"], fact["en"], "") for name, fact in kdb_facts().items()}
    return {**FIELDS, **KDB_WHEN, **facts}


def layout_of(stored: Json) -> Layout:
    """The mapping from its stored form, or from what a coordinator sends. Raises Invalid."""
    mapping = Layout(**stored)
    errors: dict[str, list[str]] = {}
    if mapping.key not in KEYS or mapping.key not in mapping.columns:
        errors["columns.key"] = ["the key column is missing"]
    for name, column in mapping.columns.items():
        if name not in all_fields() or not column:
            errors["columns"] = ["no such field"]
        elif plain(column) in FORBIDDEN:
            errors[f"columns.{name}"] = ["my-number"]
    if len(set(mapping.columns.values())) < len(mapping.columns):
        errors["columns"] = ["one column for one field"]
    if len(mapping.columns) < 2:
        errors["columns"] = ["nothing but the key"]
    dated = mapping.year or KDB_YEAR in mapping.columns or KDB_ON in mapping.columns
    if not dated and not kdb_facts().keys().isdisjoint(mapping.columns):
        errors["year"] = ["年度の列がないときは、年度を入れます / the fiscal year, where no column says it"]
    if errors:
        raise Invalid(errors=errors)
    return mapping


def places(mapping: Layout, columns: Sequence[str]) -> dict[str, int]:
    """Field -> place of its column in this file. Raises ImportUnreadable naming the field whose column is
    not there.
    """
    at = {name: place for place, name in enumerate(columns)}
    for field, column in mapping.columns.items():
        if column not in at:
            raise ImportUnreadable(rule="missing-column", field=field)
    return {field: at[column] for field, column in mapping.columns.items()}


def suggested(columns: Sequence[str]) -> dict[str, str]:
    """What the columns probably hold, by what they are called: field -> column name."""
    known = {plain(word): field for field, wanted in all_fields().items() for word in wanted.called.split()}
    found: dict[str, str] = {}
    for column in columns:
        field = known.get(plain(column))
        if field is not None:
            found.setdefault(field, column)
    if "kana" in found:
        found = {field: name for field, name in found.items() if field not in ("family_kana", "given_kana")}
    if "name" in found:
        found = {field: name for field, name in found.items() if field not in ("family", "given")}
    return found


def plain(name: str) -> str:
    """A column name as it is compared: widths, spaces, marks and what stands in brackets do not count."""
    folded = unicodedata.normalize("NFKC", name).upper()
    return re.sub(r"[\s_・.:\-]|\(.*?\)|\[.*?\]", "", folded)
