"""What those who run the machinery ask: how much waits, how late things happen, what is stuck. Counts, and instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from app.store.models import Case, Heartbeat, Incident, JournalEntry, OutboxMessage, Timer
from app.store.sight import Sight, seen

TIMERS = "system:timers"  # who fires timers, and starts cases by the clock


def timers_fired(session: Session, since: datetime, limit: int) -> Sequence[Row[datetime, datetime, datetime | None]]:
    """Of the timers that fired since an instant, the last ones: when each was due, when it was written, and when the
    last command before it was: what was entered afterwards, for a day long past, could not fire sooner.
    """
    before = aliased(JournalEntry)
    commanded = (
        select(before.wall)
        .where(before.case_id == JournalEntry.case_id, before.seq < JournalEntry.seq, before.kind != "TimerDue")
        .order_by(before.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    asked = select(JournalEntry.at, JournalEntry.wall, commanded.label("commanded"))
    asked = asked.where(JournalEntry.by == TIMERS, JournalEntry.wall >= since)
    return session.execute(asked.order_by(JournalEntry.wall.desc()).limit(limit)).all()


def timers_due(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """How many timers are due and have not fired, and since when the first of them waits."""
    asked = select(func.count(), func.min(Timer.due)).where(Timer.status == "set", Timer.due <= now)
    count, first = session.execute(asked).one()
    return count, first


def cases_put_off(session: Session) -> int:
    """Cases whose timers could not be fired and are tried again later."""
    asked = select(func.count()).where(Case.failures > 0)
    return session.execute(asked).scalar_one()


def outbox(session: Session, now: datetime) -> tuple[int, int, datetime | None]:
    """How many messages wait, how many of them are due, and when the first of those was."""
    waiting = select(func.count()).where(OutboxMessage.status == "waiting")
    due = select(func.count(), func.min(OutboxMessage.due_at)).where(
        OutboxMessage.status == "waiting", OutboxMessage.due_at <= now
    )
    count, first = session.execute(due).one()
    return session.execute(waiting).scalar_one(), count, first


def outbox_failed(session: Session) -> int:
    return session.execute(select(func.count()).where(OutboxMessage.status == "failed")).scalar_one()


def heartbeats(session: Session) -> Sequence[Heartbeat]:
    return session.scalars(select(Heartbeat).order_by(Heartbeat.at.desc(), Heartbeat.name)).all()


def incidents_by_source(session: Session) -> dict[str, int]:
    asked = select(Incident.source, func.count()).where(Incident.resolved_at.is_(None)).group_by(Incident.source)
    return {row[0]: row[1] for row in session.execute(asked)}


def open_incidents(
    session: Session, sight: Sight, limit: int
) -> Sequence[Row[int, str, str, str, str, str, str, datetime]]:
    """The open incidents of the cases in sight, the oldest first."""
    asked = (
        select(
            Incident.case_id,
            Case.number,
            Case.version_hash,
            Incident.key,
            Incident.source,
            Incident.element,
            Incident.message,
            Incident.opened_at,
        )
        .join(Case, Case.id == Incident.case_id)
        .where(Incident.resolved_at.is_(None), seen(sight))
        .order_by(Incident.opened_at, Incident.case_id)
        .limit(limit)
    )
    return session.execute(asked).all()
