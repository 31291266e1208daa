"""Reorganising areas through the office's door, for the tests."""

from typing import Any

from tests.factories import SignedIn
from tests.tablet import Tablet
from tests.tablet_key import API

AREAS = f"{API}/office/areas"


def people(tablet: Tablet, *areas: str, **fields: Any) -> list[str]:
    made = [tablet.new_person(area=area, **fields) for area in areas]
    assert set(tablet.verdicts(*(op for _, op in made)).values()) <= {"applied", "merged"}
    return [one for one, _ in made]


def preview(office: SignedIn, **asked: Any) -> dict[str, Any]:
    reply = office.post(f"{AREAS}/preview", json=asked)
    assert reply.status_code == 200, reply.text
    shown: dict[str, Any] = reply.json
    return shown


def finish(office: SignedIn, work: dict[str, Any]) -> dict[str, Any]:
    for _ in range(100):
        if work["state"] in ("done", "undone"):
            return work
        reply = office.post(f"{AREAS}/works/{work['id']}/go-on")
        assert reply.status_code == 200, reply.text
        work = reply.json
    raise AssertionError("it never ends")


def reorganise(office: SignedIn, **asked: Any) -> dict[str, Any]:
    shown = preview(office, **asked)
    reply = office.post(f"{AREAS}/reorganise", json=asked | {"token": shown["token"]})
    assert reply.status_code == 201, reply.text
    return finish(office, reply.json)


def undo(office: SignedIn, work: dict[str, Any]) -> dict[str, Any]:
    reply = office.post(f"{AREAS}/works/{work['id']}/undo")
    assert reply.status_code == 200, reply.text
    return finish(office, reply.json)


def area(office: SignedIn, area_id: str) -> dict[str, Any]:
    return next(one for one in office.get(AREAS).json["areas"] if one["id"] == area_id)


def where(office: SignedIn, person_id: str) -> str:
    found = office.get(f"{API}/office/people/{person_id}").json
    return str(found["area"]["id"] if isinstance(found.get("area"), dict) else found["fields"]["area"])


def history_of(history: Any) -> list[dict[str, Any]]:
    return list(history["entries"] if isinstance(history, dict) else history)
