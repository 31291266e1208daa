"""Keys to which tablets seal unsent work, what came so that cannot be opened, and drafts of escrow files."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("read_log", sa.Column("sealed", sa.Text(), nullable=True))
    op.create_table(
        "sealing_key",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_sealing_key_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sealing_key")),
    )
    op.create_table(
        "escrow_draft",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("writer_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft_id", sa.String(length=36), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_escrow_draft_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "writer_no", "draft_id", "hash", name=op.f("pk_escrow_draft")),
    )


def downgrade() -> None:
    op.drop_table("escrow_draft")
    op.drop_table("sealing_key")
    op.drop_column("read_log", "sealed")
