"""The organisation's parameters and their changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "parameter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("declaration", Json(), nullable=False),
        sa.Column("procedures", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter")),
    )
    op.create_table(
        "parameter_change",
        sa.Column("id", Id, nullable=False),
        sa.Column("parameter_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("value", Json(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parameter_id"], ["parameter.id"], name=op.f("fk_parameter_change_parameter_id_parameter")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_parameter_change_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parameter_change")),
    )
    columns = ["parameter_id", "unit_id"]
    for name, where in (("current", "current"), ("proposed", "status = 'proposed'")):
        said = sa.text(where)
        index = f"ix_parameter_change_{name}"
        op.create_index(index, "parameter_change", columns, unique=True, sqlite_where=said, postgresql_where=said)
    op.create_index("ix_parameter_change_history", "parameter_change", columns)


def downgrade() -> None:
    op.drop_table("parameter_change")
    op.drop_table("parameter")
