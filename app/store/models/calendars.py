"""Calendars: who looks after each, its versions, what is being changed, and the record of who did what to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.types import Id, Instant, Json


class Calendar(Model):
    """A calendar that there is, whichever version of it is in force."""

    __tablename__ = "calendar"

    id: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str | None]  # that looks after it; None: the whole house
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[str]


class CalendarVersion(Model):
    __tablename__ = "calendar_version"
    __table_args__ = (
        Index(
            "ix_calendar_version_current",
            "id",
            unique=True,
            sqlite_where=text("current"),
            postgresql_where=text("current"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[Any] = mapped_column(Json)  # the whole: cases count by this alone
    layer: Mapped[Any] = mapped_column(Json, nullable=True)  # what it says itself; None: it inherits nothing, all of it
    parent: Mapped[str | None]  # the calendar it inherits from, and the version that it was made whole with
    parent_version: Mapped[str | None]
    current: Mapped[bool]
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by: Mapped[str]


class CalendarDraft(Model):
    """What somebody wants to change in a calendar: a draft, then a proposal that a second person publishes."""

    __tablename__ = "calendar_draft"
    __table_args__ = (Index("ix_calendar_draft_calendar_id", "calendar_id", "status"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    calendar_id: Mapped[str] = mapped_column(ForeignKey("calendar.id"))
    layer: Mapped[Any] = mapped_column(Json)
    based_on: Mapped[str | None]  # the version in force when it was begun; None: the calendar is new
    revision: Mapped[int]  # counts its changes
    status: Mapped[str]  # "draft" | "proposed" | "published" | "dropped"
    authors: Mapped[Any] = mapped_column(Json)  # the logins of all who wrote in it
    reason: Mapped[str]  # why, in the words of who proposed it
    proposed_by: Mapped[str | None]
    proposed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)


class CalendarEntry(Model):
    """One deed on a calendar, chained to the one before and signed: who, when, why, and which version came of it."""

    __tablename__ = "calendar_entry"
    __table_args__ = (Index("ix_calendar_entry_calendar", "calendar", "seq"),)

    seq: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    calendar: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str]
    deed: Mapped[str]  # "installed" | "begun" | "proposed" | "returned" | "dropped" | "published" | "followed" | "used"
    reason: Mapped[str]
    version: Mapped[str | None]
    facts: Mapped[str]  # JSON text
    previous: Mapped[str]
    hash: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    signed_with: Mapped[str]


class UnitCalendar(Model):
    """The calendar that new cases of a unit, and of those below without one, count in."""

    __tablename__ = "unit_calendar"

    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    calendar_id: Mapped[str] = mapped_column(ForeignKey("calendar.id"))


class CalendarRecount(Model):
    """Open cases of a calendar whose times are counted again by a version that was published."""

    __tablename__ = "calendar_recount"
    __table_args__ = (
        Index(
            "ix_calendar_recount_waiting",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    calendar: Mapped[str]
    version: Mapped[str]
    reason: Mapped[str]
    since: Mapped[date | None]  # the first day that means something else; None: all of them
    begun_at: Mapped[datetime] = mapped_column(Instant)
    last_case: Mapped[int] = mapped_column(Id)  # cases up to this id are done
    cases: Mapped[int]  # done so far
    moved: Mapped[int]  # of them, those in which a time moved
    failed: Mapped[int]  # of them, those that could not be counted again
    done_at: Mapped[datetime | None] = mapped_column(Instant)
