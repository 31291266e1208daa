"""Judging the sheets of a whole period again, and which run brought a further result."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judging_run",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reached", sa.String(length=47), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "by_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_judging_run_tenant_id_by_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_judging_run")),
    )
    op.create_index(op.f("ix_judging_run_tenant_id_at"), "judging_run", ["tenant_id", "at"])
    with op.batch_alter_table("judgement") as table:
        table.add_column(sa.Column("run_id", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_judgement_tenant_id_run_id_id"), "judgement", ["tenant_id", "run_id", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_judgement_tenant_id_run_id_id"), "judgement")
    with op.batch_alter_table("judgement") as table:
        table.drop_column("run_id")
    op.drop_index(op.f("ix_judging_run_tenant_id_at"), "judging_run")
    op.drop_table("judging_run")
