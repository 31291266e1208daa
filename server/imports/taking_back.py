"""Taking back what a source said of KDB in a fiscal year: a run like any other, compared, shown, applied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Row, select

from forms import kdb
from server import clock
from server.db import db
from server.devices import service as devices
from server.imports import store
from server.imports.models import ImportRun, ImportValue
from server.imports.uploading import blank_line
from server.problems import Invalid, NotFound

Json = dict[str, Any]
NOTHING = "この取り込み元は、この年度の情報を出していません / this source says nothing of this fiscal year"


def begun(tenant_id: int, source_id: str, year: int, staff_id: str) -> tuple[ImportRun, list[Json]]:
    """(a run, its rows), not yet stored. Raises NotFound, Invalid when there is nothing to take back."""
    source = store.source(tenant_id, source_id)
    if source is None:
        raise NotFound
    found = [
        (row.key, fields)
        for row in _said(tenant_id, source_id)
        if (fields := _standing(orjson.loads(row.given), year))
    ]
    if not found:
        raise Invalid(errors={"year": [NOTHING]})
    run = ImportRun(
        tenant_id=tenant_id,
        id=devices.new_id(),
        source_id=source_id,
        state="checking",
        encoding="utf-8",
        columns="[]",
        mapping=source.mapping,
        whole=False,
        rows=len(found),
        counts="{}",
        base_run=source.last_run,
        uploaded_by=staff_id,
        created_at=clock.now(),
    )
    return run, [blank_line(run, n, key, fields) for n, (key, fields) in enumerate(found, 1)]


def _said(tenant_id: int, source_id: str) -> Sequence[Row[Any]]:
    """(key, given) of everybody the source ever named."""
    wanted = select(ImportValue.key, ImportValue.given).where(
        ImportValue.tenant_id == tenant_id, ImportValue.source_id == source_id
    )
    return db.session.execute(wanted.order_by(ImportValue.key)).all()


def _standing(given: Json, year: int) -> Json:
    """The fields of that year that the source filled, as they are to become."""
    return {
        name: None for name, said in given.items() if kdb.year_of(name) == year and said.get("v") is not None
    }
