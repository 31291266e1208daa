"""The preview says what would happen, row by row, and writes nothing."""

import pytest
from flask import Flask
from sqlalchemy import text

from server.db import db, read_snapshot
from tests.imports.office import ImportOffice, other, row, stranger
from tests.imports.registers import HEADER, csv_bytes
from tests.tablet import Tablet

JOBS = {"import_source", "import_run", "import_line", "read_log", "web_session"}


def stored(app: Flask) -> list[tuple[str, int]]:
    """How many rows every table has, those of a preview left out."""
    with app.app_context(), read_snapshot() as session:
        names = sorted({table.name for table in db.metadata.sorted_tables} - JOBS)
        return [(one, session.scalar(text(f"SELECT count(*) FROM {one}"))) for one in names]


def test_a_preview_counts_every_row_once_and_writes_no_record(app: Flask, office: ImportOffice) -> None:
    before = stored(app)
    run = office.upload([row(), other(1), other(2, 地区="火星"), other(1), other(3, 異動事由="死亡")])
    assert (run["state"], run["rows"], run["encoding"]) == ("ready", 5, "cp932")
    assert run["counts"]["outcomes"] == {"new": 3, "rejected": 1, "repeated": 1}
    assert run["counts"]["states"] == {"deceased": 1}
    assert stored(app) == before


WRONG = {
    "宛名番号": [
        ("", "register_no", "missing"),
        ("1.23E+9", "register_no", "excel-number"),
        ("9" * 21, "register_no", "too-long"),
    ],
    "被保険者番号": [("12-3", "insured_no", "not-a-number"), ("123456789", "insured_no", "too-long")],
    "氏名カナ": [("", "kana", "missing"), ("ﾀｶﾊｼ", "kana", "not-split"), ("髙橋 花", "kana", "not-kana")],
    "氏名": [("髙" * 101, "name", "too-long")],
    "生年月日": [
        ("", "born_on", "missing"),
        ("S99.1.1", "born_on", "era-ended"),
        ("R90.1.1", "born_on", "future"),
    ],
    "性別": [("女の子", "sex", "unknown-sex")],
    "電話": [("9.1E+9", "phone", "excel-number")],
    "住所": [("あ" * 301, "address", "too-long")],
    "地区": [("", "area", "missing"), ("西の果て", "area", "unknown-area"), ("99", "area", "unknown-area")],
    "異動事由": [("Z9", "event", "unknown-event")],
    "異動日": [("きのう", "event_on", "not-a-date")],
    "支援措置": [("?", "protected", "unknown-flag")],
}


def test_every_wrong_row_is_refused_with_its_row_its_field_and_its_reason(office: ImportOffice) -> None:
    wrong = [(column, *case) for column, cases in WRONG.items() for case in cases]
    rows = [other(n, **{column: cell}) for n, (column, cell, _, _) in enumerate(wrong)]
    run = office.upload([row(), *rows, other(99)], encoding="utf-8")
    assert run["counts"]["outcomes"] == {"new": 2, "rejected": len(wrong)}
    expected = {n: [(field, rule)] for n, (_, _, field, rule) in enumerate(wrong, 3)}
    assert office.rules(run["id"]) == expected
    for line in office.lines(run["id"], "rejected"):
        assert all(note["ja"] and note["do_ja"] and note["en"] and note["do_en"] for note in line["notes"])


def test_a_row_with_too_few_or_too_many_cells_is_refused(office: ImportOffice) -> None:
    raw = csv_bytes([row(), other(1)]) + "00300,ﾔﾏﾀﾞ ｱｲ\r\n".encode("cp932")
    raw += ",".join(other(2).get(name, "") for name in HEADER).encode("cp932") + b",one more\r\n"
    run = office.upload_raw(raw)
    assert run["counts"]["outcomes"] == {"new": 2, "rejected": 2}
    assert all(("", "cells") in rules for rules in office.rules(run["id"]).values())


def test_two_rows_of_one_number_that_differ_are_both_refused_and_the_same_again_is_left_out(
    office: ImportOffice,
) -> None:
    run = office.upload([row(), row(電話="1"), other(1), other(1)])
    assert run["counts"]["outcomes"] == {"rejected": 2, "new": 1, "repeated": 1}
    assert office.rules(run["id"]) == {2: [("", "duplicate-key")], 3: [("", "duplicate-key")], 5: []}
    assert [line["notes"][0]["row"] for line in office.lines(run["id"], "rejected")] == [3, 2, 4]


def test_two_numbers_with_one_face_are_taken_and_pointed_out(office: ImportOffice) -> None:
    run = office.upload([row(), row(宛名番号="77")])
    assert run["counts"]["outcomes"] == {"new": 2}
    assert [(line["n"], line["notes"][0]["rule"]) for line in office.lines(run["id"], "noted")] == [
        (3, "same-person")
    ]


def test_a_file_of_my_numbers_is_refused_as_a_whole(office: ImportOffice) -> None:
    numbers = ["123456789018", "000000000000", "111111111118"]
    rows = [other(n, 宛名番号=number) for n, number in enumerate(numbers)]
    source = office.source(csv_bytes(rows))
    reply = office.try_post(f"/sources/{source}/files", csv_bytes(rows))
    assert (reply.status_code, reply.json["rule"]) == (422, "my-number")
    assert office.get()["runs"] == []


