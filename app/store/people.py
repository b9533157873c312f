"""Who stands in for whom, and whose tasks somebody else has to do: one question, one function."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Row, delete, func, or_, select
from sqlalchemy.orm import Session

from app.store.models import Membership, Person, StandIn, Task


def stand_ins(session: Session) -> Sequence[Row[str, str, str | None, str | None]]:
    """Everybody's, in order: whose, who, for which process or role."""
    columns = (Person.login, StandIn.deputy, StandIn.process, StandIn.role)
    asked = select(*columns).join(Person, Person.id == StandIn.person_id)
    return session.execute(asked.order_by(StandIn.person_id, StandIn.position)).all()


def set_stand_ins(session: Session, person_id: int, rows: Iterable[tuple[str, str | None, str | None]]) -> None:
    session.execute(delete(StandIn).where(StandIn.person_id == person_id))
    for position, (deputy, process, role) in enumerate(rows):
        session.add(StandIn(person_id=person_id, position=position, deputy=deputy, process=process, role=role))


def tasks_left(session: Session, today: date, after: tuple[int, int], limit: int) -> Sequence[Row[int, int]]:
    """The open tasks of people who have left, or are away and have named who stands in for them: case and number."""
    named = select(StandIn.person_id).where(StandIn.person_id == Person.id).exists()
    away = (Person.absent_from <= today) & (today <= Person.absent_to) & named
    people = select(Person.login).where(or_(Person.active.is_(False), away))
    asked = select(Task.case_id, Task.no).where(
        Task.status == "open", Task.signs_for.is_(None), Task.assignee.in_(people)
    )
    later = (Task.case_id > after[0]) | ((Task.case_id == after[0]) & (Task.no > after[1]))
    return session.execute(asked.where(later).order_by(Task.case_id, Task.no).limit(limit)).all()


def people_of(session: Session, units: Sequence[str]) -> Sequence[Row[Person, int]]:
    """The people of units, by name, each with how many open tasks they have."""
    amount = select(func.count()).where(Task.assignee == Person.login, Task.status == "open").scalar_subquery()
    theirs = select(Membership.person_id).where(Membership.unit_id.in_(units))
    asked = select(Person, amount.label("open")).where(Person.id.in_(theirs)).order_by(Person.name)
    return session.execute(asked).unique().all()


def open_tasks_of(session: Session, login: str, limit: int) -> Sequence[Row[int, int]]:
    asked = select(Task.case_id, Task.no).where(Task.assignee == login, Task.status == "open")
    return session.execute(asked.order_by(Task.case_id, Task.no).limit(limit)).all()
