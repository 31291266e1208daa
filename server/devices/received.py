"""What is held of every writer at once: for backups and for the healing of a restored server."""

from __future__ import annotations

import orjson
from sqlalchemy import select, update

from server import clock
from server.db import db
from server.devices.models import Writer
from sync.feed import Ranges

KEEPS_ITS_OPS = "tablet"  # every other client forgets an op once it is acknowledged


def note_backed_up(tenant_id: int, covered: dict[int, Ranges]) -> None:
    """Keep what the backups hold of each writer; nothing for those not named. Inside a transaction."""
    rows = db.session.execute(
        select(Writer.writer_no, Writer.backed_up).where(Writer.tenant_id == tenant_id)
    ).all()
    for writer_no, known in rows:
        told = orjson.dumps(covered.get(writer_no, ())).decode()
        if told != known:
            one = (Writer.tenant_id == tenant_id, Writer.writer_no == writer_no)
            db.session.execute(update(Writer).where(*one).values(backed_up=told))


def end_forgetful_writers(tenant_id: int) -> int:
    """End every writer whose client keeps no copy of its ops (office, imports, the server itself): it may
    have used numbers this database does not know. Returns how many. Inside a transaction.
    """
    open_ones = (Writer.client != KEEPS_ITS_OPS, Writer.ended_at.is_(None))
    wanted = update(Writer).where(Writer.tenant_id == tenant_id, *open_ones).values(ended_at=clock.now())
    return int(db.session.execute(wanted).rowcount)  # type: ignore[attr-defined]


def highest_number(tenant_id: int) -> int:
    """The highest writer number given in this tenant so far, 0 for none."""
    wanted = select(Writer.writer_no).where(Writer.tenant_id == tenant_id).order_by(Writer.writer_no.desc())
    return db.session.scalar(wanted.limit(1)) or 0
