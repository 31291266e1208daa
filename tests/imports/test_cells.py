"""What a cell may say, and what is refused with which reason."""

import re
from pathlib import Path
from typing import Any

import pytest

from server.imports import cells, rules
from server.imports.cells import Refused

ROOT = Path(__file__).parents[2]


def refused(reader: Any, cell: str) -> str:
    """The rule a cell breaks."""
    with pytest.raises(Refused) as fault:
        reader(cell)
    return fault.value.rule


def test_half_width_kana_with_their_marks_become_one_letter_each() -> None:
    assert cells.kana_names("ﾜﾀﾅﾍﾞ ﾊﾂｴ")[0] == ("ワタナベ", "ハツエ")
    assert cells.kana_names("ﾊﾟｯｸ　ﾏﾘｱ ｽｰ")[0] == ("パック", "マリア スー")
    assert cells.kana_names("たかはし はな")[0] == ("タカハシ", "ハナ")
    assert cells.kana("ヴ")[0] == "ヴ"
    assert refused(cells.kana_names, "ﾀｶﾊｼﾊﾅ") == "not-split"
    assert refused(cells.kana_names, "JOHN SMITH") == "not-kana"
    assert refused(cells.kana, "高橋") == "not-kana"
    assert refused(cells.kana, "") == "missing"


def test_a_written_name_keeps_every_letter_as_it_is() -> None:
    assert cells.names("髙橋　ハナ") == (("髙橋", "ハナ"), ())
    assert cells.names("﨑山 ①郎")[0] == ("﨑山", "①郎")
    assert cells.names("神田 ﾊﾅ")[0] == ("神田", "ハナ")
    assert cells.names("北京飯店")[0] == ("北京飯店", None)
    assert cells.names("\ue000橋 ハナ")[1] == ("gaiji",)
    assert cells.names("〓田 三郎")[1] == ("gaiji",)
    assert refused(cells.names, "高橋\x07 ハナ") == "bad-text"


WRITTEN = ("1940-03-07", "1940/3/7", "19400307", "S15.3.7", "s15.03.07", "昭和15年3月7日", "3150307")
WRITTEN += ("S150307", "昭１５．３．７", "1940/3/7 0:00", "1940-03-07 00:00:00")


@pytest.mark.parametrize("written", WRITTEN)
def test_one_birth_date_in_every_way_it_is_written(written: str) -> None:
    assert cells.day(written)[0] == "1940-03-07"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("昭和64年1月8日", "era-ended"),
        ("平成元年1月7日", "era-not-begun"),
        ("S15.2.30", "impossible-date"),
        ("15.3.7", "not-a-date"),
        ("14677", "not-a-date"),
        ("明治5年1月1日", "before-1873"),
        ("2027-01-01", "future"),
        ("R99.1.1", "future"),
        ("不詳", "not-a-date"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_the_reason_a_form_gives(written: str, rule: str) -> None:
    assert refused(lambda cell: cells.day(cell, "2026-11-22"), written) == rule


def test_lost_zeros_come_back_and_a_number_excel_has_rounded_is_refused() -> None:
    assert cells.number("123", 8) == ("00000123", ("leading-zero",))
    assert cells.number("00000123", 8) == ("00000123", ())
    assert cells.number("123") == ("123", ())
    assert cells.number("Ａ１２") == ("A12", ())
    assert refused(cells.number, "1.23457E+11") == "excel-number"
    assert cells.phone("9012345678") == ("09012345678", ("leading-zero",))
    assert cells.phone("０５７４−２５−１１１７")[0] == "0574−25−1117"
    assert cells.phone("0574-25-1117(長男)")[1] == ()
    assert refused(cells.phone, "9.01235E+09") == "excel-number"


def test_an_insured_number_is_eight_digits_and_a_wrong_check_digit_is_only_pointed_out() -> None:
    assert cells.insured_number("12345674") == ("12345674", ())
    assert cells.insured_number("12345678") == ("12345678", ("check-digit",))
    assert cells.insured_number("109") == ("00000109", ("leading-zero",))
    assert cells.insured_number("39131156") == ("39131156", ())  # a published 保険者番号
    assert refused(cells.insured_number, "123456789") == "too-long"
    assert refused(cells.insured_number, "12-34") == "not-a-number"
    assert cells.insured_number("")[0] is None


def test_sex_events_and_flags_in_the_words_of_towns() -> None:
    said = {cell: cells.sex(cell)[0] for cell in ("1", "２", "男", "女性", "F", "", "9")}
    assert list(said.values()) == ["male", "female", "male", "female", "female", "unanswered", "unanswered"]
    assert refused(cells.sex, "♀") == "unknown-sex"
    states = {
        "死亡": "deceased",
        "01死亡": "deceased",
        "転出": "moved_out",
        "国外転出": "moved_out",
        "転出取消": None,
        "施設入所": "in_facility",
        "施設退所": None,
        "転入": None,
        "": None,
    }
    assert {cell: cells.event(cell)[0] for cell in states} == states
    assert refused(cells.event, "Z9") == "unknown-event"
    assert [cells.flag(cell)[0] for cell in ("1", "○", "有", "0", "", "なし")] == [True] * 3 + [False] * 3
    assert refused(cells.flag, "2") == "unknown-flag"


def test_a_my_number_is_known_by_its_check_digit() -> None:
    assert cells.is_my_number("123456789018")
    assert not cells.is_my_number("123456789012")
    assert not cells.is_my_number("12345678901")


def test_every_rule_says_what_is_wrong_and_what_to_do_in_plain_short_words() -> None:
    """The words of the app's own lint hold for what the server says, too."""
    lint = (ROOT / "pwa" / "tests" / "ui" / "words.test.ts").read_text()
    banned = re.search(r"const FORBIDDEN =\s+`([^`]+)`", lint)
    assert banned
    for name, rule in rules.RULES.items():
        assert all((rule.en, rule.do_en)), name
        for text in (rule.ja, rule.do_ja):
            for sentence in filter(None, text.split("。")):
                assert len(sentence) <= 45, (name, sentence)
            assert text.endswith("。")
            assert not [word for word in banned[1].split() if word in text], (name, text)
