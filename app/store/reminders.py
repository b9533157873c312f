"""What is asked of the outbox before a reminder is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from app.store.models import Case, OutboxMessage, Task


def is_catching_up(session: Session, case_id: int, now: datetime) -> bool:
    """Whether timers of a case are due that have not fired."""
    wake = session.execute(select(Case.wake_at).where(Case.id == case_id)).scalar_one_or_none()
    return wake is not None and wake <= now


def is_open(session: Session, case_id: int, task: int) -> bool:
    asked = select(Task.status).where(Task.case_id == case_id, Task.no == task)
    return session.execute(asked).scalar_one_or_none() == "open"


def of_case(session: Session, case_id: int, kinds: Collection[str]) -> Sequence[Row[Any]]:
    """The notices of a case of these kinds, in order, whatever became of them."""
    columns = (OutboxMessage.id, OutboxMessage.key, OutboxMessage.status, OutboxMessage.payload)
    asked = select(*columns).where(OutboxMessage.case_id == case_id, OutboxMessage.kind == "notice")
    rows = session.execute(asked.order_by(OutboxMessage.id)).all()
    return [row for row in rows if row.payload.get("kind") in kinds]


def put_off(session: Session, message_id: int, until: datetime) -> None:
    """Looking at it was no attempt to tell it."""
    changed = update(OutboxMessage).where(OutboxMessage.id == message_id)
    session.execute(changed.values(due_at=until, attempts=OutboxMessage.attempts - 1))
