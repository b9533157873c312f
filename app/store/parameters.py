"""The organisation's parameters and their changes. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.store.models import Parameter, ParameterChange

GONE = -1  # the position of a parameter that is not declared any more


def declared(session: Session) -> Sequence[Parameter]:
    asked = select(Parameter).where(Parameter.position >= 0)
    return session.scalars(asked.order_by(Parameter.position, Parameter.id)).all()


def in_force(session: Session, ids: Collection[str] | None = None) -> Sequence[ParameterChange]:
    """The changes that hold now, of these parameters or of all."""
    asked = select(ParameterChange).where(ParameterChange.current)
    return session.scalars(asked if ids is None else asked.where(ParameterChange.parameter_id.in_(ids))).all()


def proposed(session: Session) -> Sequence[ParameterChange]:
    """Those that wait for a second person, the oldest first."""
    asked = select(ParameterChange).where(ParameterChange.status == "proposed")
    return session.scalars(asked.order_by(ParameterChange.id)).all()


def history(session: Session, parameter: str) -> Sequence[ParameterChange]:
    """All changes of a parameter, the newest first."""
    asked = select(ParameterChange).where(ParameterChange.parameter_id == parameter)
    return session.scalars(asked.order_by(ParameterChange.id.desc())).all()


def changes(session: Session) -> Sequence[ParameterChange]:
    """Every change there ever was, as it is now, in order."""
    asked = select(ParameterChange).order_by(ParameterChange.id)
    return session.scalars(asked.execution_options(populate_existing=True)).all()


def lock(session: Session) -> None:
    """Until the transaction ends nobody else changes a value: deeds on parameters come one after another."""
    session.execute(select(Parameter.id).order_by(Parameter.id).limit(1).with_for_update()).all()


def locked(session: Session, change: int) -> ParameterChange | None:
    """A change that nobody else can decide until the transaction ends."""
    asked = select(ParameterChange).where(ParameterChange.id == change)
    return session.scalars(asked.with_for_update().execution_options(populate_existing=True)).one_or_none()


def retire(session: Session, parameter: str, unit: str) -> None:
    """What held in a unit holds no more."""
    mine = (ParameterChange.parameter_id == parameter, ParameterChange.unit_id == unit)
    session.execute(update(ParameterChange).where(*mine, ParameterChange.current).values(current=False))


def by_people(session: Session, system: str) -> set[tuple[str, str]]:
    """The parameters and units for which anybody but the system has ever proposed a value."""
    asked = select(ParameterChange.parameter_id, ParameterChange.unit_id).distinct()
    return {(row[0], row[1]) for row in session.execute(asked.where(ParameterChange.proposed_by != system))}


def forget_others(session: Session, ids: Collection[str]) -> None:
    """What is not declared any more is not shown any more; its changes stay."""
    session.execute(update(Parameter).where(Parameter.id.not_in(ids)).values(position=GONE))
