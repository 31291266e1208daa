"""The forms a municipality makes itself, and the steps their versions take."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_edition",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_form_edition_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_form_edition")),
    )
    op.create_index(
        op.f("ix_form_edition_tenant_id_form_version"),
        "form_edition",
        ["tenant_id", "form", "version"],
        unique=True,
    )
    op.create_table(
        "form_step",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition_id", sa.String(length=36), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "edition_id"],
            ["form_edition.tenant_id", "form_edition.id"],
            name=op.f("fk_form_step_tenant_id_edition_id_form_edition"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "by_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_form_step_tenant_id_by_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "edition_id", "n", name=op.f("pk_form_step")),
    )


def downgrade() -> None:
    op.drop_table("form_step")
    op.drop_index(op.f("ix_form_edition_tenant_id_form_version"), "form_edition")
    op.drop_table("form_edition")
