"""Tasks can be delegated, signed by others and stood back from; cases can be copied to people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant, Json

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def columns() -> list[sa.Column]:
    return [
        sa.Column("delegated_by", sa.String(), nullable=True),
        sa.Column("stands_in_for", sa.String(), nullable=True),
        sa.Column("urged_at", Instant(), nullable=True),
        sa.Column("recused", Json(), server_default="[]", nullable=False),
        sa.Column("signatures", Json(), server_default="[]", nullable=False),
        sa.Column("signs_for", sa.Integer(), nullable=True),
        sa.Column("signing", sa.Boolean(), server_default=sa.false(), nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "case_copy",
        sa.Column("case_id", Id, autoincrement=False, nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_copy_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "login", name=op.f("pk_case_copy")),
    )
    op.create_index("ix_case_copy_login", "case_copy", ["login", "at"])
    for column in columns():
        op.add_column("task", column)


def downgrade() -> None:
    for column in reversed(columns()):
        op.drop_column("task", column.name)
    op.drop_index("ix_case_copy_login", table_name="case_copy")
    op.drop_table("case_copy")
