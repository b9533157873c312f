"""The drafts of the studio: one a person and process; and what was done to processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.store.models import Draft, Process, ProcessDeed


def of_person(session: Session, login: str) -> Sequence[Draft]:
    """A person's drafts, the last changed first."""
    return session.scalars(select(Draft).where(Draft.by == login).order_by(Draft.changed_at.desc(), Draft.id)).all()


def of_process(session: Session, process: str, login: str) -> Draft | None:
    asked = select(Draft).where(Draft.process_id == process, Draft.by == login).order_by(Draft.id).limit(1)
    return session.scalars(asked).first()


def by_id(session: Session, draft_id: int, login: str) -> Draft | None:
    return session.scalars(select(Draft).where(Draft.id == draft_id, Draft.by == login)).first()


def change(session: Session, draft_id: int, seen: datetime, values: Mapping[str, Any]) -> bool:
    """Save over what was last changed at `seen`; False where somebody has saved since."""
    asked = update(Draft).where(Draft.id == draft_id, Draft.changed_at == seen).values(**values).returning(Draft.id)
    return session.execute(asked).scalar_one_or_none() is not None


def remove(session: Session, draft_id: int) -> None:
    session.execute(delete(Draft).where(Draft.id == draft_id))


def proposed(session: Session) -> Sequence[Draft]:
    """What waits for a second person, the oldest first."""
    asked = select(Draft).where(Draft.status == "proposed")
    return session.scalars(asked.order_by(Draft.proposed_at, Draft.id)).all()


def proposed_by_id(session: Session, draft_id: int) -> Draft | None:
    return session.scalars(select(Draft).where(Draft.id == draft_id, Draft.status == "proposed")).first()


def set_window(session: Session, draft_id: int, before: str | None, values: Mapping[str, Any]) -> bool:
    """Another window takes over, or the same one says that it is still there; False where one was faster."""
    held = Draft.held_in.is_(None) if before is None else Draft.held_in == before
    asked = update(Draft).where(Draft.id == draft_id, held).values(**values).returning(Draft.id)
    return session.execute(asked).scalar_one_or_none() is not None


# -- processes as a whole


def deeds(session: Session, process: str) -> Sequence[ProcessDeed]:
    """What was done to a process, the newest first."""
    asked = select(ProcessDeed).where(ProcessDeed.process_id == process)
    return session.scalars(asked.order_by(ProcessDeed.id.desc())).all()


def set_retired(session: Session, process: str, at: datetime | None) -> None:
    session.execute(update(Process).where(Process.id == process).values(retired_at=at))
