"""The words of cases, as keyed hashes, for full text."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Numbers

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_words",
        sa.Column("case_id", Id, nullable=False, autoincrement=False),
        sa.Column("words", Numbers, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_words_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_words")),
    )
    none = sa.text("case_id < 0")  # SQLite has no such index: it reads the rows
    op.create_index("ix_case_words_words", "case_words", ["words"], postgresql_using="gin", sqlite_where=none)
    op.add_column("case", sa.Column("indexed", sa.Integer(), nullable=False, server_default="0"))
    where = sa.text("seq > indexed AND disposed_at IS NULL")
    op.create_index("ix_case_unindexed", "case", ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_case_unindexed", table_name="case")
    op.drop_column("case", "indexed")
    op.drop_table("case_words")
