"""Push: every op is filed once, and each is told what became of it."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.factories import SignedIn
from tests.tablet import Tablet, found_masters, submission

SignIn = Callable[..., SignedIn]


@pytest.fixture
def hanako(app: Flask, sign_in: SignIn) -> Tablet:
    found_masters(app)
    return Tablet(sign_in("hanako"))


def test_what_a_nurse_files_is_what_everyone_pulls(hanako: Tablet) -> None:
    person_id, op = hanako.new_person(phone="0997-00-1111")
    sheet = hanako.op("submission", "018f0000-0000-7000-8000-0000000000b1", new=submission(person_id))
    reply = hanako.push(op, sheet)
    assert reply["verdicts"] == [{"from": 1, "to": 2, "verdict": "applied"}]
    assert reply["received"] == {str(hanako.no): [[1, 2]]}
    assert reply["backed_up"] == {str(hanako.no): []}
    rows = hanako.everything()
    assert rows[person_id]["fields"]["phone"] == "0997-00-1111"
    assert rows[person_id]["op"] == hanako.id(1)
    assert rows[person_id]["members"] == {}
