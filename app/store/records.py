"""Records whose rows are chained and signed: the deeds on calendars and on parameters. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session


def last(session: Session, model: Any) -> Row[int, str] | None:
    """How far a record has come: number and hash of its last row."""
    return session.execute(select(model.seq, model.hash).order_by(model.seq.desc()).limit(1)).one_or_none()


def entries(session: Session, model: Any, **about: str) -> Sequence[Any]:
    """The rows of a record, in order: all, or those about one thing."""
    return session.scalars(select(model).filter_by(**about).order_by(model.seq)).all()


def hash_at(session: Session, model: Any, seq: int) -> str | None:
    return session.execute(select(model.hash).where(model.seq == seq)).scalar_one_or_none()
