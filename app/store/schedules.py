"""What is asked of the schedules by which processes start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.store.models import Schedule

SET = Schedule.status == "set"


def lock_due(session: Session, until: datetime) -> Schedule | None:
    """The schedule that is to be looked at first and that nobody else holds."""
    asked = select(Schedule).where(Schedule.wake_at <= until).order_by(Schedule.wake_at, Schedule.version_hash)
    found = session.execute(asked.limit(1).with_for_update(skip_locked=True).execution_options(populate_existing=True))
    return found.scalars().one_or_none()


def first_wake(session: Session) -> datetime | None:
    return session.execute(select(func.min(Schedule.wake_at)).where(Schedule.wake_at.is_not(None))).scalar_one()


def change(session: Session, version: str, element: str, values: dict[str, Any]) -> None:
    changed = update(Schedule).where(Schedule.version_hash == version, Schedule.element == element)
    session.execute(changed.values(**values).execution_options(synchronize_session=False))


def supersede(session: Session, process: str, version: str) -> None:
    """Only the version in use starts by the clock."""
    others = update(Schedule).where(Schedule.process_id == process, Schedule.version_hash != version)
    session.execute(others.values(status="superseded", wake_at=None).execution_options(synchronize_session=False))


def of_version(session: Session, version: str) -> dict[str, Schedule]:
    """The schedules of a version by start event."""
    asked = select(Schedule).where(Schedule.version_hash == version).execution_options(populate_existing=True)
    return {row.element: row for row in session.execute(asked).scalars()}


def counting(session: Session) -> Sequence[Schedule]:
    """Those that a next start was counted for, locked; one that is just being started counts again by itself."""
    found = select(Schedule).where(SET).order_by(Schedule.version_hash, Schedule.element)
    found = found.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    return session.execute(found).scalars().all()


def failing(session: Session) -> int:
    return session.execute(select(func.count()).where(SET, Schedule.failures > 0)).scalar_one()
