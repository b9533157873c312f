"""The clocks that people have touched, and the cases whose limits a calendar counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.store.evidence import ENTRY
from app.store.models import Case, Clock, JournalEntry, ProcessVersion, Task, Timer
from app.store.sight import Sight, seen

COUNTED = ("%WD", "%WH", "%ND")  # how the clocks end that a calendar counts


def requests(session: Session, sight: Sight, limit: int) -> Sequence[Any]:
    """The requests for more time that nobody has decided, of cases in sight, the oldest first."""
    of_case = (Case.number, Case.owner, Case.unit, Case.started_by, Case.calendar, Case.version_hash)
    of_task = (Task.name.label("task_name"), Task.groups, Task.users, Task.deputies, Task.assignee, Task.clock)
    asked = select(*Clock.__table__.columns, *of_case, ProcessVersion.name.label("process_name"), *of_task)
    asked = asked.join(Case, Case.id == Clock.case_id).join(ProcessVersion, ProcessVersion.hash == Case.version_hash)
    asked = asked.outerjoin(Task, and_(Task.case_id == Clock.case_id, Task.no == Clock.task_no))
    asked = asked.where(Clock.status == "open", Clock.asked_at.is_not(None), seen(sight))
    return session.execute(asked.order_by(Clock.asked_at, Clock.case_id, Clock.name).limit(limit)).all()


def deeds(session: Session, case_id: int, kinds: Sequence[str]) -> Sequence[Any]:
    """The entries of a case that may have moved one of its clocks, in order."""
    asked = select(*ENTRY).join(Case, Case.id == JournalEntry.case_id)
    asked = asked.where(JournalEntry.case_id == case_id, JournalEntry.kind.in_(kinds))
    return session.execute(asked.order_by(JournalEntry.seq)).all()


def warning(session: Session, case_id: int, name: str) -> datetime | None:
    """Where the natural days of a clock that was touched end before they roll past days off."""
    return session.scalar(select(Clock.warn_at).where(Clock.case_id == case_id, Clock.name == name))


def counted_by(
    session: Session, calendar: str, since: datetime | None, after: int, limit: int
) -> Sequence[Row[int, str]]:
    """The open cases after an id with a limit that this calendar counts and that ends at an instant or later."""
    tasks = _counted(Task.clock, Task.due_at, since, Task.case_id == Case.id, Task.status == "open")
    waiting = Timer.status.in_(("set", "paused"))
    timers = _counted(Timer.clock, Timer.due, since, Timer.case_id == Case.id, Timer.kind == "bpmn", waiting)
    asked = select(Case.id, Case.number).where(Case.calendar == calendar, Case.status == "open", Case.id > after)
    return session.execute(asked.where(or_(tasks, timers)).order_by(Case.id).limit(limit)).all()


def _counted(clock: Any, due: Any, since: datetime | None, *here: ColumnElement[bool]) -> ColumnElement[bool]:
    late_enough = (due >= since,) if since is not None else ()
    counted = or_(*(clock.like(pattern) for pattern in COUNTED))
    return exists().where(*here, counted, *late_enough).correlate(Case)
