"""Drafts that one window edits and a second person decides on; retired processes; the history of processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant, Json

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (("held_in", sa.String()), ("held_at", Instant()), ("proposed_at", Instant())):
        op.add_column("draft", sa.Column(name, kind, nullable=True))
    for name, first in (("status", "draft"), ("reason", ""), ("returned", "")):
        op.add_column("draft", sa.Column(name, sa.String(), server_default=first, nullable=False))
    op.add_column("process", sa.Column("retired_at", Instant(), nullable=True))
    op.create_table(
        "process_deed",
        sa.Column("id", Id, nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_deed")),
    )
    op.create_index("ix_process_deed_process_id", "process_deed", ["process_id", "id"])


def downgrade() -> None:
    op.drop_table("process_deed")
    op.drop_column("process", "retired_at")
    for name in ("returned", "reason", "status", "proposed_at", "held_at", "held_in"):
        op.drop_column("draft", name)
