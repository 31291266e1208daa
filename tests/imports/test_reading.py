"""Files as towns write them: encodings, quotes, Excel's habits, columns by name."""

from typing import Any

import pytest

from server.imports.columns import FIELDS, layout_of, suggested
from server.imports.reading import as_came, read_table
from server.problems import ImportUnreadable, Invalid
from tests.imports.registers import HEADER, SAYS_SO, csv_bytes, people

TEXT = "宛名番号,氏名\r\n1,髙﨑 ①郎 ㈱\r\n"


def refusal(raw: bytes, encoding: str | None = None) -> dict[str, Any]:
    """What is said of a file that cannot be read."""
    with pytest.raises(ImportUnreadable) as refused:
        list(read_table(raw, encoding).rows())
    return refused.value.members


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TEXT.encode("cp932"), "cp932"),
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.replace("\r\n", "\n").encode("cp932"), "cp932"),
    ],
)
def test_cp932_with_nec_and_ibm_letters_and_utf8_with_and_without_a_mark_are_told_apart(
    raw: bytes, encoding: str
) -> None:
    table = read_table(raw)
    assert (table.encoding, table.columns) == (encoding, ["宛名番号", "氏名"])
    assert list(table.rows()) == [(2, ["1", "髙﨑 ①郎 ㈱"])]


def test_an_encoding_that_is_said_is_believed_and_one_that_does_not_fit_names_the_row() -> None:
    assert read_table(TEXT.encode(), "utf-8").columns == ["宛名番号", "氏名"]
    assert read_table(TEXT.encode("utf-8-sig"), "utf-8").columns == ["宛名番号", "氏名"]
    assert refusal(TEXT.encode("cp932"), "utf-8") == {"rule": "encoding", "row": 1}
    assert refusal(b"a,b\r\n1,2\r\n3,\x81\xff") == {"rule": "encoding", "row": 3}
    assert refusal(TEXT.encode("utf-16")) == {"rule": "utf-16"}


def test_quoted_newlines_and_quotes_stay_in_their_cell_and_rows_are_counted_as_a_spreadsheet_does() -> None:
    raw = 'a,b\r\n1,"二行\r\nの""住所"""\r\n\r\n,\r\n2,x\r\n'.encode()
    assert list(read_table(raw).rows()) == [(2, ["1", '二行\r\nの"住所"']), (5, ["2", "x"])]


def test_what_excel_wraps_is_unwrapped_and_can_be_given_back_so_that_zeros_stay() -> None:
    raw = b'a,b,c\r\n="0123","=""0045""",\'=x\r\n'
    assert list(read_table(raw).rows()) == [(2, ["0123", "0045", "=x"])]
    for cell in ("0123", "=x", "+81", "-1", "@x", "12", "", "高橋"):
        quoted = as_came(cell).replace('"', '""')
        raw = f'a,b\r\n"{quoted}",z\r\n'.encode()
        assert list(read_table(raw).rows()) == [(2, [cell, "z"])]
    assert not as_came("=HYPERLINK(1)").startswith("=")


@pytest.mark.parametrize(
    ("raw", "members"),
    [
        (b"", {"rule": "empty"}),
        (b"\r\n\r\n", {"rule": "empty"}),
        (b'a,b\r\n1,"never closed\r\n2,x\r\n', {"rule": "not-csv", "row": 2}),
        (b"a,b\r\n1,\x00\r\n", {"rule": "not-csv"}),
        (b"a,b\r\n" + b"x" * 5_000 + b",1\r\n", {"rule": "not-csv", "row": 2}),
        (b"a\r\n" + b"1\r\n" * 100_001, {"rule": "too-many-rows", "row": 100_002}),
    ],
)
def test_what_is_no_register_is_refused_with_its_reason(raw: bytes, members: dict[str, Any]) -> None:
    assert refusal(raw) == members


def test_tabs_separate_where_there_are_no_commas() -> None:
    assert list(read_table(b"a\tb\r\n1\t2,3\r\n").rows()) == [(2, ["1", "2,3"])]


def test_two_columns_of_one_name_stay_apart() -> None:
    assert read_table("氏名,氏名,\r\n".encode()).columns == ["氏名", "氏名 (2)", "3"]


def test_columns_are_recognised_by_what_towns_call_them() -> None:
    found = suggested(["宛名コード", "フリガナ", "漢字氏名", "生 年 月 日", "性別(1男2女)", "備考", "ＴＥＬ"])
    assert found == {
        "register_no": "宛名コード",
        "kana": "フリガナ",
        "name": "漢字氏名",
        "born_on": "生 年 月 日",
        "sex": "性別(1男2女)",
        "phone": "ＴＥＬ",
    }
    assert suggested(["セイ", "メイ", "姓", "名"]).keys() == {"family_kana", "given_kana", "family", "given"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"register_no": "個人番号", "kana": "カナ"}},
        {"columns": {"register_no": "マイ ナンバー", "kana": "カナ"}},
        {"columns": {"kana": "カナ", "sex": "性別"}},
        {"columns": {"register_no": "番号"}},
        {"columns": {"register_no": "番号", "kana": "番号"}},
        {"columns": {"register_no": "番号", "soul": "魂"}},
        {"key": "phone", "columns": {"phone": "電話", "kana": "カナ"}},
    ],
)
def test_a_mapping_that_cannot_work_or_asks_for_my_number_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        layout_of({"key": "register_no"} | wrong)


def test_the_made_up_register_can_be_read_and_says_that_it_is_made_up() -> None:
    for encoding in ("cp932", "utf-8", "utf-8-sig"):
        table = read_table(csv_bytes(people(30), encoding))
        rows = list(table.rows())
        assert (table.encoding, table.columns, len(rows)) == (encoding, list(HEADER), 30)
        assert {cells[-1] for _, cells in rows} == {SAYS_SO}
    assert suggested(HEADER).keys() == FIELDS.keys() - {"family_kana", "given_kana", "family", "given"}
