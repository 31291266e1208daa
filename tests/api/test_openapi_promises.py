"""schemathesis asks every address of the OpenAPI document, as everyone who may sign in and as nobody.

Never a crash; every answer is of a shape the document gives, and every error a problem.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.specs.openapi import checks
from werkzeug.test import TestResponse

from server.form_versions import service as form_versions
from tests import two_towns
from tests.api import test_matrix as matrix
from tests.authoring.author import PLACE, Author
from tests.conftest import DATABASES
from tests.factories import sign_in
from tests.fakes import FakeClock
from tests.imports.office import ImportOffice, other, row
from tests.tablet import Tablet

WHO = ("hanako", "nozomi", "megumi", "makoto")  # a nurse, a supporter, a coordinator, an auditor
CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)
PLACES = ("person_id", "session_id", "submission_id", "record_id", "store_id")
SHORT = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 2}
LONG = {GenerationMode.POSITIVE: 30, GenerationMode.NEGATIVE: 15}


JUDGING = f"{PLACE}/judging"


class Document:
    """The document of an app, and what was seen of its addresses: the statuses of each."""

    def __init__(self, app: Flask) -> None:
        self.schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
        self.seen: dict[str, set[int]] = {}
        self.places = app.url_map.bind("localhost")

    def operations(self) -> Iterator[Any]:
        """Those that may be asked by anybody at any time: signing in and out ends what the others need."""
        for found in self.schema.get_all_operations():
            operation = found.ok()
            if operation.label not in matrix.LAST:
                yield operation

    def check(self, reply: TestResponse) -> None:
        """The reply is one the document gives for the address that was asked."""
        method = reply.request.method
        rule, _ = self.places.match(reply.request.path, method, return_rule=True)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        if path in self.schema:
            operation = self.schema[path][method]
            operation.validate_response(reply)
            self.note(operation.label, reply.status_code, reply.mimetype)

    def note(self, label: str, status: int, kind: str) -> None:
        assert (status >= 400) == (kind == "application/problem+json"), (label, status, kind)
        self.seen.setdefault(label, set()).add(status)


@pytest.fixture
def document(app: Flask, fake_clock: FakeClock) -> Document:
    """Every reply to the app's browsers is compared with it."""
    told = Document(app)

    class Watched(FlaskClient):
        def open(self, *args: Any, **options: Any) -> TestResponse:
            reply = super().open(*args, **options)
            if reply.request.path.startswith("/api/v1/") and "openapi" not in reply.request.path:
                told.check(reply)
            return reply

    app.test_client_class = Watched
    return told


