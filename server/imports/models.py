"""What an import remembers: its sources, its runs, the rows of a run until it is closed, last values."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class ImportSource(db.Model):
    """Where files come from, e.g. 住民記録. One name a municipality.

    mapping: JSON, which column holds what (see columns.py). current_run: the run that is being applied; no
    other of this source may begin. last_run: the last one applied. device_id: the device its writers are on.
    """

    __tablename__ = "import_source"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    mapping: Mapped[str] = mapped_column(Text)
    current_run: Mapped[str | None] = mapped_column(String(36))
    last_run: Mapped[str | None] = mapped_column(String(36))
    device_id: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        Index(None, "tenant_id", "name", unique=True),
    )


class ImportRun(db.Model):
    """One file of one source.

    state: checking (rows are being compared), ready, applying, applied, closed. columns: JSON, the header of
    the file. mapping: as it was when the file came. base_run: the source's last run when rows were compared.
    counts: JSON, what the preview says. whole: False when the file holds only those who changed.
    """

    __tablename__ = "import_run"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source_id: Mapped[str] = mapped_column(String(36))
    state: Mapped[str] = mapped_column(String(10))
    encoding: Mapped[str] = mapped_column(String(12))
    columns: Mapped[str] = mapped_column(Text)
    mapping: Mapped[str] = mapped_column(Text)
    whole: Mapped[bool] = mapped_column(Boolean)
    rows: Mapped[int] = mapped_column(Integer)
    counts: Mapped[str] = mapped_column(Text)
    base_run: Mapped[str | None] = mapped_column(String(36))
    uploaded_by: Mapped[str] = mapped_column(String(36))
    applied_by: Mapped[str | None] = mapped_column(String(36))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "source_id"], ["import_source.tenant_id", "import_source.id"]),
        Index(None, "tenant_id", "created_at"),
    )


class ImportLine(db.Model):
    """One row of a file, until it has been applied or the run is closed. n: as a spreadsheet counts rows.

    key: what the source calls the person. outcome: todo (not compared yet), new, changed, unchanged, remember
    (nothing to write, but not noted yet), question, rejected, repeated. fields: JSON, the person's fields as
    read; hidden: JSON, keyed hashes of what must not be kept (a protected address). cells: JSON, the row as
    it came, for rows that are or may be rejected. notes: JSON, what was noticed. changes: JSON, the fields
    that would change. candidates: JSON, persons who may be the same. answer: the person chosen, or "new".
    fate: what applying made of it, None until then.
    """

    __tablename__ = "import_line"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    run_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    key: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[str | None] = mapped_column(String(36))
    fields: Mapped[str | None] = mapped_column(Text)
    hidden: Mapped[str | None] = mapped_column(Text)
    cells: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    changes: Mapped[str | None] = mapped_column(Text)
    candidates: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(String(36))
    fate: Mapped[str | None] = mapped_column(String(12))

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "run_id"], ["import_run.tenant_id", "import_run.id"]),
        Index(None, "tenant_id", "run_id", "outcome", "n"),
        Index(None, "tenant_id", "run_id", "key"),
    )


class ImportValue(db.Model):
    """What a source said last about one person: the base of the next comparison.

    given: JSON `{field: {"v": value, "op": id of the op that wrote it, or null}}`; `h`, a keyed hash, stands
    in place of `v` for a protected address. run_id: the last run that named her.
    """

    __tablename__ = "import_value"

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(36))
    given: Mapped[str] = mapped_column(Text)
    run_id: Mapped[str] = mapped_column(String(36))

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "source_id"], ["import_source.tenant_id", "import_source.id"]),
        Index(None, "tenant_id", "source_id", "run_id"),
        Index(None, "tenant_id", "person_id"),
    )
