"""The forms towns made themselves: each town knows its own, by the records that went to its tablets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from flask import current_app

import forms
from forms.decisions import FORM as DECISIONS
from forms.xlsform import OWN
from server.auth import TenantFacts
from server.db import read_snapshot
from server.records import service as records
from server.records.service import RecordView
from sync.ids import natural_id

Json = dict[str, Any]
STATE = "state"
Known = dict[tuple[str, str, int], Json]


class Sent(NamedTuple):
    """A version as tablets should have it. definition: JSON. state: test, published, retired or recalled."""

    form: str
    version: int
    definition: str
    state: str


def is_form(form: str) -> bool:
    """False for what travels among the forms and is none: the town's decisions about them."""
    return form != DECISIONS


def is_own(form: str) -> bool:
    """True for a form a town made itself; what this product brings never begins so."""
    return form.startswith(OWN)


def published(tenant_uid: str, form: str, version: int) -> Json | None:
    """The published form as this town knows it, None when it has none.

    What the record of an own form says never changes, so it is read once.
    """
    if not is_own(form):
        return _brought(form, version)
    known, key = _known(), (tenant_uid, form, version)
    if key not in known:
        held = records.fields_in_town(tenant_uid, _id(tenant_uid, form, version))
        if held is None:
            return None
        known[key] = held["definition"]
    return known[key]


def _known() -> Known:
    found: Known = current_app.extensions.setdefault("kayoi_own_forms", {})
    return found


@lru_cache(maxsize=128)
def _brought(form: str, version: int) -> Json | None:
    try:
        return forms.published(form, version)
    except forms.UnknownForm:
        return None


def numbered(definition: Json, version: int) -> Json:
    """The same form under another version number, with the hash of what it says now."""
    body = definition | {"version": version}
    return body | {"hash": forms.content_hash(body)}


def deliver(tenant: TenantFacts, wanted: Sequence[Sent]) -> None:
    """File the versions the town's tablets lack, and put the states of the others right.

    What a version says is never changed. Outside any transaction.
    """
    from server.exchange import service as exchange  # exchange imports the nouns' services, so not at the top

    ids = {_id(tenant.uid, one.form, one.version): one for one in wanted}
    with read_snapshot():
        held = records.get_many(tenant.id, ids)
    drafts: list[Json] = []
    for record_id, one in ids.items():
        draft: Json = {"kind": "form_version", "id": record_id}
        if record_id not in held:
            definition = orjson.loads(one.definition)
            _known()[tenant.uid, one.form, one.version] = definition  # sheets that wait for it are read now
            said = {"form": one.form, "version": one.version, "definition": definition}
            drafts.append(draft | {"new": said | {STATE: one.state}})
        elif held[record_id].fields.get(STATE) != one.state:
            drafts.append(draft | {"edits": {STATE: {"saw": _saw(held[record_id]), "now": one.state}}})
    if drafts:
        exchange.file_ops(tenant, drafts)


def put_states(tenant: TenantFacts, wanted: Mapping[tuple[str, int], str]) -> None:
    """Tell tablets how far versions have come that they hold. Outside any transaction."""
    from server.exchange import service as exchange  # exchange imports the nouns' services, so not at the top

    ids = {_id(tenant.uid, *version): state for version, state in wanted.items()}
    with read_snapshot():
        held = records.get_many(tenant.id, ids)
    drafts = [
        {
            "kind": "form_version",
            "id": record_id,
            "edits": {STATE: {"saw": _saw(view), "now": ids[record_id]}},
        }
        for record_id, view in held.items()
        if view.fields.get(STATE, "published") != ids[record_id]
    ]
    if drafts:
        exchange.file_ops(tenant, drafts)


def _saw(view: RecordView) -> list[str]:
    return [op for op, _ in view.members_of(STATE)]


def _id(uid: str, form: str, version: int) -> str:
    return natural_id(uid, "form_version", f"{form}:{version}")
