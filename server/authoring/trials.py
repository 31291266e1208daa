"""Trying a version out in a real town: named staff do, and nothing they fill counts.

What was tried never becomes the version in use itself: its sheets are 試用 for ever. Publishing it publishes
a copy under the next number.
"""

from __future__ import annotations

from typing import Any

import orjson

from forms import decisions as rules
from server.authoring.models import FormEdition
from server.db import Turn
from server.form_decisions import service as form_decisions
from server.problems import FormState, Invalid
from server.staff import service as staff

Json = dict[str, Any]
UNKNOWN = "この市町村の職員ではありません / nobody of this municipality"


def name_triers(turn: Turn, edition: FormEdition, by_id: str, staff_ids: list[str]) -> None:
    """Say who tries a version out. Raises FormState, Invalid."""
    if edition.state != "test":
        raise FormState(state=edition.state)
    if not all(staff.works_here(edition.tenant_id, one) for one in staff_ids):
        raise Invalid(errors={"staff": [UNKNOWN]})
    said = {"what": "trial", "version": edition.version, "staff": sorted(set(staff_ids))}
    form_decisions.note(turn, edition.form, said, by_id)


def triers(edition: FormEdition) -> list[str] | None:
    """Who tries it out, None when nobody was ever asked to."""
    return rules.tried_by(_known(edition), edition.form, edition.version)


def told(edition: FormEdition) -> list[Json] | None:
    """The same with names, None when nobody was ever asked to."""
    ids = triers(edition)
    if ids is None:
        return None
    names = staff.names(edition.tenant_id, ids)
    return [{"id": one, "name": names.get(one, "")} for one in ids]


def copy_of(edition: FormEdition, new_id: str, version: int, definition: Json) -> FormEdition:
    """The version that is published in its stead: the same form under another number."""
    return FormEdition(
        tenant_id=edition.tenant_id,
        id=new_id,
        form=edition.form,
        version=version,
        state="test",
        origin=edition.origin,
        definition=orjson.dumps(definition).decode(),
        notes=edition.notes,
    )


def _known(edition: FormEdition) -> list[Json]:
    return form_decisions.all_of(edition.tenant_id, edition.form)
