"""What a reorganisation refuses, and to whom."""

from typing import Any

import pytest
from flask import Flask

from server.db import transaction
from server.staff import service as staff
from tests.factories import EAST, SOUTH, SignedIn, add_staff, sign_in
from tests.reorganising import AREAS, reorganise
from tests.tablet import SALON, found_masters

NORTH = "018f0000-0000-7000-8000-000000000003"


@pytest.fixture
def office(app: Flask) -> SignedIn:
    found_masters(app)
    return sign_in(app, "megumi", "office")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"from": [NORTH], "to": EAST}, "from"),
        ({"from": [SOUTH], "to": NORTH}, "to"),
        ({"from": [SOUTH], "to": None}, "name"),
        ({"from": [SOUTH], "to": None, "name": "東部"}, "name"),
        ({"from": [], "to": EAST, "name": "東部"}, "from"),
        ({"from": [EAST], "to": None, "name": "x", "salons": [SALON]}, "salons"),
    ],
)
def test_what_cannot_be_is_said_by_field(office: SignedIn, asked: dict[str, Any], field: str) -> None:
    reply = office.post(f"{AREAS}/preview", json=asked)
    assert (reply.status_code, list(reply.json["errors"])) == (422, [field])


def test_it_is_for_who_coordinates_the_whole_municipality(app: Flask, office: SignedIn) -> None:
    with app.app_context(), transaction(1):
        made = add_staff(1, "minami", "南 二子", "担当")
        staff.grant(1, made.id, "coordinator", f"area:{SOUTH}")
    minami, away = sign_in(app, "minami", "office"), sign_in(app, "away-coordinator", "office")
    assert minami.get(AREAS).status_code == 404
    assert minami.post(f"{AREAS}/preview", json={"to": SOUTH, "name": "x"}).status_code == 404
    assert away.get(AREAS).json == {"areas": [], "works": []}
    work = reorganise(office, to=SOUTH, name="南地区")
    for step in ("go-on", "undo"):
        assert away.post(f"{AREAS}/works/{work['id']}/{step}").status_code == 404
