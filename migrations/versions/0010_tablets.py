"""Enrolled tablets, one-time codes, the history of tablets and accounts, and sessions bound to a key."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tablet",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("public_key", sa.String(length=100), nullable=True),
        sa.Column("enrolled_at", MOMENT, nullable=True),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("wiped_at", MOMENT, nullable=True),
        sa.Column("trip_ends_on", sa.Date(), nullable=True),
        sa.Column("nonce_hash", sa.String(length=64), nullable=True),
        sa.Column("nonce_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.id"],
            name=op.f("fk_tablet_tenant_id_device"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "device_id", name=op.f("pk_tablet")),
    )
    op.create_index(op.f("ix_tablet_device_id"), "tablet", ["device_id"])
    op.create_table(
        "enrolment",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("typed_hash", sa.String(length=200), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("used_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_enrolment_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_enrolment_secret_hash")),
    )
    op.create_table(
        "admin_step",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("about_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_admin_step_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_admin_step")),
    )
    op.create_index(op.f("ix_admin_step_tenant_id_about_id_n"), "admin_step", ["tenant_id", "about_id", "n"])
    op.add_column("tenant", sa.Column("strict", sa.Boolean(), server_default=sa.false(), nullable=False))
    for column in (
        sa.Column("proved_at", MOMENT, nullable=True),
        sa.Column("family", sa.String(length=36), nullable=True),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column("spent_at", MOMENT, nullable=True),
    ):
        op.add_column("web_session", column)


def downgrade() -> None:
    for name in ("spent_at", "replaces", "family", "proved_at"):
        op.drop_column("web_session", name)
    op.drop_column("tenant", "strict")
    op.drop_index(op.f("ix_admin_step_tenant_id_about_id_n"), "admin_step")
    op.drop_table("admin_step")
    op.drop_table("enrolment")
    op.drop_index(op.f("ix_tablet_device_id"), "tablet")
    op.drop_table("tablet")
