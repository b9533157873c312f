"""Simulations of procedures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant, Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "simulation",
        sa.Column("id", Id, nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("plan", Json(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("result", Json(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation")),
    )
    op.create_index(op.f("ix_simulation_process_id"), "simulation", ["process_id"])


def downgrade() -> None:
    op.drop_table("simulation")
