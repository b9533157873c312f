"""Tasks whose people are away or have left: they go to who stands in, or back to their group, or to the superior.

A step of a case looks at this by itself; here it is looked at when a person's days away begin, or when they have left.
And a head, or an administrator, hands over all that somebody has, at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog

from app import clock
from app.casework import assignment, bulk, people, tasks
from app.casework.bulk import MOST_AT_ONCE, Done
from app.casework.commands import carry_out
from app.casework.held import Held
from app.casework.organisation import ADMINISTRATOR, HEAD, LEADER, ZONE, Membership, StandIn, home_of
from app.casework.people import Actor
from app.engine.commands import Command
from app.errors import Conflict, NotYourRoom, PersonNotFound, ShouwenError
from app.store import DatabaseAway, db, queries
from app.store import people as stored

BATCH = 200

log = structlog.get_logger()


class NothingToPassOn(Conflict):
    """Task {task} is where it should be."""


def sweep(at: datetime | None = None) -> int:
    """Look at every open task of somebody who is away or has left; how many moved."""
    now, moved, after = at or clock.now(), 0, (0, 0)
    while rows := stored.tasks_left(db.session(), now.astimezone(ZONE).date(), after, BATCH):
        db.session().rollback()  # a long way through many cases is no single transaction
        for row in rows:
            moved += _pass_on(row.case_id, row.no, now)
        after = (rows[-1].case_id, rows[-1].no)
    return moved


def _pass_on(case_id: int, no: int, at: datetime) -> bool:
    directory = people.directory()

    def decide(held: Held) -> Command:
        house = assignment.House(directory=directory, version=held.version, unit=held.case.unit, everybody=True)
        task = held.task(no)
        found = task and assignment.Finder(house, held.state, max(at, held.case.at)).next_for(task, False)
        if not found:
            raise NothingToPassOn(task=held.task_id(no))
        return found

    try:
        carry_out(case_id, decide, by=people.system("assignment"), at=at)
    except DatabaseAway:
        raise
    except ShouwenError:
        return False  # done meanwhile, or nobody to pass it on to
    except Exception:
        # One case that cannot go on must not keep the others waiting.
        log.exception("a task could not be passed on", case=case_id, task=no)
        return False
    return True


# -- by hand


def of(login: str, by: Actor) -> tuple[str, tuple[tasks.Task, ...]]:
    """Somebody's name and the open tasks they have, for whoever leads them. Raises PersonNotFound, NotYourRoom."""
    name = check(login, by)
    rows = stored.open_tasks_of(db.session(), login, MOST_AT_ONCE)
    return name, tuple(task for row in rows if (task := _seen(f"{row.case_id}-{row.no}", by)))


def _seen(task_id: str, by: Actor) -> tasks.Task | None:
    """A task of a case beyond their sight is for others to hand over."""
    try:
        return tasks.get(task_id, by)
    except ShouwenError:
        return None


@dataclass(frozen=True, kw_only=True)
class Member:
    """Somebody whom a head leads, or an administrator looks after."""

    login: str
    name: str
    unit: str
    active: bool
    absent: tuple[date, date] | None
    memberships: tuple[Membership, ...]
    stand_ins: tuple[StandIn, ...]
    open: int = 0  # tasks they have

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(held.unit for held in self.memberships))


def team(by: Actor) -> tuple[Member, ...]:
    """Everybody in the units that the person leads or administers, those who have left only while they have tasks."""
    rows = stored.people_of(db.session(), sorted(_led(by)))
    found = [_member(row.Person, by, row.open) for row in rows if row.Person.login != by.login]
    return tuple(each for each in found if each.active or each.open)


def member(login: str, by: Actor) -> Member:
    """Raises PersonNotFound, NotYourRoom."""
    check(login, by)
    return _member(queries.person_by_login(db.session(), login), by, 0)


def _member(user: Any, by: Actor, amount: int) -> Member:
    held = tuple(Membership(each.role, each.unit_id) for each in user.memberships)
    home = home_of(held)
    known = by.directory.people.get(user.login)
    return Member(
        login=user.login,
        name=user.name,
        unit=by.directory.units[home].name if home in by.directory.units and home else "",
        active=user.active,
        absent=(user.absent_from, user.absent_to) if user.absent_from and user.absent_to else None,
        memberships=held,
        stand_ins=known.stand_ins if known else (),
        open=amount,
    )


def leads_people(by: Actor) -> bool:
    return any(held.role in (HEAD, LEADER, ADMINISTRATOR) for held in by.memberships)


def _led(by: Actor) -> frozenset[str]:
    led = {unit for unit in by.directory.units if by.groups & {f"{HEAD}@{unit}", f"{LEADER}@{unit}"}}
    return frozenset(led) | by.reach(ADMINISTRATOR)


def hand_over(login: str, to: str, by: Actor, *, reason: str, key: str | None = None) -> tuple[Done, ...]:
    """Give all of it to one person, with an answer for each task."""
    _, found = of(login, by)
    return bulk.do("assign", [task.id for task in found], by, to=to, reason=reason, key=key) if found else ()


def check(login: str, by: Actor) -> str:
    """The name of somebody in a unit that the person leads or administers, whether they are still there or not."""
    user = queries.person_by_login(db.session(), login)
    if user is None:
        raise PersonNotFound(login=login)
    if not {held.unit_id for held in user.memberships} & _led(by):
        raise NotYourRoom
    return str(user.name)
