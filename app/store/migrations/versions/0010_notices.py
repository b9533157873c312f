"""Notices, their deliveries, how people want to be told, and the house's own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant, Json

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("told", sa.Integer(), nullable=False, server_default="0"))
    op.execute('UPDATE "case" SET told = seq')  # of what happened before nobody is told now
    partial("ix_case_untold", "case", ["id"], "seq > told")
    op.create_table(
        "notice",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("task_no", sa.Integer(), nullable=True),
        sa.Column("facts", Json(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_notice_case_id_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", "login", name=op.f("uq_notice_key_login")),
    )
    op.create_index("ix_notice_case_id", "notice", ["case_id"])
    op.create_index("ix_notice_login", "notice", ["login", "id"])
    partial("ix_notice_unread", "notice", ["login"], "read_at IS NULL")
    op.create_table(
        "delivery",
        sa.Column("id", Id, nullable=False),
        sa.Column("notice_id", Id, nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("said", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_delivery_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_notice_id", "delivery", ["notice_id"])
    partial("ix_delivery_due_at", "delivery", ["due_at"], "status = 'waiting'")
    partial("ix_delivery_failed", "delivery", ["id"], "status = 'failed'")
    op.create_table(
        "contact",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("modes", Json(), nullable=False),
        sa.Column("handles", Json(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_contact")),
    )
    op.create_table(
        "notice_text",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "language", name=op.f("pk_notice_text")),
    )


def partial(name: str, table: str, columns: list[str], condition: str) -> None:
    said = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=said, postgresql_where=said)


def downgrade() -> None:
    for table in ("notice_text", "contact", "delivery", "notice"):
        op.drop_table(table)
    op.drop_index("ix_case_untold", "case")
    op.drop_column("case", "told")
