"""What tests of joined persons begin with: one woman registered twice, in two areas, by two nurses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from tests.factories import EAST, SOUTH, sign_in
from tests.tablet import Tablet, found_masters, new_id, submission

Row = dict[str, Any]


@dataclass
class Pair:
    """hanako holds both areas, misaki the southern one; a and b are one woman, b in the south."""

    hanako: Tablet
    misaki: Tablet
    megumi: Tablet
    a: str
    b: str
    made_a: str
    made_b: str

    def row(self, person: str, tablet: Tablet | None = None) -> Row:
        """The row of one of them, as a new tablet would pull it."""
        return (tablet or self.hanako).everything()[person]

    def join(self, one: str, root: str | None, saw: list[str] | None = None) -> str:
        """The coordinator joins one record to another, or takes that back; the op's id."""
        if saw is None:
            saw = saw_of(self.row(one, self.megumi), "merged_into")
        op = self.megumi.edit("person", one, "merged_into", saw, root)
        assert self.megumi.verdicts(op) == {op[0]: "applied"}
        return self.megumi.id(op[0])

    def sheet(self, tablet: Tablet, person: str) -> str:
        """An answer sheet of one of them."""
        sheet = new_id()
        filed = tablet.op("submission", sheet, new=submission(person))
        assert tablet.verdicts(filed) == {filed[0]: "applied"}
        return sheet

    def office(self, path: str) -> Any:
        """The JSON of an office address."""
        reply = self.megumi.browser.get("/api/v1/office" + path)
        assert reply.status_code == 200, reply.text
        return reply.json


def found_pair(app: Flask) -> Pair:
    """The town with the woman registered twice."""
    found_masters(app)
    hanako, misaki = Tablet(sign_in(app, "hanako")), Tablet(sign_in(app, "misaki"))
    a, one = hanako.new_person(family="髙橋", given="ハナ", phone="0999-00-0001", area=EAST)
    b, other = misaki.new_person(
        family="高橋", given="はな", phone="0999-00-0002", area=SOUTH, address="南町2"
    )
    assert hanako.verdicts(one) == {1: "applied"}
    assert misaki.verdicts(other) == {1: "applied"}
    megumi = Tablet(sign_in(app, "megumi"))
    return Pair(hanako, misaki, megumi, a, b, hanako.id(1), misaki.id(1))


def saw_of(row: Row, field: str) -> list[str]:
    """What someone who is drawn this field has seen."""
    if field in row["members"]:
        return [op for op, _ in row["members"][field]]
    return [row["op"]] if field in row["fields"] else []


def facts(row: Row) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What a row says, without the numbers of the feed and without the joining itself."""
    members = {name: dict(map(tuple, said)) for name, said in row["members"].items() if name != "merged_into"}
    return {name: value for name, value in row["fields"].items() if name != "merged_into"}, members
