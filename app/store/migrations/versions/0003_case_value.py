"""The values that lists show are kept as text of their own, so that both databases filter by them with an index."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LONGEST = 200


def upgrade() -> None:
    op.create_table(
        "case_value",
        sa.Column("case_id", Id, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_value_case_id_case")),
        sa.PrimaryKeyConstraint("case_id", "name", name=op.f("pk_case_value")),
    )
    op.create_index("ix_case_value_name", "case_value", ["name", "value", "case_id"])
    _fill()


def _fill() -> None:
    case = sa.table("case", sa.column("id", Id), sa.column("shown", Json))
    value = sa.table("case_value", sa.column("case_id"), sa.column("name"), sa.column("value"))
    for row in op.get_bind().execute(sa.select(case.c.id, case.c.shown)).all():
        rows = [{"case_id": row.id, "name": name, "value": _text(shown)} for name, shown in row.shown.items()]
        if rows:
            op.get_bind().execute(sa.insert(value), rows)


def _text(shown: object) -> str:
    text = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
    return text[:LONGEST]


def downgrade() -> None:
    op.drop_index("ix_case_value_name", table_name="case_value")
    op.drop_table("case_value")