def test_what_was_refused_is_given_back_in_its_encoding_and_can_be_corrected_and_sent_again(
    office: ImportOffice,
) -> None:
    bad = row(住所="丁目①の﨑\r\n二行目", 電話="0574251117", 生年月日="S99.1.1")
    run = office.upload([other(1), bad, other(2, 氏名="=1+1")])
    raw, table = office.given_back(run["id"])
    assert table[0] == [*HEADER, "元の行", "理由", "すること"]
    given = dict(zip(table[0], table[1], strict=True))
    assert "丁目①の﨑\r\n二行目".encode("cp932") in raw
    assert (given["宛名番号"], given["電話"]) == ('="0010000001"', '="0574251117"')
    assert given["元の行"] == "3"
    assert given["理由"].startswith("生年月日: 昭和64年は1月7日までです。")
    corrected = raw.replace(b"S99.1.1", b"S16.4.29")
    again = office.upload_raw(corrected)
    assert again["counts"]["outcomes"] == {"new": 1}
    assert office.lines(again["id"], "new")[0]["key"] == "0010000001"


def test_areas_are_known_by_name_and_by_number(office: ImportOffice) -> None:
    rows = [other(n, 地区=area) for n, area in enumerate(("南部", "2", "０２", "南 部", "東部", "1"))]
    office.take(rows)
    areas = {person["area"]["name"] for person in office.find("やまだ")}
    assert areas == {"南部", "東部"}
    assert sum(one["area"]["name"] == "南部" for one in office.find("やまだ")) == 4


def test_somebody_who_may_be_known_is_a_question_and_only_an_answer_takes_her(
    office: ImportOffice, hanako: Tablet
) -> None:
    known, op = hanako.new_person(family="髙橋", given="ハナ", phone="0574-99-0000")
    hanako.push(op)
    run = office.upload([row(), other(1)])
    assert run["counts"]["outcomes"] == {"question": 1, "new": 1}
    (question,) = office.lines(run["id"], "question")
    assert [one["person"]["id"] for one in question["candidates"]] == [known]
    done = office.apply(run["id"])
    assert (done["state"], done["unanswered"], done["counts"]["result"]) == ("applied", 1, {"applied": 1})
    assert len(office.find("たかはし")) == 1
    office.post(f"/{run['id']}/answers", {"answers": [{"row": 2, "answer": known}]})
    done = office.apply(run["id"])
    assert (done["unanswered"], done["answered"]) == (0, 0)
    person = office.person()
    assert person["id"] == known
    assert person["fields"]["register_no"] == "0010000001"
    assert person["fields"]["phone"] == "0574-99-0000", "the nurse's own stays in use"
    assert {value for _, value in person["members"]["phone"]} == {"0574-99-0000", "0574-25-1117"}


def test_an_answer_must_be_one_of_the_candidates(office: ImportOffice, hanako: Tablet) -> None:
    known, op = hanako.new_person()
    unlike, another = hanako.new_person(born_on="1930-01-01", family_kana="ベツ")
    hanako.push(op, another)
    run = office.upload([row(), other(1)])
    for n, answer in ((2, unlike), (2, stranger()), (3, known), (3, "new"), (99, "new")):
        reply = office.try_post(f"/{run['id']}/answers", {"answers": [{"row": n, "answer": answer}]})
        assert reply.status_code == 422, (n, answer)
    office.post(f"/{run['id']}/answers", {"answers": [{"row": 2, "answer": "new"}]})
    office.post(f"/{run['id']}/answers", {"answers": [{"row": 2, "answer": None}]})
    assert office.get(f"/{run['id']}")["unanswered"] == 1


def test_all_questions_can_be_answered_at_once_but_not_where_there_are_two_candidates(
    office: ImportOffice, hanako: Tablet
) -> None:
    hanako.push(*(hanako.new_person(phone=str(n))[1] for n in range(2)))
    hanako.push(hanako.new_person(family_kana="ヤマダ", given_kana="イア", born_on="1936-02-02")[1])
    run = office.upload([row(), other(1, 氏名カナ="ﾔﾏﾀﾞ ｲｱ", 生年月日="S11.2.2")])
    assert run["unanswered"] == 2
    assert office.post(f"/{run['id']}/answers", {"all": "same"}) == {"set": 1}
    assert office.get(f"/{run['id']}")["unanswered"] == 1
    assert office.post(f"/{run['id']}/answers", {"all": "new"}) == {"set": 2}


def test_the_own_number_of_the_source_links_without_a_question_unless_the_birth_date_differs(
    office: ImportOffice, hanako: Tablet
) -> None:
    hanako.push(hanako.new_person(family_kana="ベツ", given_kana="ナマエ", register_no="0010000001")[1])
    hanako.push(hanako.new_person(family_kana="ヤマダ", born_on="1920-01-01", register_no="0020000001")[1])
    run = office.upload([row(), other(1)])
    assert run["counts"]["outcomes"] == {"changed": 1, "question": 1}
    assert office.lines(run["id"], "question")[0]["candidates"][0]["why"][0] == "key_same"


@pytest.mark.parametrize("missing", ["地区", "性別"])
def test_a_file_without_a_needed_column_cannot_make_anybody_but_can_change_those_it_knows(
    office: ImportOffice, missing: str
) -> None:
    office.take([row()])
    header = [name for name in HEADER if name != missing]
    run = office.upload([row(電話="0574-00-0000"), other(1)], header=header)
    assert run["counts"]["outcomes"] == {"changed": 1, "rejected": 1}
    assert [rule for _, rule in office.rules(run["id"])[3]] == ["missing"]
    assert office.given_back(run["id"])[1][1][0] == '="0020000001"'
