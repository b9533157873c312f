"""The organisation's parameters in live work: what is declared, what holds in which unit, and how it is changed.

A value is proposed by one person, with a reason, and published by another. Cases keep the values they began with; a
changed one is for cases that begin after it. Nothing is ever taken out of the history.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.casework import parameter_record, permissions, versions
from app.casework.declared import Book, declaration
from app.casework.organisation import Directory
from app.casework.people import Actor
from app.casework.versions import ProcessRow
from app.engine import Version, values
from app.engine.parameters import Known
from app.errors import Conflict, Invalid, NotAllowed, NotThere
from app.store import db, models, writes, writing
from app.store import parameters as store


class ChangeNotFound(NotThere):
    """There is no proposal {change}."""


class AlreadyProposed(Conflict):
    """A value of this parameter is proposed for this unit already: it is decided first."""


class AlreadyDecided(Conflict):
    """The proposal has been decided meanwhile."""


class SecondPerson(NotAllowed):
    """Who proposed a value does not publish it: another person does."""


class NotYourProposal(NotAllowed):
    """Only who proposed it takes it back."""


class ReasonMissing(Invalid):
    """A change of a parameter needs a reason."""


class NothingChanges(Invalid):
    """That is the value it has already."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One proposal and what became of it; `value` is a FEEL value, None: that of the unit above holds again."""

    id: int
    parameter: str
    unit: str
    value: Any
    reason: str
    status: str
    current: bool
    example: bool
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decided_why: str


# -- what holds


def book(ids: Collection[str] | None = None) -> Book:
    """What is declared, and the values that hold now: of these parameters or of all."""
    session = db.session()
    rows = [row for row in store.declared(session) if ids is None or row.id in ids]
    declared = {row.id: declaration(row.declaration) for row in rows}
    procedures = {code: name for row in rows for code, name in row.procedures.items()}
    held = {(row.parameter_id, row.unit_id): values.from_json(row.value) for row in store.in_force(session, ids)}
    return Book(declared, procedures, {key: value for key, value in held.items() if value is not None})


def pinned(version: Version, unit: str | None, directory: Directory) -> dict[str, Any]:
    """The values that a case of a version begins with in a unit. Raises ParameterEmpty, ParameterUnknown."""
    return book(version.parameters).pinned(version.parameters, unit, directory) if version.parameters else {}


def added(old: Mapping[str, Any], new: Version, unit: str | None, directory: Directory, anew: bool) -> dict[str, Any]:
    """What a case that moves to another version is given: parameters it has not yet, or all of them anew."""
    wanted = new.parameters if anew else new.parameters - old.keys()
    return book(wanted).pinned(wanted, unit, directory) if wanted else {}


def declared() -> dict[str, Known]:
    """The same wherever it is: which parameters there are, each taken to be filled in."""
    return {id_: Known(one.name, empty=False) for id_, one in book().declared.items()}


def known(unit: str | None, directory: Directory) -> dict[str, Known]:
    """What the gate asks: which parameters there are, and whether they have a value in a unit."""
    return book().known(unit, directory)


def using(parameter: str, by: Actor) -> list[ProcessRow]:
    """The processes that somebody sees whose version in use asks for a parameter."""
    return [row for row in versions.visible(by) if parameter in versions.load(row.hash).parameters]


def asked_by_processes(by: Actor) -> dict[str, list[str]]:
    """By parameter, the names of the processes that somebody sees whose version in use asks for it."""
    found: dict[str, list[str]] = {}
    for row in versions.visible(by):
        for parameter in versions.load(row.hash).parameters:
            found.setdefault(parameter, []).append(row.name)
    return found


# -- how it came about


def proposals(by: Actor) -> list[Change]:
    """Those that wait for a second person, in the units somebody sets parameters for."""
    return [_change(row) for row in store.proposed(db.session()) if permissions.may_set_parameter(by, row.unit_id)]


def proposal(change: int, by: Actor) -> Change:
    """One that waits, in a unit that somebody looks after. Raises ChangeNotFound, AlreadyDecided."""
    row = db.session().get(models.ParameterChange, change)
    if row is None or not permissions.may_set_parameter(by, row.unit_id):
        raise ChangeNotFound(change=change)
    if row.status != "proposed":
        raise AlreadyDecided
    return _change(row)


