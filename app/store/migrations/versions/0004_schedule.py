"""Processes start by the clock; what failed in the outbox is counted from an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedule",
        sa.Column("version_hash", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("calendar_version", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("last", Instant(), nullable=True),
        sa.Column("due", Instant(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("wake_at", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_hash"], ["process_version.hash"], name=op.f("fk_schedule_version_hash_process_version")
        ),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name=op.f("fk_schedule_process_id_process")),
        sa.PrimaryKeyConstraint("version_hash", "element", name=op.f("pk_schedule")),
    )
    partly("ix_schedule_wake_at", "schedule", ["wake_at"], "wake_at IS NOT NULL")
    op.create_index("ix_schedule_process_id", "schedule", ["process_id"])
    partly("ix_outbox_message_failed", "outbox_message", ["id"], "status = 'failed'")
    partly("ix_case_failures", "case", ["id"], "failures > 0")


def partly(name: str, table: str, columns: list[str], condition: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


def downgrade() -> None:
    op.drop_index("ix_case_failures", table_name="case")
    op.drop_index("ix_outbox_message_failed", table_name="outbox_message")
    op.drop_table("schedule")
