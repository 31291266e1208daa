"""One-time passphrases, second factors, and colleagues who leave."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("once_until", MOMENT, nullable=True),
        sa.Column("totp", sa.Text(), nullable=True),
        sa.Column("totp_asked", sa.Text(), nullable=True),
        sa.Column("totp_step", sa.BigInteger(), nullable=True),
        sa.Column("recovery", sa.Text(), server_default="[]", nullable=False),
    ):
        op.add_column("staff", column)
    op.create_table(
        "leaving",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("to_staff_id", sa.String(length=36), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_leaving_tenant_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_leaving")),
    )
    op.create_index(op.f("ix_leaving_tenant_id_staff_id"), "leaving", ["tenant_id", "staff_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_leaving_tenant_id_staff_id"), "leaving")
    op.drop_table("leaving")
    for name in ("recovery", "totp_step", "totp_asked", "totp", "once_until"):
        op.drop_column("staff", name)
