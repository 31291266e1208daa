"""Who can be sent a questionnaire, what is printed for her, and the sheet a number leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from server import clock
from server.audit.service import note_read
from server.auth import TenantFacts
from server.follow_ups import service as follow_ups
from server.form_versions import own
from server.mailings import lists
from server.mailings.numbers import is_number, new_number
from server.office.people import row
from server.office.reach import Reach
from server.people import merging
from server.people import service as people
from server.problems import Invalid, NotFound
from server.qr import picture
from server.records import service as records
from server.records.service import RecordView
from server.staff import rights
from sync.ids import natural_id

Json = dict[str, Any]


def choices(reach: Reach) -> Json:
    """What a print run begins with: forms in their newest version, areas and salons she may write to."""
    areas = [one for one in rights.areas_of(reach.tenant_id) if f"area:{one[0]}" in reach.scopes]
    salons = [
        {"id": view.id, "name": view.fields["name"]}
        for view in records.of_kind(reach.tenant_id, "salon")
        if f"area:{view.fields['area']}" in reach.scopes
    ]
    return {
        "forms": _forms(reach),
        "areas": [{"id": one, "name": name} for one, name in areas],
        "salons": sorted(salons, key=lambda one: (one["name"], one["id"])),
    }


def _forms(reach: Reach) -> list[Json]:
    newest: dict[str, RecordView] = {}
    for view in records.of_kind(reach.tenant_id, "form_version"):
        if not _may_begin(view):
            continue
        known = newest.get(view.fields["form"])
        if known is None or known.fields["version"] < view.fields["version"]:
            newest[view.fields["form"]] = view
    return [
        {
            "form": view.fields["form"],
            "version": view.fields["version"],
            "title": view.fields["definition"]["title"],
            "items": len(view.fields["definition"]["items"]),
        }
        for _, view in sorted(newest.items())
    ]


def _may_begin(version: RecordView) -> bool:
    """Whether a new sheet may begin with a form version; on paper as on the tablet."""
    state = version.fields.get("state") or "published"
    return version.fields.get("offered") is not False and state == "published"


def recipients(reach: Reach, area: str | None, salon: str | None) -> list[Json]:
    """Everybody of an area or of a salon, in kana order, with what stands against a letter."""
    if salon is not None:
        found = _members(reach, salon, clock.today().isoformat())
    else:
        standing = merging.standing(records.in_scopes(reach.tenant_id, "person", [f"area:{area}"]))
        found = [view for view in standing.values() if reach.sees(view)]
    return _recipients(reach, found)


def chosen(reach: Reach, person_ids: Iterable[str]) -> list[Json]:
    """The same of persons who were chosen one by one; whom she may not see is left out."""
    roots = merging.roots(reach.tenant_id, dict.fromkeys(person_ids))
    return _recipients(reach, [view for view in roots.values() if reach.sees(view)])


def _recipients(reach: Reach, views: Iterable[RecordView]) -> list[Json]:
    found = {view.id: view for view in views}
    note_read("search", count=len(found))
    today = clock.today()
    listed = [
        {"person": people.brief(view, reach.areas, today), "against": against(view.fields)}
        for view in found.values()
    ]
    return sorted(listed, key=lambda one: (one["person"]["kana"], one["person"]["id"]))


def _members(reach: Reach, salon: str, today: str) -> list[RecordView]:
    memberships = [
        view.fields["person"]
        for view in records.of_kind(reach.tenant_id, "membership")
        if view.fields["salon"] == salon and (view.fields.get("to_on") or today) >= today
    ]
    roots = merging.roots(reach.tenant_id, memberships)
    return [view for view in roots.values() if reach.sees(view)]


def against(fields: Mapping[str, Any]) -> str | None:
    """Why nothing is posted to somebody: `stopped`, `protected`, `no_address`; None when it can be."""
    if follow_ups.why_stopped(fields) is not None:
        return "stopped"
    if fields.get(merging.PROTECTED) is True:
        return "protected"
    return None if (fields.get("address") or "").strip() else "no_address"


def printed(tenant: TenantFacts, reach: Reach, person_ids: Iterable[str], form: str, version: int) -> Json:
    """A sheet to print for each of these, with a free number; for who can be written to, her address.

    Nothing is kept: the sheets exist when their mailings are filed. Nobody is printed for who has died, has
    moved away or is in a facility, and a protected address is not here at all.
    """
    definition = _definition(tenant, form, version)
    roots = merging.roots(reach.tenant_id, dict.fromkeys(person_ids))
    asked = {view.id: view for view in roots.values() if reach.sees(view)}
    wanted = [view for view in asked.values() if against(view.fields) != "stopped"]
    sheets = [
        _sheet(reach, view, number, natural_id(tenant.uid, "mailing", number))
        for view, number in zip(wanted, _free_numbers(tenant, len(wanted)), strict=True)
    ]
    for view in wanted:
        note_read("print", view.id, 1)
    return {"town": tenant.name, "definition": definition, "sheets": sheets}


def _sheet(reach: Reach, view: RecordView, number: str, record_id: str) -> Json:
    reason = against(view.fields)
    return {
        "id": record_id,
        "number": number,
        "picture": picture(number),
        "person": people.brief(view, reach.areas, clock.today()),
        "address": None if reason else view.fields["address"],
        "against": reason,
    }


def _free_numbers(tenant: TenantFacts, count: int) -> list[str]:
    """So many numbers, of which no sheet of this town has one."""
    found: dict[str, str] = {}
    while len(found) < count:
        drawn = {
            natural_id(tenant.uid, "mailing", number): number
            for number in (new_number() for _ in range(count - len(found)))
        }
        taken = records.get_many(tenant.id, drawn)
        found |= {one: number for one, number in drawn.items() if one not in taken}
    return list(found.values())[:count]


def _definition(tenant: TenantFacts, form: str, version: int) -> Json:
    found = records.get(tenant.id, natural_id(tenant.uid, "form_version", f"{form}:{version}"))
    if found is None or not own.is_form(form):
        raise Invalid(errors={"form": ["この版の質問票がありません / there is no such form version"]})
    definition: Json = found.fields["definition"]
    return definition


def by_number(tenant: TenantFacts, reach: Reach, number: str) -> Json:
    """The sheet with this number: whose, which form version, and the sheet that was keyed in, if any.

    Raises Invalid for a number with a slip in it, NotFound when no sheet of her areas has it.
    """
    if not is_number(number):
        raise Invalid(
            errors={
                "number": [
                    "番号は9けたです。もう一度確かめてください / nine digits whose last one checks the others"
                ]
            }
        )
    view = reach.get(natural_id(tenant.uid, "mailing", number), "mailing")
    person = reach.people([view.fields["person"]]).get(view.fields["person"])
    if person is None:
        raise NotFound
    note_read("person", person["id"])
    definition = _definition(tenant, view.fields["form"], view.fields["version"])
    sheet = view.fields.get("sheet")
    keyed = reach.get(sheet, "submission") if sheet else None
    return {
        "mailing": lists.told(reach, [view])[0],
        "definition": definition,
        "sheet": row(reach, keyed) if keyed else None,
    }
