"""The clocks of cases that people have touched: stopped, put off, promised anew, or asked more time for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.models.work import where
from app.store.types import Id, Instant


class Clock(Model):
    """A projection of the journal, as tasks and timers are: `verify` compares it. A clock nobody touched has no row."""

    __tablename__ = "clock"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["case.id"]),
        Index("ix_clock_asked_at", "asked_at", **where("status = 'open' AND asked_at IS NOT NULL")),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)  # the key of the task or the timer
    element: Mapped[str]
    task_no: Mapped[int | None]
    first_due: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    moved_from: Mapped[datetime | None] = mapped_column(Instant)
    unit: Mapped[str]
    rest: Mapped[int] = mapped_column(BigInteger)
    since: Mapped[datetime | None] = mapped_column(Instant)
    warn_at: Mapped[datetime | None] = mapped_column(Instant)
    counted_at: Mapped[datetime | None] = mapped_column(Instant)
    limit_at: Mapped[datetime | None] = mapped_column(Instant)
    promised_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    paused_for: Mapped[str | None]
    asks: Mapped[int]
    asked_by: Mapped[str | None]
    asked_more: Mapped[str | None]
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    asked_why: Mapped[str | None]
    status: Mapped[str]  # "open" | "gone"
