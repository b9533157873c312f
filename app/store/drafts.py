"""The drafts of the studio: one a person and process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.store.models import Draft


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
