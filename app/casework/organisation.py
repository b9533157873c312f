"""Who is who: the tree of units, the people in it and the groups they make up.

Pure, so that a rehearsal on a laptop (from `organisation.yaml`) and live work (from the database) resolve groups, heads
and absences by the same code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from app.errors import Invalid, PersonNotFound

HEAD, LEADER = "head", "leader"
PROCESS_OWNER, AUDITOR, ADMINISTRATOR = "process-owner", "auditor", "administrator"
SYSTEM_ROLES = frozenset({PROCESS_OWNER, AUDITOR, ADMINISTRATOR})
ZONE = ZoneInfo("Asia/Shanghai")  # the zone in which an absence's days begin and end

SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class OrganisationBroken(Invalid):
    """The organisation cannot be read: {why}."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    id: str
    name: str
    kind: str | None = None
    parent: str | None = None  # None: the root


@dataclass(frozen=True, order=True)
class Membership:
    role: str
    unit: str

    @property
    def group(self) -> str:
        return f"{self.role}@{self.unit}"


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """B for A while A is away: for one process, for what one role is asked to do, or for everything."""

    deputy: str
    process: str | None = None
    role: str | None = None

    def covers(self, process: str, roles: Iterable[str]) -> bool:
        return self.process in (None, process) and (self.role is None or self.role in roles)


@dataclass(frozen=True, kw_only=True)
class Person:
    login: str
    name: str
    memberships: tuple[Membership, ...] = ()
    email: str | None = None
    phone: str | None = None
    language: str | None = None  # that they are written to in
    absent: tuple[date, date] | None = None  # first and last day
    stand_ins: tuple[StandIn, ...] = ()  # who does their work while they are away: the first that covers it

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(held.unit for held in self.memberships))

    @property
    def home(self) -> str | None:
        return home_of(self.memberships)

    def is_absent(self, at: datetime) -> bool:
        day = at.astimezone(ZONE).date()
        return self.absent is not None and self.absent[0] <= day <= self.absent[1]


