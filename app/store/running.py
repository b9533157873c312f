"""Where the running cases of a process stand: counts by element, and the cases themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, func, select
from sqlalchemy.orm import Session

from app.store.lists import open_incidents
from app.store.models import Case, Incident, ProcessVersion, Task
from app.store.queries import CASE

GOING = ("open", "suspended")


def work(session: Session, process: str, version: str, now: datetime) -> Sequence[Row[str, int, int]]:
    """For each element of a version: how many open tasks it has, and how many of these are late."""
    late = case((Task.due_at < now, case((Task.paused_at.is_(None), 1), else_=0)), else_=0)
    asked = select(Task.element, func.count(), func.sum(late)).join(Case, Case.id == Task.case_id)
    asked = asked.where(Case.process_id == process, Case.version_hash == version, Case.status.in_(GOING))
    return session.execute(asked.where(Task.status == "open").group_by(Task.element)).all()


def stuck(session: Session, process: str, version: str | None = None) -> Sequence[Any]:
    """The open incidents of running cases of a process, the oldest first."""
    asked = (
        select(
            Incident.case_id,
            Case.number,
            Case.unit,
            Case.owner,
            Case.started_by,
            Incident.key,
            Incident.source,
            Incident.element,
            Incident.message,
            Incident.opened_at,
            Case.version_hash,
        )
        .join(Case, Case.id == Incident.case_id)
        .where(Incident.resolved_at.is_(None), Case.process_id == process, Case.status.in_(GOING))
        .order_by(Incident.opened_at, Incident.case_id)
    )
    return session.execute(asked.where(Case.version_hash == version) if version else asked).all()


def by_version(session: Session, process: str) -> dict[str, int]:
    """How many cases run under each version, by its hash."""
    asked = select(Case.version_hash, func.count()).where(Case.process_id == process, Case.status.in_(GOING))
    return {row[0]: row[1] for row in session.execute(asked.group_by(Case.version_hash))}


def cases(session: Session, process: str, version: str, first: int, most: int) -> Sequence[Row[Any]]:
    """The running cases of a version, those that are due first first."""
    asked = _cases().where(Case.process_id == process, Case.version_hash == version, Case.status.in_(GOING))
    return session.execute(
        asked.order_by(Case.next_due.is_(None), Case.next_due, Case.id).limit(most).offset(first)
    ).all()


def versions_of(session: Session, process: str, cases: Sequence[int]) -> dict[int, str]:
    asked = select(Case.id, Case.version_hash).where(Case.process_id == process, Case.id.in_(cases))
    return {row[0]: row[1] for row in session.execute(asked)}


def open_elements(session: Session, cases: Sequence[int]) -> Sequence[Row[int, str]]:
    asked = select(Task.case_id, Task.element).where(Task.case_id.in_(cases), Task.status == "open")
    return session.execute(asked.order_by(Task.case_id, Task.no)).all()


def case_of_number(session: Session, number: str) -> Row[Any] | None:
    return session.execute(_cases().where(Case.number == number)).one_or_none()


def _cases() -> Select[Any]:
    asked = select(*CASE, open_incidents().label("incidents"))
    return asked.join(ProcessVersion, ProcessVersion.hash == Case.version_hash)
