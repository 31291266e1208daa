"""How each tablet stands: its clock, its storage, gaps in what it sent, and stores that were lost."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("clock_offset_s", sa.Integer(), nullable=True),
        sa.Column("clock_right_at", MOMENT, nullable=True),
        sa.Column("clock_wrong_since", MOMENT, nullable=True),
        sa.Column("clock_wrong_until", MOMENT, nullable=True),
        sa.Column("persisted", sa.Boolean(), nullable=True),
        sa.Column("free_bytes", sa.BigInteger(), nullable=True),
    ):
        op.add_column("device", column)
    op.add_column("writer", sa.Column("gap_since", MOMENT, nullable=True))
    op.create_table(
        "lost_store",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.Column("drafts_open", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.id"],
            name=op.f("fk_lost_store_tenant_id_device"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "store_id", name=op.f("pk_lost_store")),
    )


def downgrade() -> None:
    op.drop_table("lost_store")
    op.drop_column("writer", "gap_since")
    for name in ("free_bytes", "persisted"):
        op.drop_column("device", name)
    for name in ("clock_wrong_until", "clock_wrong_since", "clock_right_at", "clock_offset_s"):
        op.drop_column("device", name)
