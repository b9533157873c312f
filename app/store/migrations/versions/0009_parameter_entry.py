"""Every deed on a value of a parameter is recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TEXTS = ("by", "deed", "reason", "facts", "previous", "hash")


def upgrade() -> None:
    op.create_table(
        "parameter_entry",
        sa.Column("seq", Id, autoincrement=False, nullable=False),
        sa.Column("parameter", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("change", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("signed_with", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_parameter_entry")),
    )


def downgrade() -> None:
    op.drop_table("parameter_entry")
