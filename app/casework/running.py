"""Running cases for whoever deploys their process: where they stand, what is stuck, and what can be done about it.

Who may deploy a process sees where its cases stand (numbers, elements, limits, whether something is stuck), whatever
their units; what a case holds, and what an incident says of it, only where the case is in their sight.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import clock, engine
from app.casework import cases, permissions, versions
from app.casework.commands import Outcome, carry_out
from app.casework.held import Case
from app.casework.people import Actor
from app.engine import View, commands
from app.engine.commands import Command
from app.engine.moving import Place
from app.errors import CaseNotFound, NotAllowed, NotThere
from app.store import db, lists
from app.store import running as store

PER_PAGE = 50


@dataclass(frozen=True)
class Standing:
    """How many cases have work at an element."""

    tasks: int = 0
    late: int = 0
    incidents: int = 0


@dataclass(frozen=True)
class Running:
    """One running case in the list."""

    case: Case
    elements: tuple[str, ...]  # with an open task
    seen: bool  # whether the person may look into it


@dataclass(frozen=True)
class Stuck:
    case_id: int
    number: str
    key: str
    element: str
    message: str | None  # None: the case is not in the person's sight
    opened_at: datetime
    version_hash: str
    retries: bool  # whether the person may have it tried again here


def check(process: str, by: Actor) -> None:
    """Raises ProcessNotFound, NotYourDiagram."""
    permissions.check_deploy(by, process, versions.in_use(process).unit)


def by_version(process: str, by: Actor) -> dict[str, int]:
    check(process, by)
    return store.by_version(db.session(), process)


def standing(process: str, version: str, by: Actor, now: datetime | None = None) -> dict[str, Standing]:
    """By element of a version: what its running cases have open there."""
    check(process, by)
    found: dict[str, Standing] = {}
    for element, tasks, late in store.work(db.session(), process, version, now or clock.now()):
        found[element] = Standing(tasks, int(late or 0))
    for row in store.stuck(db.session(), process, version):
        if row.element:
            old = found.get(row.element, Standing())
            found[row.element] = Standing(old.tasks, old.late, old.incidents + 1)
    return found


def page(process: str, version: str, by: Actor, number: int = 1) -> list[Running]:
    """One page of the running cases of a version."""
    check(process, by)
    session = db.session()
    rows = store.cases(session, process, version, (max(number, 1) - 1) * PER_PAGE, PER_PAGE)
    elements: dict[int, list[str]] = {}
    for case_id, element in store.open_elements(session, [row.id for row in rows]):
        elements.setdefault(case_id, []).append(element)
    found = [Case(**row._mapping) for row in rows]
    return [Running(case, tuple(elements.get(case.id, ())), _sees(by, case.id)) for case in found]


def stuck(process: str, by: Actor) -> list[Stuck]:
    """The open incidents of a process; what they say is for those who may look into the case."""
    check(process, by)
    found = []
    for row in store.stuck(db.session(), process):
        seen = _sees(by, row.case_id)
        retries = row.source == "engine" and permissions.may_by_hand(by, "Retry", row)
        message = row.message if seen else None
        where = (row.case_id, row.number, row.key, row.element)
        found.append(Stuck(*where, message, row.opened_at, row.version_hash, retries))
    return found


def versions_of(process: str, case_ids: list[int]) -> dict[int, str]:
    """The hash of the version that each of these cases of a process runs under."""
    return store.versions_of(db.session(), process, case_ids)


def _sees(by: Actor, case_id: int) -> bool:
    return lists.case_of_id(db.session(), permissions.sight(by), case_id) is not None


# -- one case


def get(number: str, by: Actor) -> Case:
    """A case of a process that the person may deploy. Raises CaseNotFound."""
    row = store.case_of_number(db.session(), number)
    if row is None:
        raise CaseNotFound(case=number)
    case = Case(**row._mapping)
    try:
        check(case.process, by)
    except (NotAllowed, NotThere):
        raise CaseNotFound(case=number) from None
    return case


def sees(case: Case, by: Actor) -> bool:
    return _sees(by, case.id)


def view(case: Case) -> View:
    return engine.view(cases.version_of(case), cases.state_of(case))


def places(case: Case) -> tuple[Place, ...]:
    """Where it stands, and where it could be put instead; nowhere, once it is over."""
    if case.status != "open":
        return ()
    return engine.places(cases.version_of(case), cases.state_of(case))


def act(case: Case, command: Command, by: Actor, *, key: str | None = None) -> Outcome:
    """Carry out a deed on a whole case. Raises NotYourRoom, and what the engine refuses."""
    permissions.check_case(by, type(command).__name__, case)
    return carry_out(case.id, command, by=by, key=key)


def move(case: Case, place: str, to: str, reason: str, by: Actor) -> Outcome:
    return act(case, commands.MoveToken(by=by.login, place=place, to=to, reason=reason), by)


def suspend(case: Case, reason: str, by: Actor) -> Outcome:
    return act(case, commands.Suspend(by=by.login, reason=reason), by)


def unsuspend(case: Case, reason: str, by: Actor) -> Outcome:
    return act(case, commands.Unsuspend(by=by.login, reason=reason), by)


def cancel(case: Case, reason: str, by: Actor) -> Outcome:
    return act(case, commands.Cancel(by=by.login, reason=reason), by)


def retry(case: Case, incident: str, by: Actor) -> Outcome:
    return act(case, commands.Retry(by=by.login, incident=incident), by)


def mend_and_retry(case: Case, incident: str, values: Mapping[str, Any], reason: str, by: Actor) -> Outcome:
    """Put values right, then have what stood still tried again: two entries in the journal."""
    if not _sees(by, case.id):
        raise CaseNotFound(case=case.number)
    act(case, commands.SetValues(by=by.login, values=values, reason=reason), by)
    return retry(case, incident, by)
