"""A case whose journal could not be read on is looked at again later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_behind",
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("case_id", Id, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], ondelete="CASCADE", name=op.f("fk_left_behind_case_id_case")),
        sa.PrimaryKeyConstraint("reader", "case_id", name=op.f("pk_left_behind")),
    )
    op.create_index("ix_left_behind_due_at", "left_behind", ["reader", "due_at"])


def downgrade() -> None:
    op.drop_table("left_behind")
