"""Every route tried by every role: inside her area, outside, and beside a town that has the same ids."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from server import auth
from server.audit.models import ReadLog
from server.db import db, read_snapshot
from server.form_versions import service as form_versions
from tests import two_towns
from tests.conftest import SECOND_IS_LONG
from tests.factories import EAST, PASSPHRASE, SOUTH, SignedIn, sign_in_body, store_id
from tests.fakes import FakeClock
from tests.push_receiver import Browser
from tests.two_towns import CANARY, IDS, WHO_SEES, Towns

Body = Callable[[SignedIn], dict[str, Any]]
READS = {"search", "pull", "list"}  # kinds whose line holds a count; every other names a record
OF_A_PERSON = re.compile(r"canary-\w+-(east|south)")


def _push(who: SignedIn) -> dict[str, Any]:
    return {
        "protocol": 1,
        "store_id": who.store_id,
        "writer_no": (who.body["writer"] or {"writer_no": 1})["writer_no"],
        "made_seq": 0,
        "prev_hash": "",
        "ops": [],
    }


def _reads(who: SignedIn) -> dict[str, Any]:
    no = (who.body["writer"] or {"writer_no": 1})["writer_no"]
    return {"store_id": who.store_id, "writer_no": no, "reads": []}


SCOPES = ("tenant", f"area:{EAST}", f"area:{SOUTH}", f"roster:{two_towns.session_id('home')}")
ALL_BUCKETS = ".".join(map(str, range(256)))
QUERIES = {
    "/api/v1/sync/digest": [f"scope={scope}" for scope in SCOPES],
    "/api/v1/sync/rows": [f"scope={scope}&buckets={ALL_BUCKETS}" for scope in SCOPES],
    "/api/v1/office/follow-ups": ["", "from=2026-11-01&to=2026-11-30"],
    "/api/v1/office/sessions": ["", "from=2026-11-01&to=2026-11-30"],
    "/api/v1/office/records/<uuid:record_id>/history": ["", "field=phone"],
    "/api/v1/records/<uuid:record_id>/history": ["", "field=phone"],
    "/api/v1/office/imports/<uuid:run_id>/lines": ["which=new"],
    "/api/v1/office/paper/recipients": [f"area={EAST}", f"area={SOUTH}", f"salon={two_towns.SALON}"],
    "/api/v1/office/paper/mailings": ["state=out"],
    "/api/v1/office/fhir/form": ["form=qmcoo&version=1"],
    "/api/v1/office/forms/brought": ["form=qmcoo"],
}
BODIES: dict[str, Body] = {
    "POST /api/v1/sync/push": _push,
    "POST /api/v1/audit": _reads,
    "POST /api/v1/escrow": lambda who: {},
    "POST /api/v1/writers": lambda who: {"store_id": store_id(), "client": "office"},
    "POST /api/v1/office/people/search": lambda who: {"q": "canary"},
    "POST /api/v1/office/paper/number": lambda who: {"number": "799273987"},
    "POST /api/v1/office/paper/print": lambda who: PRINT,
    "POST /api/v1/office/paper/recipients": lambda who: {"persons": PRINT["persons"]},
    "POST /api/v1/office/held/again": lambda who: {"ops": ["1.1"]},
    "POST /api/v1/office/imports/look": lambda who: {},
    "POST /api/v1/office/imports/sources": lambda who: SOURCE,
    "POST /api/v1/office/imports/sources/<uuid:source_id>/files": lambda who: {},
    "POST /api/v1/office/imports/sources/<uuid:source_id>/take-back": lambda who: {"year": 2026},
    "POST /api/v1/office/imports/<uuid:run_id>/answers": lambda who: {"all": "new"},
    "POST /api/v1/office/imports/<uuid:run_id>/apply": lambda who: {},
    "POST /api/v1/office/imports/<uuid:run_id>/check": lambda who: {},
    "POST /api/v1/office/imports/<uuid:run_id>/close": lambda who: {},
    "POST /api/v1/office/contact": lambda who: {"name": "健康福祉課", "phone": "0574-25-1111"},
    "POST /api/v1/office/forms/files": lambda who: {},
    "POST /api/v1/office/forms/offers": lambda who: {"form": "qmcoo", "on": True},
    "POST /api/v1/office/forms/measures": lambda who: FORM,
    "POST /api/v1/office/forms/<uuid:edition_id>/steps": lambda who: {"step": "test"},
    "POST /api/v1/office/forms/<uuid:edition_id>/triers": lambda who: {"staff": []},
    "POST /api/v1/office/forms/brought/criteria": lambda who: DECIDED | {"from": "2026-12-01", "facts": {}},
    "POST /api/v1/office/forms/brought/undo": lambda who: DECIDED | {"n": 1},
    "POST /api/v1/office/forms/brought/steps": lambda who: DECIDED | {"version": 1, "step": "use"},
    "POST /api/v1/office/forms/judging": lambda who: RUN,
    "POST /api/v1/office/forms/judging/<uuid:judging_id>/begin": lambda who: {},
    "POST /api/v1/office/forms/judging/<uuid:judging_id>/cancel": lambda who: {},
    "POST /api/v1/office/forms/judging/<uuid:judging_id>/go-on": lambda who: {},
    "POST /api/v1/office/submissions/<uuid:submission_id>/judgements": lambda who: {"version": 1},
    "POST /api/v1/office/areas/preview": lambda who: {"from": [SOUTH], "to": EAST},
    "POST /api/v1/office/areas/reorganise": lambda who: {"from": [SOUTH], "to": EAST, "token": "x"},
    "POST /api/v1/office/areas/works/<uuid:work_id>/go-on": lambda who: {},
    "POST /api/v1/office/areas/works/<uuid:work_id>/undo": lambda who: {},
    "POST /api/v1/office/lost-stores/<uuid:store_id>/close": lambda who: {},
    "POST /api/v1/office/enrolments": lambda who: {},
    "POST /api/v1/office/devices/<uuid:device_id>": lambda who: {"label": "1号"},
    "POST /api/v1/office/devices/<uuid:device_id>/standing": lambda who: {"state": "lost"},
    "POST /api/v1/office/staff": lambda who: {"login": "neu", "name": "新人", "role": "nurse"},
    "POST /api/v1/office/staff/<uuid:staff_id>/passphrase": lambda who: {},
    "POST /api/v1/office/staff/<uuid:staff_id>/second-factor/reset": lambda who: {},
    "POST /api/v1/office/staff/<uuid:staff_id>/grants": lambda who: {"role": "nurse"},
    "POST /api/v1/office/staff/<uuid:staff_id>/grants/<uuid:grant_id>/end": lambda who: {},
    "POST /api/v1/office/staff/<uuid:staff_id>/leave": lambda who: {"to": two_towns.NOWHERE},
    "POST /api/v1/office/staff/<uuid:staff_id>/return": lambda who: {},
    "POST /api/v1/session/passphrase": lambda who: {"passphrase": "kayoi-test-2026", "new": "short"},
    "POST /api/v1/session/places/end": lambda who: {"passphrase": PASSPHRASE, "places": ["0" * 32]},
    "POST /api/v1/session/second-factor": lambda who: {"passphrase": "kayoi-test-2026"},
    "POST /api/v1/session/second-factor/confirm": lambda who: {"code": "000000"},
    "POST /api/v1/sessions/<uuid:session_id>/supporters": lambda who: {"store_id": who.store_id},
    "POST /api/v1/device/challenge": lambda who: {"device_id": two_towns.NOWHERE},
    "POST /api/v1/device/enrol": lambda who: {"secret": "A", "public_key": "A", "signature": "A"},
    "POST /api/v1/device/wiped": lambda who: {"device_id": two_towns.NOWHERE},
    "POST /api/v1/session/renew": lambda who: {"nonce": "A", "signature": "A"},
    "POST /api/v1/push-subscriptions": lambda who: SUBSCRIPTION,
    "DELETE /api/v1/push-subscriptions": lambda who: SUBSCRIPTION,
    "POST /api/v1/session": lambda who: sign_in_body("nobody", store_id()),
}
FORM = {
    "form_id": "matrix",
    "title": "町の測定",
    "measures": [
        {"name": "握力", "unit": "kg", "decimals": 0, "minimum": 0, "maximum": 80, "source": "町の決まり"}
    ],
}
DECIDED = {"form": "qmcoo"}
RUN = {"form": "qmcoo", "version": 1, "since": "2026-11-01", "until": "2026-11-30"}
LAST = {"DELETE /api/v1/session", "POST /api/v1/session"}  # these end the session of the browser that asks
SOURCE = {
    "name": "住民記録",
    "key": "register_no",
    "columns": {"register_no": "宛名番号", "kana": "氏名カナ"},
}
PRINT = {
    "persons": [two_towns.record_id(area, 1) for area in two_towns.AREAS],
    "form": "qmcoo",
    "version": 1,
}
SUBSCRIPTION = Browser(
    "https://fcm.googleapis.com/x", ec.generate_private_key(ec.SECP256R1()), bytes(16)
).subscription


@dataclass(frozen=True)
class Asked:
    """One request. route: as the app names it; path: with an id and a query filled in."""

    method: str
    route: str
    path: str
    permission: str

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}"


def requests(app: Flask) -> Iterator[Asked]:
    """Every route of the API and the pages, with every id and query it is worth trying."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            permission = auth.permission_of(app.view_functions[rule.endpoint], method)
            assert permission is not None
            ids = IDS if "<uuid:" in rule.rule else [two_towns.NOWHERE]
            for record, query in product(ids, QUERIES.get(rule.rule, [""])):
                path = re.sub(r"<[^>]+>", record, rule.rule)
                yield Asked(method, rule.rule, f"{path}?{query}" if query else path, permission)


