"""Who asks, and what they belong to: from the database, through the directory that is kept until it changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from app.casework.kept import kept
from app.casework.organisation import AUDITOR, Directory, Membership, Person, StandIn, Unit, home_of
from app.errors import PersonNotFound
from app.store import calendars, db, models, queries
from app.store import people as stored


@dataclass(frozen=True)
class Actor:
    """Whoever gives a command: a person, or a part of the system (`system:timers`)."""

    login: str
    name: str
    memberships: tuple[Membership, ...] = ()
    directory: Directory = field(default=Directory({}, {}), repr=False, compare=False)

    @property
    def is_system(self) -> bool:
        return self.login.startswith("system:")

    @cached_property
    def groups(self) -> frozenset[str]:
        """Every group they belong to: bare roles, `role@unit`, and the units whose head or leader they are."""
        return self.directory.groups_of(self.login)

    @cached_property
    def units(self) -> frozenset[str]:
        return frozenset(held.unit for held in self.memberships)

    @property
    def home(self) -> str | None:
        """The unit whose work they do: the first in which they hold a role that is no system role, else the first."""
        return home_of(self.memberships)

    def has(self, role: str) -> bool:
        """Whether they hold the role in any unit."""
        return any(held.role == role for held in self.memberships)

    @property
    def only_watches(self) -> bool:
        """Whether they hold no role but that of an auditor: they look at everything in reach, and change nothing."""
        return bool(self.memberships) and all(held.role == AUDITOR for held in self.memberships)

    def reach(self, *roles: str) -> frozenset[str]:
        """The units that these system roles of theirs reach: where they hold one, and everything below."""
        return self.directory.reach(self.login, *roles)


def system(name: str) -> Actor:
    """A part of the system as an actor: "timers", "jobs", "assignment", "messages", "signals"."""
    return Actor(f"system:{name}", name, (), directory())


def actor(login: str) -> Actor:
    user = queries.person_by_login(db.session(), login)
    if user is None or not user.active:
        raise PersonNotFound(login=login)
    return actor_of(user)


def actor_of(user: models.Person) -> Actor:
    """The actor that a logged-in person is; asks the database only when the organisation has changed."""
    everybody = directory(user.organisation_version)
    held = tuple(Membership(each.role, each.unit_id) for each in user.memberships)
    return Actor(user.login, user.name, held, everybody)


def by_token(token: str) -> models.Person | None:
    """The person whose program sends this token."""
    return queries.person_by_token(db.session(), hash_of(token))


def hash_of(token: str) -> str:
    """Tokens are long and random, so a plain hash keeps them as well as a slow one would."""
    return sha256(token.encode()).hexdigest()


def directory(version: int | None = None) -> Directory:
    """Everybody; `version` is the organisation's when the caller has just read it along with something else."""
    memory = kept()
    if version is None:
        version = queries.organisation_version(db.session())
    if memory.directory is None or memory.directory.version != version:
        memory.directory = _read(version)
    return memory.directory


def _read(version: int) -> Directory:
    session = db.session()
    units = {
        row.id: Unit(id=row.id, name=row.name, kind=row.kind, parent=row.parent_id) for row in queries.units(session)
    }
    standing: dict[str, list[StandIn]] = defaultdict(list)
    for row in stored.stand_ins(session):
        standing[row.login].append(StandIn(deputy=row.deputy, process=row.process, role=row.role))
    people = {}
    for user in queries.active_people(session):
        absent = (user.absent_from, user.absent_to) if user.absent_from and user.absent_to else None
        people[user.login] = Person(
            login=user.login,
            name=user.name,
            memberships=tuple(Membership(each.role, each.unit_id) for each in user.memberships),
            email=user.email,
            phone=user.phone,
            language=user.language,
            absent=absent,
            stand_ins=tuple(standing[user.login]),
        )
    return Directory(units, people, version, calendars.of_units(session))
