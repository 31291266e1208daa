"""What ops are merged into, where a tablet is shown something else: merged persons, protected addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("record", sa.Column("own", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("record", "own")
