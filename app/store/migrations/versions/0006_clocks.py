"""Clocks can be stopped, put off and promised anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MAY_BE = ("moved_from", "since", "warn_at", "counted_at", "limit_at", "promised_at", "paused_at", "asked_at")


def upgrade() -> None:
    op.create_table(
        "clock",
        sa.Column("case_id", Id, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("element", sa.String(), nullable=False),
        sa.Column("task_no", sa.Integer(), nullable=True),
        sa.Column("first_due", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        *(sa.Column(name, Instant(), nullable=True) for name in MAY_BE),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("rest", sa.BigInteger(), nullable=False),
        sa.Column("paused_for", sa.String(), nullable=True),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("asked_more", sa.String(), nullable=True),
        sa.Column("asked_why", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_clock_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "name", name=op.f("pk_clock")),
    )
    asked = sa.text("status = 'open' AND asked_at IS NOT NULL")
    op.create_index("ix_clock_asked_at", "clock", ["asked_at"], sqlite_where=asked, postgresql_where=asked)
    for name in ("paused_at", "counts_from"):
        op.add_column("task", sa.Column(name, Instant(), nullable=True))
    op.add_column("timer", sa.Column("paused_at", Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("timer", "paused_at")
    for name in ("counts_from", "paused_at"):
        op.drop_column("task", name)
    op.drop_index("ix_clock_asked_at", table_name="clock")
    op.drop_table("clock")