def history(parameter: str) -> list[Change]:
    return [_change(row) for row in store.history(db.session(), parameter)]


def in_force() -> dict[tuple[str, str], Change]:
    """By parameter and unit, the change that holds."""
    return {(row.parameter_id, row.unit_id): _change(row) for row in store.in_force(db.session())}


# -- changing


def propose(parameter: str, unit: str, value: Any, reason: str, by: Actor, *, clear: bool = False) -> int:
    """Propose a value for a unit, or that it has none of its own any more; the number of the proposal.

    Raises ParameterUnknown, WrongValue, ReasonMissing, NothingChanges, AlreadyProposed, NotYourParameter.
    """
    permissions.check_parameter(by, unit)
    now = book([parameter])
    wanted = None if clear else now.get(parameter).checked(value)
    if not reason.strip():
        raise ReasonMissing
    if now.values.get((parameter, unit)) == wanted:
        raise NothingChanges
    row = row_of(parameter, unit, wanted, reason.strip(), by.login) | {"status": "proposed", "current": False}
    try:
        with writing() as session:
            store.lock(session)
            change = int(writes.add(session, models.ParameterChange, row))
            parameter_record.write(session, _held(session, change), parameter_record.PROPOSED)
            return change
    except IntegrityError:
        raise AlreadyProposed from None


def publish(change: int, by: Actor) -> Change:
    """Let a proposal hold from now on; never by who made it. Raises SecondPerson, AlreadyDecided, WrongValue."""
    with writing() as session:
        row = _open(session, change, by)
        if row.proposed_by == by.login:
            raise SecondPerson
        if row.value is not None:
            book([row.parameter_id]).get(row.parameter_id).checked(values.from_json(row.value))
        store.retire(session, row.parameter_id, row.unit_id)
        session.flush()
        row.current = True
        _decide(session, row, parameter_record.PUBLISHED, by)
        return _change(row)


def refuse(change: int, why: str, by: Actor) -> Change:
    """Decline a proposal, with a reason; never by who made it."""
    if not why.strip():
        raise ReasonMissing
    with writing() as session:
        row = _open(session, change, by)
        if row.proposed_by == by.login:
            raise SecondPerson
        _decide(session, row, "refused", by, why.strip())
        return _change(row)


def withdraw(change: int, by: Actor) -> Change:
    """Take back one's own proposal."""
    with writing() as session:
        row = _open(session, change, by)
        if row.proposed_by != by.login:
            raise NotYourProposal
        _decide(session, row, "withdrawn", by)
        return _change(row)


def _held(session: Session, change: int) -> models.ParameterChange:
    row = store.locked(session, change)
    if row is None:
        raise ChangeNotFound(change=change)
    return row


def _open(session: Session, change: int, by: Actor) -> models.ParameterChange:
    store.lock(session)
    row = _held(session, change)
    permissions.check_parameter(by, row.unit_id)
    if row.status != "proposed":
        raise AlreadyDecided
    return row


def _decide(session: Session, row: models.ParameterChange, status: str, by: Actor, why: str = "") -> None:
    row.status, row.decided_by, row.decided_at, row.decided_why = status, by.login, clock.now(), why
    session.flush()
    parameter_record.write(session, row, status)


# -- rows


def row_of(parameter: str, unit: str, value: Any, reason: str, by: str) -> dict[str, Any]:
    return {
        "parameter_id": parameter,
        "unit_id": unit,
        "value": None if value is None else values.to_json(value),
        "reason": reason,
        "example": False,
        "proposed_by": by,
        "proposed_at": clock.now(),
        "decided_by": None,
        "decided_at": None,
        "decided_why": "",
    }


def _change(row: models.ParameterChange) -> Change:
    return Change(
        id=row.id,
        parameter=row.parameter_id,
        unit=row.unit_id,
        value=values.from_json(row.value),
        reason=row.reason,
        status=row.status,
        current=row.current,
        example=row.example,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decided_why=row.decided_why,
    )
