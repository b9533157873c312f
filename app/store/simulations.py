"""Simulations: what was asked, how far each is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.store.models import Case, Simulation

UNDER_WAY = ("waiting", "running")


def one(session: Session, simulation: int) -> Simulation | None:
    return session.get(Simulation, simulation, populate_existing=True)


def of_process(session: Session, process: str, login: str, most: int) -> Sequence[Simulation]:
    asked = select(Simulation).where(Simulation.process_id == process, Simulation.by == login)
    return session.scalars(asked.order_by(Simulation.id.desc()).limit(most)).all()


def under_way(session: Session, since: datetime) -> int:
    """How many run, of those that have told of themselves since then."""
    asked = select(func.count()).where(Simulation.status.in_(UNDER_WAY), Simulation.seen_at >= since)
    return session.execute(asked).scalar_one()


def change(session: Session, simulation: int, values: Mapping[str, Any]) -> bool:
    """Change one that is under way; False where it was stopped."""
    asked = update(Simulation).where(Simulation.id == simulation, Simulation.status.in_(UNDER_WAY)).values(**values)
    return session.execute(asked.returning(Simulation.id)).scalar_one_or_none() is not None


def cases_begun(session: Session, process: str, since: datetime) -> int:
    asked = select(func.count()).where(Case.process_id == process, Case.started_at >= since)
    return session.execute(asked).scalar_one()
