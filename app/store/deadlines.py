"""What a deadline rests on: the entries written when it began to count, and the timers that stand by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.store.evidence import ENTRY
from app.store.models import CalendarVersion, Case, JournalEntry, Timer


def entries_at(session: Session, case_id: int, at: datetime) -> Sequence[Row[Any]]:
    """The entries of a case at one logical instant, in order."""
    asked = select(*ENTRY).join(Case, Case.id == JournalEntry.case_id)
    asked = asked.where(JournalEntry.case_id == case_id, JournalEntry.at == at)
    return session.execute(asked.order_by(JournalEntry.seq)).all()


def published(session: Session, calendar: str, version: str) -> Row[datetime, str, bool] | None:
    """When a version of a calendar was published, and whether it is still the one in force."""
    columns = (CalendarVersion.published_at, CalendarVersion.published_by, CalendarVersion.current)
    asked = select(*columns).where(CalendarVersion.id == calendar, CalendarVersion.version == version)
    return session.execute(asked).one_or_none()


def timers_of_task(session: Session, case_id: int, no: int) -> Sequence[Row[str, str, datetime, str]]:
    columns = (Timer.key, Timer.kind, Timer.due, Timer.status)
    asked = select(*columns).where(Timer.case_id == case_id, Timer.task_no == no)
    return session.execute(asked.order_by(Timer.due, Timer.key)).all()
