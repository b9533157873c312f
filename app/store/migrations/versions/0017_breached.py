"""The tasks whose limit was missed, for the search of the audit room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("breached")
    op.create_index("ix_task_breached", "task", ["case_id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_task_breached", table_name="task")
