"""Which persons and sheets go out, and the bundle that carries them, made piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from server import clock
from server.auth import TenantFacts
from server.fhir.questionnaires import questionnaire
from server.fhir.responses import observations, response
from server.form_versions import own
from server.office.reach import Reach
from server.people import merging
from server.problems import NotFound
from server.records import service as records
from server.records.service import RecordView
from server.submissions import service as submissions
from sync.ids import natural_id

Json = dict[str, Any]
PART = 100  # sheets read at once
GENDERS = {"female": "female", "male": "male"}


class Chosen(NamedTuple):
    """What is to go out. sheets: person -> ids of her sheets, oldest first."""

    sheets: Mapping[str, Sequence[str]]

    @property
    def count(self) -> int:
        """How many sheets."""
        return sum(map(len, self.sheets.values()))


def form(tenant: TenantFacts, name: str, version: int) -> Json:
    """One form version. Raises NotFound when the town does not have it."""
    version_id = _version_id(tenant, name, version)
    found = records.get(tenant.id, version_id)
    if found is None or not own.is_form(name):
        raise NotFound
    return questionnaire(found.fields["definition"], version_id, tenant.name, demo=tenant.demo)


def of_person(reach: Reach, person_id: str) -> Chosen:
    """Every sheet of a person but those on trial, also those filed under records joined to hers.

    Raises NotFound.
    """
    root = merging.root(reach.tenant_id, person_id)
    if root is None or not reach.sees(root):
        raise NotFound
    hanging = [
        view
        for one in merging.group(reach.tenant_id, root)
        for view in records.of_person(reach.tenant_id, one.id)
        if view.kind == "submission" and reach.sees(view)
    ]
    counting = submissions.counting(reach.tenant_id, hanging)
    return Chosen({root.id: [view.id for view in sorted(counting, key=_when)]})


def of_area(reach: Reach, area_id: str, since: str | None, until: str | None) -> Chosen:
    """The sheets of these days of everybody who is of the area now. Raises NotFound."""
    scope = f"area:{area_id}"
    if scope not in reach.scopes:
        raise NotFound
    found = [
        view for view in records.of_kind(reach.tenant_id, "submission", since, until) if view.scope == scope
    ]
    standing = merging.canonical(reach.tenant_id, [view.fields["person"] for view in found])
    sheets: dict[str, list[str]] = {}
    for view in sorted(submissions.counting(reach.tenant_id, found), key=_when):
        sheets.setdefault(standing[view.fields["person"]], []).append(view.id)
    return Chosen(sheets)


def _when(view: RecordView) -> tuple[str, str]:
    return view.fields["on"], view.id


def bundle(tenant: TenantFacts, reach: Reach, chosen: Chosen, look: Callable[[], Any]) -> Iterator[bytes]:
    """The bundle as JSON, piece by piece: persons, the form versions they met, sheets and what these find.

    look: a snapshot to read in; each part is read in one of its own, and who is out of reach by then stays
    out.
    """
    yield (
        b'{"resourceType":"Bundle","type":"collection","timestamp":"%s","entry":['
        % clock.iso(clock.now()).encode()
    )
    known: set[str] = set()
    before = b""
    for part in _parts(chosen):
        with look():
            entries = [_entry(resource) for resource in _resources(tenant, reach, part, known)]
        if entries:
            yield before + b",".join(entries)
            before = b","
    yield b"]}"


def _entry(resource: Json) -> bytes:
    return orjson.dumps({"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource})


def _parts(chosen: Chosen) -> Iterator[dict[str, list[str]]]:
    """Persons with their sheets, a number at a time; one with very many makes a part of her own."""
    part: dict[str, list[str]] = {}
    for person, sheets in chosen.sheets.items():
        if part and sum(map(len, part.values())) + len(sheets) > PART:
            yield part
            part = {}
        part[person] = list(sheets)
    if part:
        yield part


def _resources(
    tenant: TenantFacts, reach: Reach, part: dict[str, list[str]], known: set[str]
) -> Iterator[Json]:
    people = merging.roots(tenant.id, part)
    sheets = records.get_many(tenant.id, [one for ids in part.values() for one in ids])
    for person_id, ids in part.items():
        person = people.get(person_id)
        if person is None or not reach.sees(person):
            continue
        yield patient(person)
        for sheet in (sheets[one] for one in ids if one in sheets and reach.sees(sheets[one])):
            yield from _sheet(tenant, sheet, person.id, known)


def _sheet(tenant: TenantFacts, sheet: RecordView, person_id: str, known: set[str]) -> Iterator[Json]:
    version_id = _version_id(tenant, sheet.fields["form"], sheet.fields["version"])
    found = records.get(tenant.id, version_id)
    if found is None:
        return
    definition = found.fields["definition"]
    if version_id not in known:
        known.add(version_id)
        yield questionnaire(definition, version_id, tenant.name, demo=tenant.demo)
    yield response(sheet, definition, version_id, person_id)
    yield from observations(tenant, sheet, person_id)


def patient(view: RecordView) -> Json:
    """Who a sheet is about, and no more than is needed to know her: no address, telephone or number."""
    fields = view.fields
    kana = _name(fields.get("family_kana"), fields.get("given_kana"), "SYL")
    written = _name(fields.get("family"), fields.get("given"), "IDE")
    return {
        "resourceType": "Patient",
        "id": view.id,
        "language": "ja",
        "name": [one for one in (written, kana) if one],
        "gender": GENDERS.get(fields["sex"], "unknown"),
        "birthDate": fields["born_on"],
    }


def _name(family: str | None, given: str | None, how: str) -> Json | None:
    if not family and not given:
        return None
    written = {"url": "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation", "valueCode": how}
    parts: Json = {"family": family} if family else {}
    if given:
        parts["given"] = [given]
    return {"extension": [written], "use": "official", **parts}


def _version_id(tenant: TenantFacts, name: str, version: int) -> str:
    return natural_id(tenant.uid, "form_version", f"{name}:{version}")
