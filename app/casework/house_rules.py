"""Who may do what in a rehearsal: the permissions of live work, asked of an organisation that lies in a file.

What the organisation knows nothing about is not judged: a diagram from elsewhere can be rehearsed with people and
groups of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.casework import desk_rights, permissions
from app.casework.organisation import Directory
from app.casework.people import Actor
from app.casework.permissions import ForWhom
from app.engine import Version
from app.engine.step import OpenTask

NUMBER = 1  # of the one case that a rehearsal has


@dataclass(frozen=True, kw_only=True)
class HouseRules:
    """The permissions as they are for one case."""

    directory: Directory
    owner: str | None
    unit: str | None
    started_by: str

    def check(self, login: str, what: str, task: OpenTask, at: datetime) -> None:
        """Raises NotYours or TaskTaken, as live work does."""
        if self.judges(task) and not desk_rights.may(self.actor(login), what, task, self, at):
            raise desk_rights.refusal(self.actor(login), task, f"{NUMBER}-{task.no}")

    def check_receiver(self, login: str, to: str, task: OpenTask) -> None:
        """Raises PersonNotFound or NotForThem, as live work does."""
        if self.judges(task):
            permissions.check_receiver(self.actor(login), self.directory.person(to), task)

    def check_start(self, version: Version) -> None:
        """Raises NotYourProcess, as live work does."""
        if self.started_by in self.directory.people:
            permissions.check_start(self.actor(self.started_by), version, None)

    def check_case(self, login: str, command: str) -> None:
        """Raises NotYourRoom, as live work does."""
        if login in self.directory.people:
            permissions.check_case(self.actor(login), command, self)

    def stands_in_for(self, login: str, task: ForWhom, at: datetime) -> str | None:
        actor = self.actor(login)
        if not self.judges(task):
            return None
        if isinstance(task, OpenTask):
            return desk_rights.acting_for(actor, task, at)
        return permissions.stands_in_for(actor, task, at)

    def judges(self, task: ForWhom) -> bool:
        people = {*task.users, task.assignee} & self.directory.people.keys()
        return bool(people or {*task.groups, *task.deputies} & self.directory.known_groups)

    def actor(self, login: str) -> Actor:
        """A person of the organisation, or somebody it does not know, who belongs to nothing."""
        person = self.directory.people.get(login)
        return Actor(login, self.directory.name(login), person.memberships if person else (), self.directory)
