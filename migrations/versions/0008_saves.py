"""How many saved things (件) a tablet says have not arrived: the number the nurse reads there."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("writer", sa.Column("saves_open", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("writer") as table:
        table.drop_column("saves_open")
