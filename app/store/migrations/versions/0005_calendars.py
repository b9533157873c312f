"""Calendars are looked after by units, inherit, are changed by drafts, and every deed on them is recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.store.types import Id, Instant, Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
    )
    with op.batch_alter_table("calendar_version") as version:
        version.add_column(sa.Column("layer", Json(), nullable=True))
        version.add_column(sa.Column("parent", sa.String(), nullable=True))
        version.add_column(sa.Column("parent_version", sa.String(), nullable=True))
    _fill()
    op.create_table(
        "calendar_draft",
        sa.Column("id", Id, nullable=False),
        sa.Column("calendar_id", sa.String(), nullable=False),
        sa.Column("layer", Json(), nullable=False),
        sa.Column("based_on", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("authors", Json(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=True),
        sa.Column("proposed_at", Instant(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_calendar_draft_calendar_id_calendar")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_draft")),
    )
    op.create_index("ix_calendar_draft_calendar_id", "calendar_draft", ["calendar_id", "status"])
    op.create_table(
        "calendar_entry",
        sa.Column("seq", Id, autoincrement=False, nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("signed_with", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_calendar_entry")),
    )
    op.create_index("ix_calendar_entry_calendar", "calendar_entry", ["calendar", "seq"])
    op.create_table(
        "unit_calendar",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("calendar_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_calendar_unit_id_unit")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_unit_calendar_calendar_id_calendar")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_calendar")),
    )
    op.create_table(
        "calendar_recount",
        sa.Column("id", Id, nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("last_case", Id, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_recount")),
    )
    op.create_index(
        "ix_calendar_recount_waiting",
        "calendar_recount",
        ["id"],
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )


def _fill() -> None:
    """Every calendar that there is gets its row: it is the house's."""
    version = sa.table("calendar_version", sa.column("id"), sa.column("published_at"), sa.column("published_by"))
    calendar = sa.table(
        "calendar", sa.column("id"), sa.column("unit"), sa.column("created_at"), sa.column("created_by")
    )
    first = sa.select(
        version.c.id, sa.null(), sa.func.min(version.c.published_at), sa.func.min(version.c.published_by)
    ).group_by(version.c.id)
    op.get_bind().execute(sa.insert(calendar).from_select(["id", "unit", "created_at", "created_by"], first))


def downgrade() -> None:
    op.drop_index("ix_calendar_recount_waiting", table_name="calendar_recount")
    op.drop_table("calendar_recount")
    op.drop_table("unit_calendar")
    op.drop_index("ix_calendar_entry_calendar", table_name="calendar_entry")
    op.drop_table("calendar_entry")
    op.drop_index("ix_calendar_draft_calendar_id", table_name="calendar_draft")
    op.drop_table("calendar_draft")
    with op.batch_alter_table("calendar_version") as version:
        for name in ("parent_version", "parent", "layer"):
            version.drop_column(name)
    op.drop_table("calendar")
