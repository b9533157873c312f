"""What proves what happened: the journal, checkpoints over it, and the files that were handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.types import Id, Instant, Json


class JournalEntry(Model):
    """One command and what came of it. Rows are only ever inserted; each attests all its columns and the row before.

    `command` and `outcome` are the very texts that were hashed, not JSON that a database may write differently.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["case.id"]),
        Index(
            "uq_journal_entry_key",
            "key",
            "case_id",
            unique=True,
            sqlite_where=text("key IS NOT NULL"),
            postgresql_where=text("key IS NOT NULL"),
        ),
        Index("ix_journal_entry_by", "by", "wall"),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)  # logical time
    wall: Mapped[datetime] = mapped_column(Instant, index=True)  # when it was written
    by: Mapped[str]
    acting_for: Mapped[str | None]
    kind: Mapped[str]  # "Start", "Complete", "TimerDue" …
    key: Mapped[str | None]  # idempotency key
    command: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(Text)
    version_hash: Mapped[str]
    calendar: Mapped[str]
    calendar_version: Mapped[str]
    digest: Mapped[str]  # of the canonical state after it
    previous: Mapped[str]  # hash of the entry before
    hash: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    signed_with: Mapped[str]  # which key


class Checkpoint(Model):
    """The heads of all cases that moved since the checkpoint before, signed; a copy lies outside the database."""

    __tablename__ = "checkpoint"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(Text)
    hash: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    signed_with: Mapped[str]


class Disposal(Model):
    """A list of cases that somebody proposes to dispose of; somebody else approves it."""

    __tablename__ = "disposal"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cases: Mapped[Any] = mapped_column(Json)  # ids, in order
    reason: Mapped[str]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    status: Mapped[str]  # "waiting" | "done" | "refused"


class Attachment(Model):
    """A file somebody handed in; its bytes lie in the data directory under their digest."""

    __tablename__ = "attachment"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("case.id"), index=True
    )  # None: not handed in with a form yet
    digest: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]  # media type, found in its bytes
    size: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
