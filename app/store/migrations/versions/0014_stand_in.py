"""People name who stands in for them while they are away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stand_in",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("process", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], ondelete="CASCADE", name=op.f("fk_stand_in_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "position", name=op.f("pk_stand_in")),
    )


def downgrade() -> None:
    op.drop_table("stand_in")
