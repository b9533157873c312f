"""Cases wait for signals as they do for messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message_wait", sa.Column("kind", sa.String(), server_default="message", nullable=False))


def downgrade() -> None:
    op.drop_column("message_wait", "kind")
