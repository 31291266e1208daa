"""Whom a resident may ask: name and telephone of the office, on what is printed for her."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tenant") as table:
        table.add_column(sa.Column("office_name", sa.String(length=100), nullable=False, server_default=""))
        table.add_column(sa.Column("office_phone", sa.String(length=30), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("tenant") as table:
        table.drop_column("office_phone")
        table.drop_column("office_name")