def ask(who: SignedIn, asked: Asked) -> TestResponse:
    """The reply to one request. A route that takes a body says here how it is called."""
    if asked.method == "GET" or asked.name == "DELETE /api/v1/session":
        return who.client.open(asked.path, method=asked.method)
    assert asked.name in BODIES, f"say in BODIES how {asked.name} is called"
    return who.client.open(asked.path, method=asked.method, json=BODIES[asked.name](who))


@pytest.fixture
def towns(app: Flask, fake_clock: FakeClock) -> Towns:
    with app.app_context():
        for tenant_id in (1, 2):
            form_versions.publish(tenant_id)
    return two_towns.found(app)


def lines(app: Flask, after: int = 0) -> list[tuple[str, str, str]]:
    """(staff id, kind, record id) of the read log after so many lines."""
    with app.app_context(), read_snapshot():
        rows = db.session.execute(select(ReadLog.staff_id, ReadLog.kind, ReadLog.record_id).offset(after))
        return [(row.staff_id, row.kind, row.record_id) for row in rows]


@SECOND_IS_LONG
def test_nobody_is_shown_another_town_or_area_and_every_read_of_a_person_is_noted(
    app: Flask, towns: Towns
) -> None:
    seen: defaultdict[str, set[str]] = defaultdict(set)
    everything = sorted(requests(app), key=lambda asked: asked.name in LAST)
    for login, who in towns.people.items():
        before = len(lines(app))
        for asked in everything:
            reply = ask(who, asked)
            text = reply.get_data(as_text=True)
            shown = set(CANARY.findall(text))
            assert shown <= WHO_SEES[login], (login, asked, shown - WHO_SEES[login])
            assert_status(reply, asked, who)
            seen[login] |= shown
            fresh = lines(app, before)
            if OF_A_PERSON.search(text):
                assert_noted(fresh, text, (login, asked))
            before += len(fresh)
    for login, places in WHO_SEES.items():
        wanted = {word for word in places if word.startswith("canary")}
        assert wanted <= seen[login], f"{login} should have been shown {wanted - seen[login]}"


