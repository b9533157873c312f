"""Cases in whose journal a reader could not read on: when it looks again, and what went wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.store.models import LeftBehind


def waits(reader: str, case_id: InstrumentedAttribute[int], now: datetime) -> ColumnElement[bool]:
    """Whether a reader is not to look at a case yet."""
    return (
        select(LeftBehind.case_id)
        .where(LeftBehind.reader == reader, LeftBehind.case_id == case_id, LeftBehind.due_at > now)
        .exists()
    )


def first(session: Session, reader: str) -> datetime | None:
    """When the first of them is to be looked at again."""
    return session.execute(select(func.min(LeftBehind.due_at)).where(LeftBehind.reader == reader)).scalar_one()


def attempts(session: Session, reader: str, case_id: int) -> int:
    """How often it was tried, and failed."""
    row = session.get(LeftBehind, (reader, case_id))
    return row.attempts if row else 0


def put_off(session: Session, reader: str, case_id: int, attempts: int, due_at: datetime, said: str) -> None:
    session.merge(LeftBehind(reader=reader, case_id=case_id, attempts=attempts, due_at=due_at, said=said))


def caught_up(session: Session, reader: str, case_id: int) -> None:
    session.execute(delete(LeftBehind).where(LeftBehind.reader == reader, LeftBehind.case_id == case_id))


def amount(session: Session) -> int:
    return session.execute(select(func.count()).select_from(LeftBehind)).scalar_one()
