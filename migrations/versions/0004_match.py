"""Keys and pairs of persons who may be the same; worked out from the records at the first look."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_key",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", "person_id", name=op.f("pk_person_key")),
    )
    op.create_index("ix_person_key_tenant_id_person_id", "person_key", ["tenant_id", "person_id"])
    op.create_table(
        "person_pair",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.String(length=36), nullable=False),
        sa.Column("other_id", sa.String(length=36), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "one_id", "other_id", name=op.f("pk_person_pair")),
    )
    op.create_index("ix_person_pair_tenant_id_other_id", "person_pair", ["tenant_id", "other_id"])
    op.create_table(
        "people_compared",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_people_compared")),
    )


def downgrade() -> None:
    op.drop_table("people_compared")
    op.drop_table("person_pair")
    op.drop_table("person_key")
