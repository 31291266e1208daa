"""A login is unique in its town: two towns on one server may each have their own 佐藤."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.drop_constraint("uq_staff_login", type_="unique")
        table.create_unique_constraint("uq_staff_tenant_id_login", ["tenant_id", "login"])
    op.create_index(op.f("ix_staff_login"), "staff", ["login"])


def downgrade() -> None:
    twice = sa.text("SELECT count(*) FROM (SELECT login FROM staff GROUP BY login HAVING count(*) > 1) AS t")
    if op.get_bind().execute(twice).scalar():
        raise RuntimeError("a login is used in two towns: rename one of them first")
    op.drop_index(op.f("ix_staff_login"), "staff")
    with op.batch_alter_table("staff") as table:
        table.drop_constraint("uq_staff_tenant_id_login", type_="unique")
        table.create_unique_constraint("uq_staff_login", ["login"])
