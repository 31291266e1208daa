"""Imports: sources with their columns, runs, the rows of a run, and what each source said last."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_source",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("current_run", sa.String(length=36), nullable=True),
        sa.Column("last_run", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_import_source_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_source")),
    )
    op.create_index("ix_import_source_tenant_id_name", "import_source", ["tenant_id", "name"], unique=True)

    op.create_table(
        "import_run",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("encoding", sa.String(length=12), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("base_run", sa.String(length=36), nullable=True),
        sa.Column("uploaded_by", sa.String(length=36), nullable=False),
        sa.Column("applied_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "source_id"],
            ["import_source.tenant_id", "import_source.id"],
            name=op.f("fk_import_run_tenant_id_import_source"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_tenant_id_created_at", "import_run", ["tenant_id", "created_at"])

    op.create_table(
        "import_line",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("fields", sa.Text(), nullable=True),
        sa.Column("hidden", sa.Text(), nullable=True),
        sa.Column("cells", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=True),
        sa.Column("candidates", sa.Text(), nullable=True),
        sa.Column("answer", sa.String(length=36), nullable=True),
        sa.Column("fate", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "run_id"],
            ["import_run.tenant_id", "import_run.id"],
            name=op.f("fk_import_line_tenant_id_import_run"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "run_id", "n", name=op.f("pk_import_line")),
    )
    op.create_index(
        "ix_import_line_tenant_id_run_id_outcome_n", "import_line", ["tenant_id", "run_id", "outcome", "n"]
    )
    op.create_index("ix_import_line_tenant_id_run_id_key", "import_line", ["tenant_id", "run_id", "key"])

    op.create_table(
        "import_value",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "source_id"],
            ["import_source.tenant_id", "import_source.id"],
            name=op.f("fk_import_value_tenant_id_import_source"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "source_id", "key", name=op.f("pk_import_value")),
    )
    op.create_index("ix_import_value_tenant_id_person_id", "import_value", ["tenant_id", "person_id"])
    op.create_index(
        "ix_import_value_tenant_id_source_id_run_id", "import_value", ["tenant_id", "source_id", "run_id"]
    )


def downgrade() -> None:
    for table in ("import_value", "import_line", "import_run", "import_source"):
        op.drop_table(table)
