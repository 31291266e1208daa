"""Whom a resident may ask: set by the office or on the command line, carried to every tablet at sign-in."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from server.audit.models import AdminStep
from server.db import db, read_snapshot, transaction
from server.staff import service as staff
from tests.factories import HOME_UID, SOUTH, SignedIn, add_staff
from tests.tablet import found_masters

SignIn = Callable[..., SignedIn]
CONTACT = "/api/v1/office/contact"
NONE = {"name": "", "phone": ""}
SAID = {"name": "健康福祉課 地域包括支援係", "phone": "0574-25-1111"}


@pytest.fixture
def office(app: Flask, sign_in: SignIn) -> SignedIn:
    found_masters(app)
    return sign_in("megumi", "office")


def test_what_the_office_sets_reaches_a_tablet_at_its_next_opening(office: SignedIn, sign_in: SignIn) -> None:
    nurse = sign_in("hanako")
    assert nurse.body["contact"] == NONE
    assert office.get(CONTACT).json == NONE | {"may_change": True}
    said = office.post(CONTACT, json=SAID)
    assert (said.status_code, said.json) == (200, SAID | {"may_change": True})
    assert nurse.get("/api/v1/session").json["contact"] == SAID
    assert sign_in("hanako").body["contact"] == SAID


def test_the_number_is_kept_as_it_was_written_in_half_width(office: SignedIn) -> None:
    said = office.post(CONTACT, json={"name": "　健康　福祉課 ", "phone": "０５７４ー２５−１１１１"})
    assert said.json == {"name": "健康 福祉課", "phone": "0574-25-1111", "may_change": True}


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "25-1111"), ("phone", "0574-25-111x"), ("phone", "電話"), ("name", "あ" * 101)],
)
def test_what_could_not_be_dialled_or_printed_is_refused_by_its_field(
    office: SignedIn, field: str, value: str
) -> None:
    office.post(CONTACT, json=SAID)
    refused = office.post(CONTACT, json=SAID | {field: value})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    assert office.get(CONTACT).json == SAID | {"may_change": True}


def test_only_who_coordinates_the_whole_municipality_sets_it(
    app: Flask, office: SignedIn, sign_in: SignIn
) -> None:
    nurse = sign_in("hanako")
    assert nurse.post(CONTACT, json=SAID).status_code == 403
    assert nurse.get(CONTACT).status_code == 403
    with app.app_context(), transaction(1):
        staff.grant(1, add_staff(1, "naomi", "南 直美", "保健師").id, "coordinator", f"area:{SOUTH}")
    part = sign_in("naomi", "office")
    assert part.get(CONTACT).json == NONE | {"may_change": False}
    assert part.post(CONTACT, json=SAID).status_code == 404  # as everything for whole towns


def test_each_town_has_its_own_and_every_change_is_noted_without_its_words(
    app: Flask, office: SignedIn, sign_in: SignIn
) -> None:
    office.post(CONTACT, json=SAID)
    assert sign_in("away-nurse").body["contact"] == NONE
    with app.app_context(), read_snapshot():
        step = db.session.scalars(select(AdminStep).where(AdminStep.about == "town")).one()
        assert (step.what, step.detail, step.about_id) == ("contact", "{}", HOME_UID)
