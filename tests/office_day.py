"""What office tests begin with: a session with two attendees and their sheets, and a coordinator."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from sync.ids import natural_id
from tests.factories import EAST, HOME_UID, SignedIn, sign_in
from tests.tablet import SESSION, Tablet, found_masters, new_id, submission

FRAIL = {"04_chewing": 1, "05_choking": 1, "07_gait": 1, "08_fall": 1}
FIT = {"04_chewing": 2, "05_choking": 2, "07_gait": 2, "08_fall": 2}
REST = {"06_weight": 2, "09_exercise": 1, "10_forgetful": 2, "11_date": 2}
REST |= {"13_outing": 1, "14_contact": 1, "15_support": 1}


def sheet_of(person: str, answers: dict[str, int], **fields: Any) -> dict[str, Any]:
    """A full sheet."""
    return submission(
        person, **{f"a.qmcoo.{item}": code for item, code in (REST | answers).items()}, **fields
    )


@dataclass
class Office:
    """A coordinator, a nurse's tablet, and what the nurse has filed."""

    nurse: Tablet
    browser: SignedIn
    frail: str
    fit: str
    sheet: str

    def find(self, words: str) -> Any:
        """What the office search answers."""
        return self.browser.post("/api/v1/office/people/search", json={"q": words}).json

    def get(self, path: str) -> Any:
        """The JSON of an office address."""
        reply = self.browser.get("/api/v1/office" + path)
        assert reply.status_code == 200, reply.text
        return reply.json


def open_office(app: Flask) -> Office:
    """An office day: two persons at today's session, one of them frail, both sheets filed."""
    found_masters(app)
    nurse = Tablet(sign_in(app, "hanako"))
    frail, one = nurse.new_person(family="髙橋", given="ハナ", phone="0999-00-1111", area=EAST)
    fit, other = nurse.new_person(family="高橋", given="清", given_kana="キヨシ", born_on="1950-12-01")
    ops = [one, other]
    sheet = new_id()
    for person in (frail, fit):
        came = natural_id(HOME_UID, "attendance", f"{SESSION}:{person}")
        facts = {"person": person, "session": SESSION, "at": "2026-11-21T01:02:00Z", "state": "present"}
        ops.append(nurse.op("attendance", came, new=facts))
    ops.append(nurse.op("submission", sheet, new=sheet_of(frail, FRAIL, session=SESSION)))
    ops.append(nurse.op("submission", new_id(), new=sheet_of(fit, FIT, session=SESSION)))
    assert set(nurse.verdicts(*ops).values()) == {"applied"}
    return Office(nurse, sign_in(app, "megumi", "office"), frail, fit, sheet)
