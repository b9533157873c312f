"""Rehearsals: cases that people play through by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant, Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rehearsal",
        sa.Column("id", Id, nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("draft_id", Id, nullable=True),
        sa.Column("version_hash", sa.String(), nullable=True),
        sa.Column("example", Json(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_rehearsal_draft_id_draft"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_hash"], ["process_version.hash"], name=op.f("fk_rehearsal_version_hash_process_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
    )
    for column in ("by", "draft_id"):
        op.create_index(op.f(f"ix_rehearsal_{column}"), "rehearsal", [column])


def downgrade() -> None:
    op.drop_table("rehearsal")