def assert_status(reply: TestResponse, asked: Asked, who: SignedIn) -> None:
    """Refused exactly where the permission says, and never a crash."""
    allowed = auth.PERMISSIONS[asked.permission]
    if allowed is not None:
        refused = reply.status_code == 403
        assert refused == (not allowed & set(who.body["roles"])), (asked, reply.status_code)
    assert reply.status_code < 500 or reply.json["type"] == "/problems/app-not-built", asked
    if reply.status_code >= 400:
        assert reply.mimetype == "application/problem+json", asked


def assert_noted(fresh: list[tuple[str, str, str]], text: str, about: object) -> None:
    """The read log has new lines, and those that name a record name one of each area shown."""
    assert fresh, f"{about} showed a person and left no line in the read log"
    if {kind for _, kind, _ in fresh} & {"search", "pull"}:
        return
    named = {record for _, kind, record in fresh if kind not in READS}
    for area in set(OF_A_PERSON.findall(text)):
        assert named & {two_towns.record_id(area, what) for what in (1, 2, 3)}, (about, area)


@SECOND_IS_LONG
def test_an_id_of_elsewhere_is_answered_like_an_id_of_nothing(app: Flask, towns: Towns) -> None:
    routes = {"megumi": 4, "minami": 4, "away-coordinator": 4, "misaki": 2, "away-nurse": 2}
    for login, least in routes.items():
        replies: defaultdict[str, set[tuple[int, bytes, str]]] = defaultdict(set)
        for asked in requests(app):
            roles = auth.PERMISSIONS[asked.permission]
            if "<uuid:" in asked.route and roles and roles & set(towns.people[login].body["roles"]):
                reply = ask(towns.people[login], asked)
                if reply.status_code != 200:
                    replies[asked.route].add((reply.status_code, reply.data, str(reply.headers)))
        assert len(replies) >= least, login
        for route, different in replies.items():
            assert len(different) == 1, (login, route, different)
            assert next(iter(different))[0] == 404


def test_without_a_login_every_gated_route_says_so_before_it_reads_anything(app: Flask, towns: Towns) -> None:
    nobody = SignedIn(app.test_client(), store_id(), {"writer": None})
    for asked in requests(app):
        if asked.permission != "public":
            reply = ask(nobody, asked)
            assert (reply.status_code, reply.json["type"]) == (401, "/problems/login-required"), asked
