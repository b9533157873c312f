"""When processes start by the clock: one row for each timer start event of each version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.models.work import where
from app.store.types import Instant


class Schedule(Model):
    __tablename__ = "schedule"
    __table_args__ = (
        Index("ix_schedule_wake_at", "wake_at", **where("wake_at IS NOT NULL")),
        Index("ix_schedule_process_id", "process_id"),
    )

    version_hash: Mapped[str] = mapped_column(ForeignKey("process_version.hash"), primary_key=True)
    element: Mapped[str] = mapped_column(primary_key=True)  # the start event
    process_id: Mapped[str] = mapped_column(ForeignKey("process.id"))
    calendar: Mapped[str]
    calendar_version: Mapped[str]  # that `due` was counted with
    since: Mapped[datetime] = mapped_column(Instant)  # when the version came into use
    number: Mapped[int]  # of the last occurrence; 0: there was none yet
    last: Mapped[datetime | None] = mapped_column(Instant)  # its logical instant
    due: Mapped[datetime | None] = mapped_column(Instant)  # of the next one; None: none, or not known yet
    provisional: Mapped[bool]
    status: Mapped[str]  # "set" | "done" (no more occurrences) | "superseded" (another version is in use)
    wake_at: Mapped[datetime | None] = mapped_column(Instant)  # when the worker looks; None: never again
    failures: Mapped[int] = mapped_column(default=0)  # to start, one after another
    said: Mapped[str | None]  # what went wrong the last time
