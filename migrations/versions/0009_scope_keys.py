"""The keys under which tablets keep what they store, one per device, scope and generation."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _place() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("generation", sa.BigInteger(), autoincrement=False, nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "scope_key",
        *_place(),
        sa.Column("sealed", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.id"],
            name=op.f("fk_scope_key_tenant_id_device"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "device_id", "scope", "generation", name=op.f("pk_scope_key")),
    )
    op.create_table(
        "scope_key_holder",
        *_place(),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id", "scope", "generation"],
            ["scope_key.tenant_id", "scope_key.device_id", "scope_key.scope", "scope_key.generation"],
            name=op.f("fk_scope_key_holder_tenant_id_scope_key"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "device_id", "scope", "generation", "staff_id", name=op.f("pk_scope_key_holder")
        ),
    )


def downgrade() -> None:
    op.drop_table("scope_key_holder")
    op.drop_table("scope_key")
