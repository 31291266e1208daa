"""Why a row is refused, or what was noticed in it: what is wrong and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from forms import wareki
from server.imports.columns import all_fields


class Rule(NamedTuple):
    """One rule. refuses: False for what is only pointed out."""

    ja: str
    en: str
    do_ja: str = "元の名簿を直して、もう一度取り込んでください。"
    do_en: str = "Correct the register and import it again."
    refuses: bool = True


_LOOK, _LOOK_EN = "このまま取り込みます。値を確かめてください。", "It is taken. Please check the value."


def _hint(ja: str, en: str, do_ja: str = _LOOK, do_en: str = _LOOK_EN) -> Rule:
    return Rule(ja, en, do_ja, do_en, refuses=False)


RULES: Mapping[str, Rule] = {
    "missing": Rule("値がありません。", "It is empty."),
    "cells": Rule("列の数が見出しと違います。", "The number of cells differs from the header."),
    "bad-text": Rule("使えない文字があります。", "It holds a character that cannot be stored."),
    "too-long": Rule("長すぎます。", "It is too long."),
    "not-kana": Rule("カタカナではない文字があります。", "Not all of it is katakana."),
    "not-split": Rule("姓と名の間に空白がありません。", "There is no space between family and given name."),
    "not-a-number": Rule("数字ではない文字があります。", "Not all of it is digits."),
    "excel-number": Rule(
        "表計算ソフトで番号が変わっています。",
        "A spreadsheet has changed this number.",
        "列を「文字列」にして、書き出し直してください。",
        "Export it again with this column as text.",
    ),
    "unknown-sex": Rule("性別を読めません。1・2・男・女で書きます。", "Sex is written 1, 2, 男 or 女."),
    "unknown-area": Rule(
        "この名前か番号の地区がありません。",
        "There is no area of this name or number.",
        "地区の名前か番号を確かめてください。",
        "Check the name or number of the area.",
    ),
    "unknown-event": Rule(
        "この異動事由を知りません。",
        "This event is not known.",
        "死亡・転出・施設入所などの言葉で書いてください。",
        "Write it as 死亡, 転出, 施設入所 and the like.",
    ),
    "unknown-flag": Rule(
        "支援措置の有無を読めません。住所は取り込みません。",
        "The flag cannot be read. The address is not taken.",
        "1（あり）か0（なし）で書いてください。",
        "Write 1 (protected) or 0 (not).",
    ),
    "not-registered": Rule(
        "この番号の方が、登録にいません。",
        "Nobody on the register has this number.",
        "番号を確かめるか、先に名簿を取り込んでください。",
        "Check the number, or import the register first.",
    ),
    "not-a-value": Rule(
        "数として読めません。ない値は空のままにします。",
        "It cannot be read as a number. What is not known stays empty.",
        "単位や記号のない数で書いてください。",
        "Write a number without unit or sign.",
    ),
    "zero": Rule(
        "0は測った値ではありません。",
        "0 is not something that was measured.",
        "値がないときは、空にしてください。",
        "Leave it empty where there is no value.",
    ),
    "unknown-yes-no": Rule(
        "有無を読めません。分からないときは空にします。",
        "Yes or no cannot be read. What is not known stays empty.",
        "1・有・該当か、0・無・非該当で書いてください。",
        "Write 1, 有 or 該当, or 0, 無 or 非該当.",
    ),
    "unknown-protein": Rule(
        "尿蛋白を読めません。数字だけの番号は使えません。",
        "Urine protein cannot be read. Bare code numbers are not taken.",
        "（-）（±）（+）（2+）か、有・無で書いてください。",
        "Write (-), (±), (+), (2+), or 有 or 無.",
    ),
    "unknown-year": Rule(
        "年度を読めません。",
        "The fiscal year cannot be read.",
        "2026か令和8年度のように書いてください。",
        "Write it as 2026 or 令和8年度.",
    ),
    "year-ahead": Rule(
        "まだ始まっていない年度です。",
        "This fiscal year has not begun.",
        "年度を確かめてください。",
        "Check the fiscal year.",
    ),
    "duplicate-key": Rule(
        "同じ番号の行が、ほかにもあります。",
        "Other rows have the same number.",
        "どちらが正しいか確かめて、1行にしてください。",
        "Find out which is right and leave one row.",
    ),
    "repeated": Rule(
        "同じ行が、前にもあります。",
        "The same row came before.",
        "そのままでかまいません。",
        "Nothing needs to be done.",
        refuses=False,
    ),
    "leading-zero": _hint("先頭の0を補いました。", "Leading zeros were added."),
    "check-digit": _hint("検査数字が合いません。", "The check digit does not fit."),
    "gaiji": _hint("外字があります。", "It holds a character of the town's own set."),
    "same-person": _hint(
        "名簿の中に、同じ方かもしれない行があります。", "Another row of this file may be the same person."
    ),
}
FROM_WAREKI = frozenset(wareki.MESSAGES)


class Said(NamedTuple):
    """A rule's words about one field: what is wrong, and what to do."""

    ja: str
    en: str
    do_ja: str
    do_en: str
    refuses: bool


def words(rule: str, problem: Mapping[str, object] | None = None) -> Said:
    """The words of a rule. problem: what forms.wareki said of a date."""
    if rule in FROM_WAREKI:
        told = wareki.message({"problem": rule, **(problem or {})})
        return Said(told["ja"], told["en"], Rule("", "").do_ja, Rule("", "").do_en, True)
    return Said(*RULES[rule])


def title(field: str) -> tuple[str, str]:
    """What a field is called, in both languages; empty for a rule about the whole row."""
    wanted = all_fields().get(field)
    return (wanted.ja, wanted.en) if wanted else ("", "")