class Asking:
    """Everybody's browser, nobody's too, and ids of what there is, by the names the addresses use."""

    def __init__(self, app: Flask, document: Document) -> None:
        self.app, self.document = app, document
        with app.app_context():
            form_versions.publish(1)
        towns = two_towns.found(app)
        self.people, self.pen = towns.people, towns.tablets["hanako"]
        run = ImportOffice(self.people["megumi"]).upload([row(), other(1)])
        self.author = Author(self.people["megumi"])
        self.ids = dict.fromkeys(PLACES, two_towns.IDS)
        self.ids |= {"run_id": [run["id"]], "source_id": [run["source"]["id"]]}
        self.ids["edition_id"] = [self.author.draft()]
        self.ids["judging_id"] = [self.people["megumi"].post(JUDGING, json=matrix.RUN).json["id"]]
        self.browsers = [*(self.people[name].client for name in WHO), app.test_client()]

    def what_is_there(self) -> None:
        """Every request of the matrix, and those that need an open run, a draft of a form or a lost store."""
        self.author.go(self.ids["edition_id"][0], "test")
        office = self.people["megumi"]
        run = f"/api/v1/office/imports/{self.ids['run_id'][0]}"
        again = f"{JUDGING}/{self.ids['judging_id'][0]}"
        decided, kcl = f"{PLACE}/brought", {"form": "kcl"}
        for reply in (
            office.post(f"{again}/go-on"),
            office.post(f"{again}/begin"),
            office.get(f"{again}/sheets"),
            office.post(f"{again}/cancel"),
            office.get(again),
            office.post(f"{PLACE}/{self.ids['edition_id'][0]}/triers", json={"staff": []}),
            office.post(f"{decided}/criteria", json=kcl | {"from": "2026-12-01", "facts": {}}),
            office.post(f"{decided}/undo", json=kcl | {"n": 2}),
            office.post(f"{decided}/steps", json=kcl | {"version": 1, "step": "retire", "reason": "x"}),
            office.post(f"{run}/answers", json={"all": "new"}),
            office.get(f"{run}/missing"),
            office.post(f"/api/v1/office/lost-stores/{self._lost_store()}/close"),
            office.post("/api/v1/office/paper/number", json={"number": self._number_of_a_sheet()}),
        ):
            assert reply.status_code == 200, reply.text
        for asked in matrix.requests(self.app):
            if asked.name not in matrix.LAST and asked.path.startswith("/api/v1/"):
                for name in WHO:
                    matrix.ask(self.people[name], asked)

    def _number_of_a_sheet(self) -> str:
        """The number of a sheet that was printed and filed."""
        told = self.people["megumi"].post("/api/v1/office/paper/print", json=matrix.PRINT).json
        sheet = told["sheets"][0]
        new = {"person": sheet["person"]["id"], "form": "qmcoo", "version": 1, "number": sheet["number"]}
        self.pen.push(self.pen.op("mailing", sheet["id"], new=new | {"printed_on": "2026-11-21"}))
        number: str = sheet["number"]
        return number

    def _lost_store(self) -> str:
        """The store of a tablet that signed in without it although it still owed something."""
        before = Tablet(sign_in(self.app, "ichiro"))
        before.push(before.new_person()[1], made_seq=6)
        sign_in(self.app, "ichiro", device_id=before.browser.body["device"]["id"])
        return before.browser.store_id

    def made_up(self, examples: dict[GenerationMode, int]) -> None:
        """Requests that the document allows and such that it does not."""
        for operation in self.document.operations():
            open_to_choice = operation.body or operation.query or operation.path_parameters
            for mode, count in examples.items():
                if mode is GenerationMode.POSITIVE or open_to_choice:
                    self._try(operation, mode, count)

    def _try(self, operation: Any, mode: GenerationMode, count: int) -> None:
        names = [name for name in self.ids if "{" + name + "}" in operation.path]
        places = st.fixed_dictionaries({name: st.sampled_from(self.ids[name]) for name in names})

        @settings(
            max_examples=count,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(mode, feedback=FeedbackSources()), places, st.booleans())
        def try_one(case: Any, place: dict[str, str], there: bool) -> None:
            if there:
                case.path_parameters.update(place)
            for browser in self.browsers:
                self._send(case, browser)

        try_one()

    def _send(self, case: Any, browser: FlaskClient) -> None:
        cookie = browser.get_cookie("kayoi")
        cookies = {"kayoi": cookie.value} if cookie else {}
        reply = case.call(app=self.app, cookies=cookies, headers={"Accept-Encoding": "identity"})
        case.validate_response(reply, checks=CHECKS)
        kind = reply.headers.get("content-type", [""])[0].partition(";")[0]
        self.document.note(case.operation.label, reply.status_code, kind)


# These need a tablet's key, a code or a colleague who leaves; the tests beside tell what they answer then.
STORIES = {
    "test_enrolment.py": [
        "POST /device/enrol",
        "GET /office/enrolments/{enrolment_id}",
        "POST /session/renew",
    ],
    "test_tablet_standing.py": [
        "POST /device/wiped",
        "GET /office/devices/{device_id}",
        "POST /office/devices/{device_id}",
        "POST /office/devices/{device_id}/standing",
    ],
    "test_staff_life.py": [
        "GET /office/staff/{staff_id}",
        "POST /office/staff/{staff_id}/grants",
        "POST /office/staff/{staff_id}/grants/{grant_id}/end",
        "POST /office/staff/{staff_id}/leave",
        "POST /office/staff/{staff_id}/passphrase",
        "POST /office/staff/{staff_id}/return",
        "POST /session/passphrase",
    ],
    "test_escrow.py": [
        "POST /escrow",
    ],
    "test_areas.py": [
        "POST /office/areas/reorganise",
        "POST /office/areas/works/{work_id}/go-on",
        "POST /office/areas/works/{work_id}/undo",
    ],
    "test_places.py": ["POST /session/places/end"],
    "imports/test_kdb.py": ["POST /office/imports/sources/{source_id}/take-back"],
    "test_second_factor.py": [
        "POST /office/staff/{staff_id}/second-factor/reset",
        "POST /session/second-factor/confirm",
    ],
}


@pytest.fixture
def asking(app: Flask, document: Document) -> Asking:
    return Asking(app, document)


@pytest.mark.parametrize("database", DATABASES[-1:], indirect=True)  # the stricter one; both below
def test_every_address_keeps_its_promises(asking: Asking) -> None:
    asking.what_is_there()
    asking.made_up(SHORT)
    never = [label for label, seen in asking.document.seen.items() if min(seen) >= 400]
    stories = {said.replace(" ", " /api/v1", 1) for labels in STORIES.values() for said in labels}
    assert set(never) == stories, "asked as it should be, every other address answers"
    assert asking.document.seen.keys() >= {one.label for one in asking.document.operations()}


@pytest.mark.long
def test_every_address_keeps_its_promises_for_longer(asking: Asking) -> None:
    asking.what_is_there()
    asking.made_up(LONG)
