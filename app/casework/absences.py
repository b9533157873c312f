"""One's own days away: everybody says themselves when they are not there, and which colleague stands in.

What a head has arranged for single procedures or roles stays as it is, and goes before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.casework import people, people_admin
from app.casework.organisation import ZONE, Person, StandIn
from app.casework.people import Actor
from app.errors import Invalid


class NotAColleague(Invalid):
    """Choose somebody of one of your units to stand in for you: not {login}."""


class AlreadyOver(Invalid):
    """These days are over: say days that are to come."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Somebody who is away now, and for whom one stands in."""

    name: str
    until: date


@dataclass(frozen=True, kw_only=True)
class Absence:
    """One's own days away, the first and the last; None: none are said."""

    days: tuple[date, date] | None
    away: bool  # today is one of them
    deputy: str | None  # for everything that nobody else is arranged for
    deputy_name: str
    arranged: tuple[StandIn, ...]  # for single procedures or roles
    stands_for: tuple[Standing, ...]


def mine(by: Actor, at: datetime) -> Absence:
    me, today = by.directory.person(by.login), at.astimezone(ZONE).date()
    deputy = _general(me)
    days = me.absent if me.absent and me.absent[1] >= today else None
    return Absence(
        days=days,
        away=me.is_absent(at),
        deputy=deputy,
        deputy_name=by.directory.name(deputy) if deputy else "",
        arranged=_arranged(me),
        stands_for=tuple(
            Standing(name=each.name, until=each.absent[1])
            for each in by.directory.people.values()
            if each.absent and each.is_absent(at) and any(one.deputy == by.login for one in each.stand_ins)
        ),
    )


def set_mine(by: Actor, days: tuple[date, date] | None, deputy: str | None, at: datetime) -> None:
    """Say one's days away, or that one is back, and who stands in. Raises NotAColleague, AlreadyOver."""
    me = people.directory().person(by.login)
    if days and days[1] < at.astimezone(ZONE).date():
        raise AlreadyOver
    if deputy and deputy != _general(me) and deputy not in {each.login for each in colleagues(by)}:
        raise NotAColleague(login=deputy)
    people_admin.set_stand_ins(by.login, [*_arranged(me), *([StandIn(deputy=deputy)] if deputy else [])])
    people_admin.set_absence(by.login, days)


def _arranged(person: Person) -> tuple[StandIn, ...]:
    """Who stands in for single procedures or roles."""
    return tuple(each for each in person.stand_ins if each.process or each.role)


def _general(person: Person) -> str | None:
    return next((each.deputy for each in person.stand_ins if not each.process and not each.role), None)


def colleagues(by: Actor) -> tuple[Person, ...]:
    """Everybody who shares a unit with them, by name."""
    units = set(by.directory.person(by.login).units)
    found = [each for each in by.directory.people.values() if each.login != by.login and units & set(each.units)]
    return tuple(sorted(found, key=lambda each: each.name))
