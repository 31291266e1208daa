"""A nurse makes a tablet ready for a session: who may help there, what they get, and whose their work is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask import Flask
from sqlalchemy import select

import forms
from server.audit.models import AdminStep
from server.db import db, read_snapshot, transaction
from server.staff import service as staff
from server.staff.models import ScopeKeyHolder
from sync.ids import natural_id
from tests.authoring.author import Author
from tests.factories import EAST, HOME_UID, PASSPHRASE, SOUTH, SignedIn, sign_in_body
from tests.fakes import FakeClock
from tests.sample_forms import FULL
from tests.tablet import SALON, SESSION, Helper, Tablet, file_ops, found_masters, new_id, person

SignIn = Callable[..., SignedIn]
PATH = f"/api/v1/sessions/{SESSION}/supporters"
ROSTER = f"roster:{SESSION}"


@pytest.fixture
def hanako(app: Flask, fake_clock: FakeClock, sign_in: SignIn) -> Tablet:
    """A nurse of both areas, on the day of the session."""
    found_masters(app)
    return Tablet(sign_in("hanako"))


def make_ready(nurse: Tablet, path: str = PATH) -> Any:
    return nurse.browser.post(path, json={"store_id": nurse.browser.store_id})


def ready(nurse: Tablet) -> dict[str, Any]:
    reply = make_ready(nurse)
    assert reply.status_code == 200, reply.text
    body: dict[str, Any] = reply.json
    return body


def member(nurse: Tablet, **fields: Any) -> str:
    person_id, made = nurse.new_person(**{"family": "高橋", "phone": "090-1234-5678"} | fields)
    new = {"person": person_id, "salon": SALON, "from_on": "2026-04-01"}
    nurse.push(made, nurse.op("membership", new_id(), new=new))
    return person_id


def masao(body: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in body["supporters"] if one["staff"]["name"] == "森 正男")
    return found


def test_a_tablet_made_ready_gets_the_roster_and_a_pen_and_keys_for_each_who_may_help(hanako: Tablet) -> None:
    one = member(hanako)
    body = ready(hanako)
    assert body["session"] == {"id": SESSION, "on": "2026-11-21", "area": SOUTH, "salon": "さくら会"}
    assert (body["ends_at"], body["over"]) == ("2026-11-21T19:00:00Z", False)
    assert {row["id"] for row in body["rows"]} == {SESSION, SALON, one}
    assert {row["scope"] for row in body["rows"]} == {ROSTER}
    assert "090-1234-5678" not in orjson.dumps(body).decode()
    (given,) = body["supporters"]
    assert given["staff"]["name"] == "森 正男"
    assert {key["scope"] for key in given["keys"]} == {ROSTER, f"staff:{given['staff']['id']}"}
    assert body["may_help"] == [given["staff"]["id"]]
    assert masao(ready(hanako)) == given  # the same again


def test_whose_right_begins_on_the_day_gets_a_pen_the_day_before_and_who_has_none_gets_nothing(
    app: Flask, hanako: Tablet
) -> None:
    later = natural_id(HOME_UID, "session", f"{SALON}:2026-11-22:1")
    file_ops(app, [{"kind": "session", "id": later, "new": {"salon": SALON, "on": "2026-11-22", "n": 1}}])
    with app.app_context(), transaction(1):
        for login, role, scope, on in (
            ("tomorrow", "supporter", f"roster:{later}", date(2026, 11, 22)),
            ("yesterday", "supporter", f"area:{SOUTH}", date(2026, 11, 20)),
            ("elsewhere", "supporter", f"area:{EAST}", date(2026, 11, 22)),
            ("here", "supporter", f"area:{SOUTH}", date(2026, 11, 22)),
            ("auditing", "auditor", "tenant", date(2026, 11, 22)),
        ):
            made = staff.add(1, login, login, "", PASSPHRASE)
            staff.grant(1, made.id, role, scope, from_on=on, to_on=on)
    body = make_ready(hanako, f"/api/v1/sessions/{later}/supporters").json
    assert [one["staff"]["name"] for one in body["supporters"]] == ["here", "tomorrow", "森 正男"]


def test_work_of_a_supporter_is_hers_and_counts_when_it_is_sent_after_the_end(
    app: Flask, hanako: Tablet, fake_clock: FakeClock
) -> None:
    one = member(hanako)
    given = masao(ready(hanako))
    helper = Helper(hanako, given)
    came = helper.checks_in(one)
    hanako.push(hanako.edit("session", SESSION, "state", ["1.4"], "closed"))
    fake_clock.advance(days=20)
    assert list(helper.verdicts(came).values()) == ["applied"]
    row = hanako.everything()[natural_id(HOME_UID, "attendance", f"{SESSION}:{one}")]
    assert row["op"].split(".")[0] == str(given["writer"]["writer_no"])


def test_she_writes_attendance_of_whom_the_roster_lists_and_nothing_else(app: Flask, hanako: Tablet) -> None:
    one = member(hanako)
    stranger, made = hanako.new_person()
    hanako.push(made)
    other = natural_id(HOME_UID, "session", f"{SALON}:2026-11-22:1")
    file_ops(app, [{"kind": "session", "id": other, "new": {"salon": SALON, "on": "2026-11-22", "n": 1}}])
    helper = Helper(hanako, masao(ready(hanako)))
    verdicts = helper.verdicts(
        helper.checks_in(one),
        helper.checks_in(stranger),
        helper.checks_in(one, session=other),
        helper.op("person", new_id(), new=person()),
        helper.edit("person", one, "family", [], "X"),
        helper.edit("session", SESSION, "state", [], "closed"),
    )
    assert list(verdicts.values()) == ["applied"] + ["not-allowed"] * 5


def measured(helper: Helper, person_id: str, form: str = "full", **more: Any) -> list[Any]:
    answers = {"qmcoo.01_health": 1} if form == "qmcoo" else {"full.signs": [0], "full.grip_r1": 24.5}
    head = {"person": person_id, "form": form, "version": 1, "on": "2026-11-21", "answered_by": "self"}
    new = head | {"session": SESSION} | {f"a.{item}": value for item, value in answers.items()} | more
    said = {name: value for name, value in new.items() if value is not None}
    return helper.op("submission", new_id(), new=said, form_version=f"{form}/1")


@pytest.fixture
def full_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up form that supporters may enter."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "1.yaml").write_text(FULL, encoding="utf-8")
    monkeypatch.setattr(forms, "FOLDERS", [*forms.FOLDERS, tmp_path])


@pytest.mark.usefixtures("full_form")
def test_she_files_new_sheets_of_forms_that_name_her_about_whom_the_roster_lists(hanako: Tablet) -> None:
    one = member(hanako)
    stranger, made = hanako.new_person()
    hanako.push(made)
    helper = Helper(hanako, masao(ready(hanako)))
    filed = measured(helper, one)
    sheet_id = orjson.loads(filed[2])["id"]
    change = {"a.full.grip_r1": {"saw": [], "now": 30.5}}
    verdicts = helper.verdicts(
        filed,
        measured(helper, one, form="qmcoo"),  # for professionals
        measured(helper, one, **{"a.full.why": "診た"}),  # what a professional answers for
        measured(helper, stranger),
        measured(helper, one, session=None),
        measured(helper, one, session=new_id()),
        helper.op("submission", sheet_id, edits=change, form_version="full/1"),
    )
    assert list(verdicts.values()) == ["applied"] + ["not-allowed"] * 4 + ["waits", "not-allowed"]
    row = hanako.everything()[sheet_id]
    assert row["fields"]["a.full.signs"] == [0]
    assert row["scope"] == f"area:{SOUTH}"


def test_she_fills_a_form_of_the_towns_own_that_names_her(hanako: Tablet, sign_in: SignIn) -> None:
    author = Author(sign_in("megumi", "office"))
    author.go(author.draft(), "test", "publish")
    one = member(hanako)
    helper = Helper(hanako, masao(ready(hanako)))
    form = "own_going_out"
    head = {"person": one, "form": form, "version": 1, "on": "2026-11-21", "answered_by": "self"}
    new = head | {"session": SESSION, f"a.{form}.outing": 2}
    filed = helper.op("submission", new_id(), new=new, form_version=f"{form}/1")
    assert list(helper.verdicts(filed).values()) == ["applied"]


@pytest.mark.usefixtures("full_form")
def test_nothing_that_was_measured_stands_in_a_roster(hanako: Tablet) -> None:
    one = member(hanako)
    helper = Helper(hanako, masao(ready(hanako)))
    assert list(helper.verdicts(measured(helper, one)).values()) == ["applied"]
    assert "grip" not in orjson.dumps(ready(hanako)).decode()


def test_a_pen_of_a_tablet_that_was_not_made_ready_writes_nothing(hanako: Tablet, sign_in: SignIn) -> None:
    one = member(hanako)
    ready(hanako)
    alone = Tablet(sign_in("masao"))  # signed in herself, on a tablet of her own
    came = natural_id(HOME_UID, "attendance", f"{SESSION}:{one}")
    new = {"person": one, "session": SESSION, "at": "2026-11-21T05:00:00Z", "state": "present"}
    assert list(alone.verdicts(alone.op("attendance", came, new=new)).values()) == ["not-allowed"]


def test_who_has_left_gets_no_pen_any_more_and_what_she_entered_before_counts(
    app: Flask, hanako: Tablet
) -> None:
    one = member(hanako)
    given = masao(ready(hanako))
    came = (helper := Helper(hanako, given)).checks_in(one)
    with app.app_context(), transaction(1):
        staff.end(1, given["staff"]["id"])
    assert ready(hanako)["supporters"] == []
    assert hanako.browser.get(PATH).json["may_help"] == []
    assert list(helper.verdicts(came).values()) == ["applied"]


def test_who_is_no_nurse_of_the_area_is_told_that_there_is_nothing(
    app: Flask, hanako: Tablet, sign_in: SignIn
) -> None:
    file_ops(app, [{"kind": "salon", "id": SALON, "edits": {"area": {"saw": ["1.3"], "now": EAST}}}])
    for login, status in (("misaki", 404), ("away-nurse", 404), ("masao", 403)):
        other = Tablet(sign_in(login))
        assert make_ready(other).status_code == status, login
        assert other.browser.get(PATH).status_code == status, login
    assert make_ready(hanako, f"/api/v1/sessions/{SALON}/supporters").status_code == 404
    assert make_ready(hanako).status_code == 200


def test_a_nurse_of_one_area_is_not_told_of_guests_from_another(hanako: Tablet, sign_in: SignIn) -> None:
    one, guest = member(hanako), member(hanako, given="キヨ", area=EAST)
    came = natural_id(HOME_UID, "attendance", f"{SESSION}:{guest}")
    new = {"person": guest, "session": SESSION, "at": "2026-11-21T05:00:00Z", "state": "present"}
    hanako.push(hanako.op("attendance", came, new=new))
    ids = {row["id"] for row in ready(Tablet(sign_in("misaki")))["rows"]}
    assert (one in ids, guest in ids) == (True, False)
    assert guest in {row["id"] for row in ready(hanako)["rows"]}


def test_a_session_that_is_over_or_weeks_ahead_and_a_store_of_elsewhere_are_refused_with_what_to_do(
    app: Flask, hanako: Tablet, sign_in: SignIn, fake_clock: FakeClock
) -> None:
    far = natural_id(HOME_UID, "session", f"{SALON}:2026-12-21:1")
    file_ops(app, [{"kind": "session", "id": far, "new": {"salon": SALON, "on": "2026-12-21", "n": 1}}])
    asked = make_ready(hanako, f"/api/v1/sessions/{far}/supporters")
    assert (asked.status_code, list(asked.json["errors"])) == (422, ["session"])
    other = Tablet(sign_in("ichiro"))
    stolen = hanako.browser.post(PATH, json={"store_id": other.browser.store_id})
    assert (stolen.status_code, list(stolen.json["errors"])) == (422, ["store_id"])
    fake_clock.advance(hours=13, minutes=46)  # 03:58 in Tokyo
    assert make_ready(hanako).status_code == 200
    fake_clock.advance(minutes=3)
    assert make_ready(hanako).json["type"] == "/problems/session-over"
    assert hanako.browser.get(PATH).json["over"] is True


def test_closing_it_on_any_tablet_is_heard_by_the_one_made_ready(hanako: Tablet, sign_in: SignIn) -> None:
    ready(hanako)
    other = Tablet(sign_in("misaki"))
    other.push(other.edit("session", SESSION, "state", ["1.4"], "closed"))
    assert hanako.browser.get(PATH).json["over"] is True
    assert make_ready(hanako).json["type"] == "/problems/session-over"


def test_it_stands_in_the_history_of_the_tablet_and_the_read_log(app: Flask, hanako: Tablet) -> None:
    ready(hanako)
    with app.app_context(), read_snapshot():
        step = db.session.scalars(select(AdminStep).where(AdminStep.what == "session")).one()
        assert step.about_id == hanako.browser.body["device"]["id"]
        assert step.by_id == hanako.browser.body["staff"]["id"]
        assert orjson.loads(step.detail) == {"session": SESSION, "supporters": 1}


def test_a_supporter_who_may_not_help_any_more_makes_the_roster_get_a_new_key(
    app: Flask, hanako: Tablet
) -> None:
    with app.app_context(), transaction(1):
        made = staff.add(1, "here", "原 光", "", PASSPHRASE)
        staff.grant(1, made.id, "supporter", f"area:{SOUTH}", from_on=date(2026, 11, 1))
    first = {key["generation"] for key in masao(ready(hanako))["keys"] if key["scope"] == ROSTER}
    assert len(first) == 1
    assert len(ready(hanako)["supporters"]) == 2
    with app.app_context(), transaction(1):
        staff.end(1, made.id)
    second = {key["generation"] for key in masao(ready(hanako))["keys"] if key["scope"] == ROSTER}
    assert len(second) == 2
    with app.app_context(), read_snapshot():
        held = select(ScopeKeyHolder.staff_id).where(
            ScopeKeyHolder.scope == ROSTER, ScopeKeyHolder.generation == max(second)
        )
        assert made.id not in set(db.session.scalars(held))


def test_a_supporter_still_signs_in_herself_and_then_gets_her_own_pen_again(
    app: Flask, hanako: Tablet
) -> None:
    given = masao(ready(hanako))
    body = sign_in_body("masao", hanako.browser.store_id)
    again = app.test_client().post("/api/v1/session", json=body).json
    assert again["writer"]["writer_no"] == given["writer"]["writer_no"]
