"""The versions of calendars that were published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.store.models import CalendarVersion


def versions(session: Session, calendar: str) -> Sequence[Row[str, bool, datetime, str]]:
    """Every version of a calendar, the newest first."""
    columns = (CalendarVersion.version, CalendarVersion.current, CalendarVersion.published_at)
    asked = select(*columns, CalendarVersion.published_by).where(CalendarVersion.id == calendar)
    return session.execute(asked.order_by(CalendarVersion.published_at.desc(), CalendarVersion.version)).all()


def ids(session: Session) -> Sequence[str]:
    return session.scalars(select(CalendarVersion.id).where(CalendarVersion.current).order_by(CalendarVersion.id)).all()
