"""What figures over cases are made of: the journals of the cases of some processes, case by case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models import Case, JournalEntry

COLUMNS = (
    Case.id.label("case_id"),
    Case.number,
    Case.sealed_key,
    Case.process_id.label("process"),
    Case.unit,
    Case.started_at,
    JournalEntry.seq,
    JournalEntry.at,
    JournalEntry.kind,
    JournalEntry.command,
    JournalEntry.outcome,
)
BATCH = 500


def journals(
    session: Session, processes: Sequence[str], begin: datetime, end: datetime, as_of: datetime
) -> Iterator[Any]:
    """The entries up to `as_of` of the cases of these processes that were started in a period, case after case."""
    return _stream(session, as_of, Case.process_id.in_(processes), Case.started_at >= begin, Case.started_at < end)


def journals_of_ended(
    session: Session, processes: Sequence[str], begin: datetime, end: datetime, as_of: datetime
) -> Iterator[Any]:
    """As `journals`, of the cases that ended in a period."""
    return _stream(session, as_of, Case.process_id.in_(processes), Case.ended_at >= begin, Case.ended_at < end)


def _stream(session: Session, as_of: datetime, *conditions: Any) -> Iterator[Any]:
    asked = select(*COLUMNS).join(JournalEntry, JournalEntry.case_id == Case.id)
    asked = asked.where(JournalEntry.at <= as_of, Case.disposed_at.is_(None), *conditions).order_by(
        Case.id, JournalEntry.seq
    )
    yield from session.execute(asked, execution_options={"yield_per": BATCH})
