"""What a person's record may say beyond her name, the elements of its lists, and the values that win."""

from typing import Any

import pytest
from flask import Flask

from tests.people.pair import Pair, found_pair
from tests.tablet import new_id


@pytest.fixture
def pair(app: Flask) -> Pair:
    return found_pair(app)


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("insured_no", "01234567", ["1234567", "123456789", 12345678, "1234567a", "１２３４５６７８"]),
        ("register_no", "A-000123", ["", "1" * 21, 5]),
        ("state", "in_facility", ["dead", True, ""]),
        ("state_on", "2026-11-01", ["2026-13-01", "昨日"]),
        ("address_protected", True, [1, "true"]),
        ("contacts#son.name", "髙橋 太郎", [1, "x" * 101]),
        ("contacts#son-2_A.phone", "0999-00-0001", [{"state": "declined"}]),
    ],
)
def test_a_field_takes_what_it_is_for_and_null_and_nothing_else(
    pair: Pair, field: str, good: Any, bad: list[Any]
) -> None:
    ops = [pair.hanako.edit("person", pair.a, field, [], value) for value in (good, None)]
    assert set(pair.hanako.verdicts(*ops).values()) <= {"applied", "merged", "conflict"}
    wrong = [pair.hanako.edit("person", pair.a, field, [], value) for value in bad]
    assert set(pair.hanako.verdicts(*wrong).values()) == {"invalid-value"}


@pytest.mark.parametrize(
    "field",
    [
        "contacts",
        "contacts#",
        "contacts#.name",
        "contacts#son",
        "contacts#son.age",
        "contacts#so n.name",
        "contacts#" + "k" * 41 + ".name",
        "friends#son.name",
        "phone#1",
    ],
)
def test_only_the_lists_and_parts_there_are_can_be_written(pair: Pair, field: str) -> None:
    op = pair.hanako.edit("person", pair.a, field, [], "x")
    assert pair.hanako.verdicts(op) == {op[0]: "unknown-field"}


def test_two_nurses_add_a_contact_each_offline_and_both_stay(pair: Pair) -> None:
    pair.misaki.pull()
    hers = pair.hanako.op(
        "person",
        pair.b,
        edits={
            "contacts#h1.name": {"saw": [], "now": "太郎"},
            "contacts#h1.phone": {"saw": [], "now": "1"},
        },
    )
    his = pair.misaki.edit("person", pair.b, "contacts#m1.name", [], "花子")
    assert pair.hanako.verdicts(hers) == {hers[0]: "applied"}
    assert pair.misaki.verdicts(his) == {his[0]: "applied"}
    fields = pair.row(pair.b)["fields"]
    assert (fields["contacts#h1.name"], fields["contacts#m1.name"]) == ("太郎", "花子")
    assert pair.office("/conflicts") == []
    gone = pair.misaki.op(
        "person",
        pair.b,
        edits={
            f"contacts#h1.{part}": {"saw": [pair.hanako.id(hers[0])], "now": None}
            for part in ("name", "phone")
        },
    )
    pair.misaki.push(gone)
    fields = pair.row(pair.b)["fields"]
    assert [name for name, value in fields.items() if name.startswith("contacts#") and value] == [
        "contacts#m1.name"
    ]


@pytest.mark.parametrize("first", [None, "2026-11-20"])
def test_a_withdrawn_consent_is_withdrawn_while_somebody_says_otherwise(pair: Pair, first: Any) -> None:
    consent = new_id()
    made = pair.hanako.op(
        "consent",
        consent,
        new={"person": pair.b, "purpose": "測定結果を家族に伝える", "given_on": "2026-04-01"},
    )
    pair.hanako.push(made)
    other = "2026-11-20" if first is None else None
    pair.hanako.push(pair.hanako.edit("consent", consent, "withdrawn_on", [], first))
    pair.misaki.push(pair.misaki.edit("consent", consent, "withdrawn_on", [], other))
    row = pair.hanako.everything()[consent]
    assert row["fields"]["withdrawn_on"] == "2026-11-20"
    assert len(row["members"]["withdrawn_on"]) == 2
    pair.join(pair.b, pair.a)
    assert pair.hanako.everything()[consent]["scope"] == pair.row(pair.a)["scope"]
