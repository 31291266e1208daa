"""A version on trial in a real town: for named staff, marked for ever, counted nowhere; a copy goes out."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from sync.ids import natural_id
from tests.authoring.author import PLACE, Author
from tests.authoring.spreadsheets import with_cell
from tests.authoring.test_steps import FORM, record, sheet
from tests.factories import HOME_UID, SOUTH, SignedIn
from tests.tablet import Tablet, new_id

SignIn = Callable[..., SignedIn]
OFFICE = "/api/v1/office"


@pytest.fixture
def tried(author: Author, hanako: Tablet) -> str:
    """A version in use, and its second one that hanako tries out; the id of that one."""
    author.go(author.draft(), "test", "publish")
    second = author.draft(with_cell("survey!C8", "体重（はいたまま）"))
    author.go(second, "test")
    assert name(author, second, [hanako.browser.body["staff"]["id"]]).status_code == 200
    return second


def name(author: Author, edition_id: str, staff: list[str]) -> TestResponse:
    """Say who tries a version out."""
    return author.browser.post(f"{PLACE}/{edition_id}/triers", json={"staff": staff})


def filed(hanako: Tablet, version: int, **answers: object) -> tuple[str, str]:
    """A person, and her sheet of a version."""
    person, op = hanako.new_person()
    sheet_id = new_id()
    made = hanako.op(
        "submission", sheet_id, new=sheet(person, version, **answers), form_version=f"{FORM}/{version}"
    )
    assert set(hanako.verdicts(op, made).values()) == {"applied"}
    return person, sheet_id


def test_tablets_hear_who_tries_it_and_the_version_in_use_stays(
    author: Author, hanako: Tablet, tried: str
) -> None:
    rows = hanako.pull()
    states = [rows[record(version)]["fields"]["state"] for version in (1, 2)]
    assert states == ["published", "test"]
    said = rows[natural_id(HOME_UID, "form_version", "decisions:1")]["fields"]["definition"]
    assert (said["what"], said["form"], said["version"]) == ("trial", FORM, 2)
    assert [one["name"] for one in author.get(tried)["triers"]] == ["佐藤 花子"]
    assert author.get(tried)["practice"] is True


def test_a_sheet_on_trial_is_kept_and_marked_and_counts_nowhere(
    author: Author, hanako: Tablet, tried: str
) -> None:
    person, real = filed(hanako, 1, outing=2)
    op = hanako.op("submission", on_trial := new_id(), new=sheet(person, 2), form_version=f"{FORM}/2")
    assert set(hanako.verdicts(op).values()) == {"applied"}
    other, _ = filed(hanako, 2, outing=2)
    assert author.browser.get(f"{OFFICE}/submissions/{on_trial}").json["trial"] is True
    assert author.browser.get(f"{OFFICE}/submissions/{real}").json["trial"] is False
    flagged = author.browser.get(f"{OFFICE}/flagged?from=2020-01-01&to=2030-01-01").json
    assert [(one["person"]["id"], one["submission"]["id"]) for one in flagged] == [(person, real)]
    timeline = author.browser.get(f"{OFFICE}/people/{other}").json["timeline"]
    assert [one["sheet"]["trial"] for one in timeline] == [True]
    for address in (f"fhir/people/{person}", f"fhir/areas/{SOUTH}"):
        bundle = author.browser.get(f"{OFFICE}/{address}").get_data(as_text=True)
        assert real in bundle
        assert on_trial not in bundle


def test_publishing_publishes_a_copy_and_the_trial_stays_a_trial(
    author: Author, hanako: Tablet, tried: str
) -> None:
    _, on_trial = filed(hanako, 2)
    reply = author.step(tried, "publish")
    assert reply.status_code == 200, reply.text
    assert (reply.json["version"], reply.json["state"], reply.json["triers"]) == (3, "published", None)
    assert reply.json["id"] != tried
    rows = hanako.pull()
    assert [rows[record(n)]["fields"]["state"] for n in (1, 2, 3)] == ["retired", "retired", "published"]
    before, now = (rows[record(n)]["fields"]["definition"] for n in (2, 3))
    assert before["items"] == now["items"]
    assert author.browser.get(f"{OFFICE}/submissions/{on_trial}").json["trial"] is True
    assert author.get(tried)["steps_open"] == ["recall"], "what was tried is never in use itself"
    assert author.step(tried, "publish").status_code == 409
    _, late = filed(hanako, 2)
    assert author.browser.get(f"{OFFICE}/submissions/{late}").json["trial"] is True


def test_a_period_judged_again_leaves_trials_out(author: Author, hanako: Tablet, tried: str) -> None:
    _, _ = filed(hanako, 2)
    asked = {"form": FORM, "version": 1, "since": "2020-01-01", "until": "2030-01-01"}
    run = author.browser.post(f"{PLACE}/judging", json=asked).json
    while run["state"] == "counting":
        run = author.browser.post(f"{PLACE}/judging/{run['id']}/go-on").json
    assert run["looked_at"] == 0


def test_only_staff_of_the_town_try_it_and_only_while_it_is_on_trial(
    author: Author, hanako: Tablet, tried: str, sign_in: SignIn
) -> None:
    stranger = sign_in("away-nurse").body["staff"]["id"]
    assert name(author, tried, [stranger]).status_code == 422
    assert name(author, tried, ["x"]).status_code == 422
    assert name(author, author.draft(), [hanako.browser.body["staff"]["id"]]).status_code == 409
    for login, status in (("away-coordinator", 404), ("hanako", 403)):
        assert (
            sign_in(login, "office").post(f"{PLACE}/{tried}/triers", json={"staff": []}).status_code == status
        )
    assert name(author, tried, []).status_code == 200
    assert author.get(tried)["triers"] == []
