"""What disposal asks of the database: which cases may be due, and taking away what can be read without a case's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from app.store.models import (
    Attachment,
    Case,
    CaseCopy,
    CaseValue,
    CaseWords,
    Clock,
    Delivery,
    Disposal,
    Incident,
    MessageWait,
    Notice,
    OutboxMessage,
    ProcessVersion,
    Task,
)
from app.store.queries import CASE

GONE = ""  # stands where something was taken away


def closed_before(session: Session, process: str, before: datetime, limit: int) -> Sequence[Row[Any]]:
    """The cases of a process that ended before an instant and hold something yet, the oldest first."""
    asked = select(*CASE).join(ProcessVersion, ProcessVersion.hash == Case.version_hash)
    asked = asked.where(Case.process_id == process, Case.status != "open", Case.ended_at < before)
    asked = asked.where(Case.disposed_at.is_(None), ~Case.legal_hold)
    return session.execute(asked.order_by(Case.ended_at, Case.id).limit(limit)).all()


def cases(session: Session, ids: Sequence[int]) -> Sequence[Row[Any]]:
    asked = select(*CASE).join(ProcessVersion, ProcessVersion.hash == Case.version_hash)
    return session.execute(asked.where(Case.id.in_(ids)).order_by(Case.id)).all()


def scrub(session: Session, case_id: int) -> list[str]:
    """Take away what lists, timers and the outbox hold of a case in clear; the digests of files nobody else has."""
    session.execute(delete(CaseValue).where(CaseValue.case_id == case_id))
    session.execute(delete(CaseWords).where(CaseWords.case_id == case_id))
    session.execute(update(MessageWait).where(MessageWait.case_id == case_id).values(correlation=None))
    session.execute(update(Incident).where(Incident.case_id == case_id).values(message=GONE))
    asked = {"asked_why": None, "paused_for": None}
    session.execute(update(Clock).where(Clock.case_id == case_id).values(**asked))
    session.execute(update(Task).where(Task.case_id == case_id).values(signatures=[]))
    session.execute(update(CaseCopy).where(CaseCopy.case_id == case_id).values(reason=GONE))
    session.execute(update(OutboxMessage).where(OutboxMessage.case_id == case_id).values(payload={}, said=None))
    told = select(Notice.id).where(Notice.case_id == case_id)
    session.execute(delete(Delivery).where(Delivery.notice_id.in_(told)))
    session.execute(delete(Notice).where(Notice.case_id == case_id))
    session.execute(update(Attachment).where(Attachment.case_id == case_id).values(name=GONE))
    return alone_here(session, case_id)


def alone_here(session: Session, case_id: int) -> list[str]:
    """The files of a case that no other case has."""
    others = select(Attachment.digest).where(Attachment.case_id.is_distinct_from(case_id))
    asked = select(Attachment.digest).where(Attachment.case_id == case_id, Attachment.digest.not_in(others))
    return sorted(set(session.execute(asked).scalars()))


def disposals(session: Session, limit: int) -> Sequence[Disposal]:
    """The latest first."""
    return session.execute(select(Disposal).order_by(Disposal.id.desc()).limit(limit)).scalars().all()


def lock_disposal(session: Session, disposal: int) -> Disposal | None:
    return session.execute(select(Disposal).where(Disposal.id == disposal).with_for_update()).scalar_one_or_none()
