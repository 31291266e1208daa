"""Publishing form versions: from the definitions this code brings to records every tablet pulls.

A town is given the versions that are on by default and those it has switched on. What tablets hold is never
withdrawn, for a sheet may have been filled with it: a version switched off says `offered: false`, and no new
sheet begins with it. Who switched what is kept as every edit is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import forms
from server.auth import TenantFacts
from server.db import read_snapshot
from server.records import service as records
from server.records.service import RecordView
from server.tenants import service as tenants
from sync.ids import natural_id

OFFERED = "offered"
Version = tuple[str, int]
Held = Mapping[Version, RecordView]


class Offer(NamedTuple):
    """A form version this code brings, as one town has it."""

    form: str
    version: int
    title: str
    offered: bool


def publish(tenant_id: int) -> list[str]:
    """File every form version the town should have and lacks, in the server's name; which, as "qmcoo/1".

    What was published is never changed, also when this code's definition differs. Outside any transaction.
    """
    tenant, held = _town(tenant_id)
    missing = [one for one in forms.available() if one not in held and _is_wanted(one, held)]
    return _file(tenant, held, missing, on=True)


def switch(tenant_id: int, form: str, version: int | None, on: bool) -> list[str]:
    """Offer a form to the nurses of a town, or no longer; which versions that changed.

    version: only this one, None: all of them. Outside any transaction. Raises forms.UnknownForm.
    """
    meant = [one for one in forms.available() if one[0] == form and version in (None, one[1])]
    if not meant:
        raise forms.UnknownForm(form if version is None else f"{form}/{version}")
    tenant, held = _town(tenant_id)
    return _file(tenant, held, [one for one in meant if _is_offered(held.get(one)) is not on], on)


def offers(tenant_id: int) -> list[Offer]:
    """Every form version this code brings, and whether nurses of this town may begin a sheet with it."""
    _, held = _town(tenant_id)
    return [
        Offer(form, version, forms.load(form, version).title.ja, _is_offered(held.get((form, version))))
        for form, version in forms.available()
    ]


def is_held(tenant_id: int, form: str, version: int) -> bool:
    """Whether the town's tablets have been given this version."""
    return (form, version) in _town(tenant_id)[1]


def _town(tenant_id: int) -> tuple[TenantFacts, Held]:
    with read_snapshot():
        row = tenants.get(tenant_id)
        ids = {_id(row.uid, one): one for one in forms.available()}
        found = records.get_many(tenant_id, ids)
        return TenantFacts(row.id, row.uid, row.name, row.demo), {
            ids[key]: view for key, view in found.items()
        }


def _is_wanted(one: Version, held: Held) -> bool:
    """Whether the town gets a version unasked: by its definition, and by what the town did with the form."""
    older = {other: view for other, view in held.items() if other[0] == one[0]}
    offered = [other for other, view in older.items() if _is_offered(view)]
    if older and not offered:
        return False
    return forms.load(*one).default_on or any(not forms.load(*other).default_on for other in offered)


def _is_offered(view: RecordView | None) -> bool:
    return view is not None and view.fields.get(OFFERED) is not False


def _file(tenant: TenantFacts, held: Held, versions: list[Version], on: bool) -> list[str]:
    from server.exchange import service as exchange  # exchange imports the nouns' services, so not at the top

    if versions:
        exchange.file_ops(tenant, [_draft(tenant.uid, one, held.get(one), on) for one in versions])
    return [f"{form}/{version}" for form, version in versions]


def _draft(uid: str, one: Version, view: RecordView | None, on: bool) -> dict[str, Any]:
    said = {"kind": "form_version", "id": _id(uid, one)}
    if view is None:
        form, version = one
        new = {"form": form, "version": version, "definition": forms.published(form, version)}
        return {**said, "new": new if on else new | {OFFERED: False}}
    saw = [op for op, _ in view.members_of(OFFERED)]
    return {**said, "edits": {OFFERED: {"saw": saw, "now": on}}}


def _id(uid: str, one: Version) -> str:
    form, version = one
    return natural_id(uid, "form_version", f"{form}:{version}")
