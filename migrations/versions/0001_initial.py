"""The first schema: tenants, staff, devices and writers, the op log and current rows, reads, reminders,
push.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_extra",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "scope", "record_id", name=op.f("pk_feed_extra")),
    )
    op.create_index("ix_feed_extra_tenant_id_scope_seq", "feed_extra", ["tenant_id", "scope", "seq"])

    op.create_table(
        "held_op",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("writer_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("waits_for", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "writer_no", "seq", name=op.f("pk_held_op")),
    )
    op.create_index("ix_held_op_tenant_id_state", "held_op", ["tenant_id", "state"])
    op.create_index("ix_held_op_tenant_id_waits_for", "held_op", ["tenant_id", "waits_for"])

    op.create_table(
        "login_attempt",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kind", "key_hash", name=op.f("pk_login_attempt")),
    )
    op.create_table(
        "op",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("writer_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("save", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("record_id", sa.String(length=36), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("applied_seq", sa.BigInteger(), nullable=True),
        sa.Column("as_sent", sa.Boolean(), nullable=False),
        sa.Column("made_as", sa.String(length=30), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "writer_no", "seq", name=op.f("pk_op")),
    )
    op.create_index("ix_op_tenant_id_record_id_applied_seq", "op", ["tenant_id", "record_id", "applied_seq"])

    op.create_table(
        "record",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("restamped_seq", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("salon_id", sa.String(length=36), nullable=True),
        sa.Column("on_date", sa.String(length=10), nullable=True),
        sa.Column("open_conflicts", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_record")),
    )
    op.create_index(
        "ix_record_open_conflicts",
        "record",
        ["tenant_id"],
        sqlite_where=sa.text("open_conflicts > 0"),
        postgresql_where=sa.text("open_conflicts > 0"),
    )
    op.create_index("ix_record_tenant_id_kind_on_date", "record", ["tenant_id", "kind", "on_date"])
    op.create_index("ix_record_tenant_id_person_id", "record", ["tenant_id", "person_id"])
    op.create_index("ix_record_tenant_id_scope_seq", "record", ["tenant_id", "scope", "seq"])
    op.create_index("ix_record_tenant_id_session_id", "record", ["tenant_id", "session_id"])

    op.create_table(
        "tenant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("uid", name=op.f("uq_tenant_uid")),
    )
    op.create_table(
        "device",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("client", sa.String(length=10), nullable=False),
        sa.Column("app_version", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_device_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_device")),
    )
    op.create_table(
        "reminder",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("follow_up_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dedupe_key", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_reminder_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "follow_up_id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("tenant_id", "dedupe_key", name=op.f("uq_reminder_tenant_id_dedupe_key")),
    )
    op.create_index("ix_reminder_tenant_id_staff_id_due_on", "reminder", ["tenant_id", "staff_id", "due_on"])
    op.create_index(
        "ix_reminder_tenant_id_state_next_try_at", "reminder", ["tenant_id", "state", "next_try_at"]
    )

    op.create_table(
        "staff",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("job", sa.String(length=100), nullable=False),
        sa.Column("passphrase_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_staff_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "tenant_feed",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_tenant_feed_tenant_id_tenant")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant_feed")),
    )
    op.create_table(
        "push_subscription",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("endpoint", sa.String(length=2000), nullable=False),
        sa.Column("p256dh", sa.String(length=120), nullable=False),
        sa.Column("auth", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_ok_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_push_subscription_tenant_id_staff_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_push_subscription")),
    )
    op.create_index("ix_push_subscription_tenant_id_staff_id", "push_subscription", ["tenant_id", "staff_id"])

    op.create_table(
        "read_log",
        sa.Column("tenant_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("record_id", sa.String(length=36), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_read_log_tenant_id_staff_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_read_log")),
    )
    op.create_index("ix_read_log_tenant_id_received_at_id", "read_log", ["tenant_id", "received_at", "id"])
    op.create_index("ix_read_log_tenant_id_record_id", "read_log", ["tenant_id", "record_id"])

    op.create_table(
        "staff_grant",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_staff_grant_tenant_id_staff_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_staff_grant")),
    )
    op.create_index("ix_staff_grant_tenant_id_staff_id", "staff_grant", ["tenant_id", "staff_id"])

    op.create_table(
        "web_session",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("client", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "staff_id"],
            ["staff.tenant_id", "staff.id"],
            name=op.f("fk_web_session_tenant_id_staff_id_staff"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "token_hash", name=op.f("pk_web_session")),
    )
    op.create_index("ix_web_session_token_hash", "web_session", ["token_hash"], unique=True)

    op.create_table(
        "writer",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("writer_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("client", sa.String(length=10), nullable=False),
        sa.Column("store_id", sa.String(length=36), nullable=False),
        sa.Column("received", sa.Text(), nullable=False),
        sa.Column("reads_received", sa.Text(), nullable=False),
        sa.Column("made_seq", sa.BigInteger(), nullable=False),
        sa.Column("save", sa.BigInteger(), nullable=False),
        sa.Column("drafts_open", sa.Integer(), nullable=False),
        sa.Column("scopes_at_contact", sa.Text(), nullable=False),
        sa.Column("clone_of", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "device_id"],
            ["device.tenant_id", "device.id"],
            name=op.f("fk_writer_tenant_id_device_id_device"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "writer_no", name=op.f("pk_writer")),
    )
    op.create_index("ix_writer_tenant_id_staff_id", "writer", ["tenant_id", "staff_id"])
    op.create_index("ix_writer_tenant_id_store_id", "writer", ["tenant_id", "store_id"])


def downgrade() -> None:
    for table in (
        "writer",
        "web_session",
        "staff_grant",
        "read_log",
        "push_subscription",
        "tenant_feed",
        "staff",
        "reminder",
        "device",
        "tenant",
        "record",
        "op",
        "login_attempt",
        "held_op",
        "feed_extra",
    ):
        op.drop_table(table)
