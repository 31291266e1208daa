"""A login is unique in its town: two towns on one server may each have their own 佐藤. Reorganisations of areas."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.drop_constraint("uq_staff_login", type_="unique")
        table.create_unique_constraint("uq_staff_tenant_id_login", ["tenant_id", "login"])
    op.create_index(op.f("ix_staff_login"), "staff", ["login"])
    op.create_table(
        "reorganisation",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("target", sa.String(length=36), nullable=False),
        sa.Column("made", sa.Boolean(), nullable=False),
        sa.Column("moves", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Text(), nullable=False),
        sa.Column("renamed", sa.String(length=100), nullable=True),
        sa.Column("given", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "by_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_reorganisation_tenant_id_by_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reorganisation")),
    )
    op.create_index(op.f("ix_reorganisation_tenant_id_at"), "reorganisation", ["tenant_id", "at"])


def downgrade() -> None:
    twice = sa.text("SELECT count(*) FROM (SELECT login FROM staff GROUP BY login HAVING count(*) > 1) AS t")
    if op.get_bind().execute(twice).scalar():
        raise RuntimeError("a login is used in two towns: rename one of them first")
    op.drop_index(op.f("ix_reorganisation_tenant_id_at"), "reorganisation")
    op.drop_table("reorganisation")
    op.drop_index(op.f("ix_staff_login"), "staff")
    with op.batch_alter_table("staff") as table:
        table.drop_constraint("uq_staff_tenant_id_login", type_="unique")
        table.create_unique_constraint("uq_staff_login", ["login"])