@dataclass(frozen=True)
class Directory:
    """Everybody, and every question that groups and units raise."""

    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    version: int = field(default=0, compare=False)  # which state of the database it was read from
    calendars: Mapping[str, str] = field(default_factory=dict)  # unit -> the calendar its new cases count in

    # -- units

    @cached_property
    def root(self) -> str | None:
        return next((unit.id for unit in self.units.values() if unit.parent is None), None)

    @cached_property
    def _children(self) -> Mapping[str | None, tuple[str, ...]]:
        found: dict[str | None, list[str]] = defaultdict(list)
        for unit in self.units.values():
            found[unit.parent].append(unit.id)
        return {parent: tuple(units) for parent, units in found.items()}

    def children(self, unit: str | None) -> tuple[str, ...]:
        return self._children.get(unit, ())

    def upwards(self, unit: str) -> Iterator[str]:
        """The unit, its parent, and so on to the root."""
        here: str | None = unit
        while here is not None and here in self.units:
            yield here
            here = self.units[here].parent

    def calendar_of(self, unit: str | None) -> str | None:
        """The calendar of a unit, or of the nearest unit above that has one; None: the default."""
        return next((self.calendars[up] for up in self.upwards(unit or "") if up in self.calendars), None)

    def below(self, unit: str) -> frozenset[str]:
        """The unit and every unit under it."""
        found, waiting = set(), [unit] if unit in self.units else []
        while waiting:
            here = waiting.pop()
            found.add(here)
            waiting += self.children(here)
        return frozenset(found)

    # -- people

    def person(self, login: str) -> Person:
        if login not in self.people:
            raise PersonNotFound(login=login)
        return self.people[login]

    def name(self, login: str) -> str:
        """What to call the person; a login nobody has any more stays as it is."""
        return self.people[login].name if login in self.people else login

    def is_absent(self, login: str, at: datetime) -> bool:
        return login in self.people and self.people[login].is_absent(at)

    def stand_in(self, login: str, process: str, groups: Iterable[str], at: datetime) -> str | None:
        """Who does a task of somebody's while they are away, if that person is there."""
        person = self.people.get(login)
        roles = {group.partition("@")[0] for group in groups}
        covering = (each.deputy for each in (person.stand_ins if person else ()) if each.covers(process, roles))
        return next((each for each in covering if each in self.people and not self.is_absent(each, at)), None)

    # -- groups

    @cached_property
    def _held(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for person in self.people.values():
            for group in dict.fromkeys(g for held in person.memberships for g in (held.group, held.role)):
                found[group].append(person.login)
        return {group: tuple(logins) for group, logins in found.items()}

    @cached_property
    def _climbing(self) -> Mapping[str, tuple[str, ...]]:
        """`head@unit` and `leader@unit` for every unit: a unit without one has its parent's."""
        found = {}
        for role in (HEAD, LEADER):
            for unit in self.units:
                above = (self._held.get(f"{role}@{up}") for up in self.upwards(unit))
                found[f"{role}@{unit}"] = next((logins for logins in above if logins), ())
        return found

    def holders(self, group: str) -> tuple[str, ...]:
        """The logins of a group: `role` (in any unit), `role@unit`, `head@unit`, `leader@unit`."""
        return self._climbing.get(group) or self._held.get(group, ())

    def head(self, unit: str) -> str | None:
        return next(iter(self.holders(f"{HEAD}@{unit}")), None)

    def leader(self, unit: str) -> str | None:
        return next(iter(self.holders(f"{LEADER}@{unit}")), None)

    @cached_property
    def _groups_of(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for groups in (self._held, self._climbing):
            for group, logins in groups.items():
                for login in logins:
                    found[login].add(group)
        return {login: frozenset(groups) for login, groups in found.items()}

    def groups_of(self, login: str) -> frozenset[str]:
        """Every group a person belongs to: bare roles, `role@unit`, and the units whose head or leader they are."""
        return self._groups_of.get(login, frozenset())

    @cached_property
    def known_groups(self) -> frozenset[str]:
        """What a diagram may name: each role somebody holds, bare or in a unit, and every unit's head and leader."""
        return frozenset(self._held) | frozenset(self._climbing)

    def all_absent(self, groups: Iterable[str], at: datetime) -> bool:
        """Whether the groups have people and every one of them is away."""
        logins = {login for group in groups for login in self.holders(group)}
        return bool(logins) and all(self.is_absent(login, at) for login in logins)

    # -- reach

    def reach(self, login: str, *roles: str) -> frozenset[str]:
        """The units that a person's system roles reach: where they hold one, and everything below."""
        held = self.people[login].memberships if login in self.people else ()
        return frozenset().union(*(self.below(each.unit) for each in held if each.role in roles))


def home_of(memberships: Iterable[Membership]) -> str | None:
    """The unit whose work somebody does: the first in which they hold a role that is no system role, else the first."""
    ordered = sorted(memberships, key=lambda held: held.role in SYSTEM_ROLES)
    return ordered[0].unit if ordered else None


def unit_of(group: str) -> str | None:
    """The unit a group names; None for a bare role."""
    return group.partition("@")[2] or None


# -- organisation.yaml


def read(path: Path) -> Directory:
    """The organisation that a file describes."""
    return _of_text(path.read_text("utf-8"))


@lru_cache(maxsize=4)
def _of_text(text: str) -> Directory:
    return parse(read_yaml(text))


def read_yaml(text: str) -> Any:
    """What a YAML file says, read by libyaml where it is there: ten times as fast. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=SAFE)  # noqa: S506  it is a SafeLoader


def parse(data: Any) -> Directory:
    if not isinstance(data, Mapping) or not data.get("units"):
        raise OrganisationBroken(why="it needs units")
    trees = data["units"] if isinstance(data["units"], list) else [data["units"]]
    units = {unit.id: unit for tree in trees for unit in _units(tree, None)}
    people = {}
    for row in data.get("people") or ():
        person = _person(row)
        if person.login in people:
            raise OrganisationBroken(why=f"there are two people {person.login}")
        for held in person.memberships:
            if held.unit not in units:
                raise OrganisationBroken(why=f"{person.login} is in a unit {held.unit}, which is not there")
        people[person.login] = person
    return Directory(units, people)


def _units(tree: Mapping[str, Any], parent: str | None) -> Iterator[Unit]:
    try:
        unit = Unit(id=tree["id"], name=tree["name"], kind=tree.get("kind"), parent=parent)
    except KeyError as missing:
        raise OrganisationBroken(why=f"a unit has no {missing}") from missing
    yield unit
    for child in tree.get("children") or ():
        yield from _units(child, unit.id)


def _person(row: Mapping[str, Any]) -> Person:
    try:
        login, name = row["login"], row["name"]
    except KeyError as missing:
        raise OrganisationBroken(why=f"a person has no {missing}") from missing
    absent = row.get("absent")
    return Person(
        login=login,
        name=name,
        memberships=tuple(membership(text) for text in row.get("roles") or ()),
        email=row.get("email"),
        phone=row.get("phone"),
        absent=(_day(absent[0]), _day(absent[1])) if absent else None,
        stand_ins=tuple(_stand_in(each) for each in row.get("stand_ins") or ()),
    )


def _stand_in(row: Any) -> StandIn:
    """`login`, or a mapping that says for which process or role."""
    if isinstance(row, str):
        return StandIn(deputy=row)
    if not isinstance(row, Mapping) or not row.get("deputy") or row.keys() - {"deputy", "process", "role"}:
        raise OrganisationBroken(why=f"{row} does not say who stands in: write deputy, and process or role")
    return StandIn(deputy=str(row["deputy"]), process=row.get("process"), role=row.get("role"))


def membership(text: str) -> Membership:
    """The membership that `role@unit` names."""
    role, _, unit = text.partition("@")
    if not role or not unit:
        raise OrganisationBroken(why=f"{text} is not written as role@unit")
    return Membership(role, unit)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
