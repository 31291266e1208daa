"""The sessions a supporter's pen was made ready for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("writer", sa.Column("sessions", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("writer", "sessions")
