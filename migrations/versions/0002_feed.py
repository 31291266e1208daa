"""The digest of each scope's feed, projections that know their kind, whole lines in record.body, what tablets
repaired.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NAMES_A_SALON = sa.text("salon_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("feed_extra", sa.Column("kind", sa.String(length=20), nullable=True))
    op.create_index(
        "ix_record_salon",
        "record",
        ["tenant_id", "salon_id"],
        sqlite_where=NAMES_A_SALON,
        postgresql_where=NAMES_A_SALON,
    )
    op.create_table(
        "scope_digest",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("sum", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "scope", name=op.f("pk_scope_digest")),
    )
    op.add_column("web_session", sa.Column("noted", sa.Text(), nullable=True))
    op.add_column("writer", sa.Column("repaired_rows", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("writer", sa.Column("repaired_at", sa.DateTime(timezone=True), nullable=True))
    _fill_digests()
    op.execute(
        """UPDATE record SET body = '{"scope":"' || scope || '","seq":' || seq || ',"kind":"' || kind"""
        """ || '","id":"' || id || '",' || substr(body, 2)"""
    )


def downgrade() -> None:
    op.execute(
        "UPDATE record SET body = '{' || substr(body,"
        " 74 + length(scope) + length(CAST(seq AS TEXT)) + length(kind))"
    )
    op.drop_column("writer", "repaired_at")
    op.drop_column("writer", "repaired_rows")
    op.drop_column("web_session", "noted")
    op.drop_table("scope_digest")
    op.drop_index("ix_record_salon", "record")
    op.drop_column("feed_extra", "kind")


def _fill_digests() -> None:
    """What the rows that are there add up to. The hash is that of sync/feed.py on the day this was written."""
    kept: dict[tuple[int, str], list[int]] = {}
    rows = sa.table("record", *map(sa.column, ("tenant_id", "scope", "id", "seq")))
    for tenant_id, scope, record_id, seq in op.get_bind().execute(sa.select(rows)):
        found = kept.setdefault((tenant_id, scope), [0, 0, 0])
        found[0] += 1
        found[1] = (found[1] + _hash(record_id, seq)) % 2**48
        found[2] = max(found[2], seq)
    extras = sa.table("feed_extra", *map(sa.column, ("tenant_id", "scope", "seq")))
    for tenant_id, scope, seq in op.get_bind().execute(sa.select(extras)):
        found = kept.setdefault((tenant_id, scope), [0, 0, 0])
        found[2] = max(found[2], seq)
    names = ("tenant_id", "scope", "count", "sum", "last")
    digest = sa.table("scope_digest", *map(sa.column, names))
    op.bulk_insert(digest, [dict(zip(names, (*key, *sums), strict=True)) for key, sums in kept.items()])


def _hash(record_id: str, seq: int) -> int:
    part, turn = int(record_id[24:], 16), seq % 2**24
    low, high = part % 2**24, part // 2**24
    return (low * ((turn * 2_654_435 + 12_345) % 2**24) + high * 4_096 + turn) % 2**48
