"""What a case holds of people is kept under a key of its own; it can be held back from disposal, and disposed of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant, Json

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("sealed_key", sa.LargeBinary(), nullable=True))
    op.add_column("case", sa.Column("disposed_at", Instant(), nullable=True))
    op.add_column("case", sa.Column("legal_hold", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "disposal",
        sa.Column("id", Id, nullable=False),
        sa.Column("cases", Json(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )


def downgrade() -> None:
    op.drop_table("disposal")
    for name in ("legal_hold", "disposed_at", "sealed_key"):
        op.drop_column("case", name)
