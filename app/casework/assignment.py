"""Who steps in when nobody a task is for can do it: live work and rehearsals ask this after every step.

Somebody cannot who is away, has left, stood back or has a conflict of interest. Then the deputy does it (B 代 A): the
one that the diagram names, or that the person has named; and where nobody is left the superior: the head of the unit,
its leader, and so on upwards. Nothing is ever lost, and nothing is decided by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app import engine
from app.casework.conflicts import Conflicts, may_arise
from app.casework.organisation import HEAD, LEADER, Directory, unit_of
from app.engine import Version
from app.engine.commands import Assign, Command, Release, TakeOver
from app.engine.step import OpenTask, Step

ASSIGNMENT = "system:assignment"
ABSENT, NOBODY, CONFLICT = "absent", "nobody", "conflict"  # reasons, as the journal has them


@dataclass(frozen=True, kw_only=True)
class House:
    """Among whom, and by which rules, somebody is looked for."""

    directory: Directory
    version: Version
    unit: str | None  # of the case
    everybody: bool = False  # whether the directory knows everybody: whom it does not know has left


def follow_ups(step: Step, house: House, at: datetime) -> list[Command]:
    """The commands that follow from a step."""
    if not house.directory.people or step.status != "open":
        return []
    closed = {one.no for one in step.closed}
    waiting = {timer.task for timer in step.timers_set if timer.kind == "deputy"}
    found = Finder(house, step.state, at)
    touched = [task for task in (*step.opened, *step.changed) if task.no not in closed and not task.signing]
    commands = (found.next_for(task, task.no in waiting) for task in touched if task.signs_for is None)
    return [command for command in commands if command is not None]


class Finder:
    """Looks for whoever can do a task at an instant."""

    def __init__(self, house: House, state: bytes, at: datetime) -> None:
        self.house, self.directory, self.at = house, house.directory, at
        arises = may_arise(house.version)
        view = engine.view(house.version, state) if arises else None
        self.conflicts = Conflicts(house.version, view, house.directory) if view else None

    def next_for(self, task: OpenTask, deputy_waits: bool) -> Command | None:
        if task.assignee is not None:
            return self._instead_of(task, task.assignee)
        people = self._people(task)
        if any(self._can(login, task) for login in people):
            return None
        if deputy_waits and people:
            return TakeOver(by=ASSIGNMENT, task=task.key, reason=ABSENT)
        return self._stand_in(task, people) or self._superior(task, people)

    def _instead_of(self, task: OpenTask, login: str) -> Command | None:
        """Whoever has it is away or has left, or must not have it."""
        barred, gone = self._barred(login, task), self._gone(login)
        if not (barred or gone or self.directory.is_absent(login, self.at)):
            return None
        found = None if barred else self._stand_in(task, [login])
        if found is None and (barred or gone):
            others = task.groups or task.users
            return (None if others else self._superior(task, [login])) or Release(by=ASSIGNMENT, task=task.key)
        return found

    def _stand_in(self, task: OpenTask, people: list[str]) -> Command | None:
        """The first of those who are away who has named somebody that is there."""
        groups = (*task.groups, *task.deputies)
        for login in people:
            deputy = self.directory.stand_in(login, self.house.version.process, groups, self.at)
            if deputy and not self._barred(deputy, task) and not self._barred(login, task):
                facts = {"to": deputy, "instead_of": login, "reason": ABSENT, "acting_for": login}
                return Assign(by=ASSIGNMENT, task=task.key, tell=True, **facts)
        return None

    def _superior(self, task: OpenTask, people: list[str]) -> Command | None:
        if not people and not self._is_known(task):
            return None
        for group in self._upwards(task):
            known = group in (*task.groups, *task.deputies)
            if not known and any(self._can(login, task) for login in self.directory.holders(group)):
                return TakeOver(by=ASSIGNMENT, task=task.key, reason=NOBODY, group=group)
        return None

    def _upwards(self, task: OpenTask) -> Iterator[str]:
        units = [unit for group in task.groups if (unit := unit_of(group))] or [self.house.unit or ""]
        for unit in self.directory.upwards(units[0]):
            yield from (f"{HEAD}@{unit}", f"{LEADER}@{unit}")

    def _is_known(self, task: OpenTask) -> bool:
        """Whether nobody is there for it though the organisation knows what it asks for: such a task is nobody's."""
        if not task.groups:
            return self.house.everybody and bool(task.recused or task.users)  # else it is the owner's of the case
        return all(group.partition("@")[0] in self.directory.known_groups for group in task.groups)

    def _people(self, task: OpenTask) -> list[str]:
        named = [login for group in (*task.groups, *task.deputies) for login in self.directory.holders(group)]
        return list(dict.fromkeys((*task.users, *named)))

    def _can(self, login: str, task: OpenTask) -> bool:
        away = self.directory.is_absent(login, self.at) or self._gone(login)
        return not away and not self._barred(login, task)

    def _gone(self, login: str) -> bool:
        return self.house.everybody and login not in self.directory.people

    def _barred(self, login: str, task: OpenTask) -> bool:
        return login in task.recused or (self.conflicts is not None and self.conflicts.bars(login, task))
