"""Further results of filed sheets, kept beside the first."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judgement",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "by_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_judgement_tenant_id_by_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_judgement")),
    )
    op.create_index(
        op.f("ix_judgement_tenant_id_submission_id_at"), "judgement", ["tenant_id", "submission_id", "at"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_judgement_tenant_id_submission_id_at"), "judgement")
    op.drop_table("judgement")
