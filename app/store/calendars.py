"""Calendars: their versions, drafts of changes, which unit counts by which, what is counted again.

Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, or_, select, union, update
from sqlalchemy.orm import Session

from app.store.models import (
    Calendar,
    CalendarDraft,
    CalendarRecount,
    CalendarVersion,
    Case,
    Task,
    Timer,
    UnitCalendar,
)

LIVE = ("draft", "proposed")


def lock(session: Session) -> None:
    """Until the transaction ends nobody else changes a calendar: deeds on calendars come one after another."""
    session.execute(select(Calendar.id).order_by(Calendar.id).with_for_update()).all()


def known(session: Session) -> Sequence[Calendar]:
    return session.scalars(select(Calendar).order_by(Calendar.id)).all()


def one(session: Session, calendar: str) -> Calendar | None:
    return session.get(Calendar, calendar)


# -- versions


def versions(session: Session, calendar: str) -> Sequence[Row[str, bool, datetime, str, str | None]]:
    """Every version of a calendar, the newest first."""
    columns = (CalendarVersion.version, CalendarVersion.current, CalendarVersion.published_at)
    asked = select(*columns, CalendarVersion.published_by, CalendarVersion.parent)
    asked = asked.where(CalendarVersion.id == calendar)
    return session.execute(asked.order_by(CalendarVersion.published_at.desc(), CalendarVersion.version)).all()


def ids(session: Session) -> Sequence[str]:
    """The calendars of which a version is in force."""
    return session.scalars(select(CalendarVersion.id).where(CalendarVersion.current).order_by(CalendarVersion.id)).all()


def in_force(session: Session) -> Mapping[str, str]:
    """The version in force of each calendar."""
    asked = select(CalendarVersion.id, CalendarVersion.version).where(CalendarVersion.current)
    return {row[0]: row[1] for row in session.execute(asked)}


def heads(session: Session) -> Sequence[Row[str, str, str | None, str | None]]:
    """Of each calendar with a version in force: id, that version, what it inherits from, the unit that keeps it."""
    columns = (CalendarVersion.id, CalendarVersion.version, CalendarVersion.parent, Calendar.unit)
    joined = select(*columns).outerjoin(Calendar, Calendar.id == CalendarVersion.id)
    return session.execute(joined.where(CalendarVersion.current).order_by(CalendarVersion.id)).all()


def layer(session: Session, calendar: str, version: str | None = None) -> Row[str, Any, Any, str | None] | None:
    """What a calendar says itself, in a version or in the one in force: version, layer, content, parent."""
    columns = (CalendarVersion.version, CalendarVersion.layer, CalendarVersion.content, CalendarVersion.parent)
    which = CalendarVersion.current if version is None else CalendarVersion.version == version
    return session.execute(select(*columns).where(CalendarVersion.id == calendar, which)).one_or_none()


def children(session: Session, calendar: str) -> Sequence[str]:
    """The calendars that inherit from one directly."""
    asked = select(CalendarVersion.id).where(CalendarVersion.parent == calendar, CalendarVersion.current)
    return session.scalars(asked.order_by(CalendarVersion.id)).all()


# -- drafts


def drafts(session: Session, calendar: str | None = None) -> Sequence[CalendarDraft]:
    """The drafts and proposals of a calendar, or of all; the newest first."""
    asked = select(CalendarDraft).where(CalendarDraft.status.in_(LIVE))
    if calendar is not None:
        asked = asked.where(CalendarDraft.calendar_id == calendar)
    return session.scalars(asked.order_by(CalendarDraft.id.desc())).all()


def draft(session: Session, id: int, *, lock: bool = False) -> CalendarDraft | None:
    asked = select(CalendarDraft).where(CalendarDraft.id == id)
    if lock:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    return session.scalars(asked).one_or_none()


# -- who counts by which


def of_units(session: Session) -> Mapping[str, str]:
    return {row[0]: row[1] for row in session.execute(select(UnitCalendar.unit_id, UnitCalendar.calendar_id))}


def set_use(session: Session, unit: str, calendar: str | None) -> None:
    session.execute(delete(UnitCalendar).where(UnitCalendar.unit_id == unit))
    if calendar is not None:
        session.execute(insert(UnitCalendar).values(unit_id=unit, calendar_id=calendar))


# -- counting again


def waiting_recount(session: Session, *, lock: bool = False) -> CalendarRecount | None:
    """The oldest that is not done; locked, one that somebody else works on is passed over."""
    asked = select(CalendarRecount).where(CalendarRecount.done_at.is_(None)).order_by(CalendarRecount.id).limit(1)
    return session.scalars(asked.with_for_update(skip_locked=True) if lock else asked).one_or_none()


def recounts(session: Session, calendar: str, limit: int = 5) -> Sequence[CalendarRecount]:
    asked = select(CalendarRecount).where(CalendarRecount.calendar == calendar)
    return session.scalars(asked.order_by(CalendarRecount.id.desc()).limit(limit)).all()


def unfinished_recounts(session: Session, failed_since: datetime) -> Sequence[CalendarRecount]:
    """Those that wait, the oldest first, and those that failed for some case and were done after an instant."""
    failed = and_(CalendarRecount.failed > 0, CalendarRecount.done_at >= failed_since)
    asked = select(CalendarRecount).where(or_(CalendarRecount.done_at.is_(None), failed))
    return session.scalars(asked.order_by(CalendarRecount.id)).all()


def give_up_recounts(session: Session, calendar: str, now: datetime) -> Sequence[date]:
    """A newer version supersedes what is still to be counted by older ones: the days since which they were to count."""
    waiting = (CalendarRecount.calendar == calendar, CalendarRecount.done_at.is_(None))
    given_up = session.scalars(select(CalendarRecount.since).where(*waiting)).all()
    session.execute(update(CalendarRecount).where(*waiting).values(done_at=now))
    return [since for since in given_up if since is not None]


def reaching(session: Session, calendar: str, since: datetime, limit: int) -> tuple[int, Sequence[int]]:
    """The open cases of a calendar with a clock of days or working hours that ends after an instant: how many, and
    the first of them.
    """
    tasks = _counting(Task, Task.due_at, calendar, since).where(Task.status == "open")
    timers = _counting(Timer, Timer.due, calendar, since).where(Timer.status == "set", Timer.kind == "bpmn")
    found = union(tasks, timers).subquery()
    total = session.execute(select(func.count()).select_from(found)).scalar_one()
    return total, session.scalars(select(found.c.case_id).order_by(found.c.case_id).limit(limit)).all()


def _counting(model: Any, ends: Any, calendar: str, since: datetime) -> Select[Any]:
    counts = or_(*(model.clock.like(f"%{clock}") for clock in ("WD", "WH", "ND")))
    joined = select(model.case_id.label("case_id")).join(Case, Case.id == model.case_id)
    return joined.where(Case.calendar == calendar, ends >= since, counts)


def count_of(session: Session, calendar: str) -> int:
    """How many versions of a calendar there are."""
    asked = select(func.count()).select_from(CalendarVersion).where(CalendarVersion.id == calendar)
    return session.execute(asked).scalar_one()
