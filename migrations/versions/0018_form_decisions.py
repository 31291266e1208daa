"""What a town decides about its forms."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_decision",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "by_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_form_decision_tenant_id_by_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "n", name=op.f("pk_form_decision")),
    )


def downgrade() -> None:
    op.drop_table("form_decision")
