"""Backups, what they cover of each writer, restores, and where writer numbers begin after one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backup",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backup")),
    )
    op.create_table(
        "backup_cover",
        sa.Column("backup_id", sa.String(length=36), nullable=False),
        sa.Column("tenant_uid", sa.String(length=36), nullable=False),
        sa.Column("received", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["backup_id"], ["backup.id"], name=op.f("fk_backup_cover_backup_id_backup")),
        sa.PrimaryKeyConstraint("backup_id", "tenant_uid", name=op.f("pk_backup_cover")),
    )
    op.create_table(
        "restore",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("backup_id", sa.String(length=36), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("office_ops", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_restore_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_restore")),
    )
    op.add_column("writer", sa.Column("backed_up", sa.Text(), server_default="[]", nullable=False))
    op.add_column("tenant_feed", sa.Column("writers_from", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("tenant_feed") as table:
        table.drop_column("writers_from")
    with op.batch_alter_table("writer") as table:
        table.drop_column("backed_up")
    op.drop_table("restore")
    op.drop_table("backup_cover")
    op.drop_table("backup")
