"""Conflict of interest: whom a complaint is about does not deal with it, and nobody reviews their own work.

How somebody stands to a task follows from the diagram: the property `accused` of the process names the values that say
whom the complaint is about (logins or names), the property `reviews` of a task the elements whose work it reviews.
What follows from that a decision table says: the process's own `conflict_of_interest`, else the house's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.casework.organisation import Directory
from app.casework.people import Actor
from app.engine import Version, View, decisions, groups
from app.engine.library import REVIEWS
from app.engine.step import OpenTask
from app.errors import NotAllowed

DECISION = "conflict_of_interest"
HOUSE = Path(__file__).with_name("conflict_of_interest.dmn")
ACCUSED = "accused"  # the property of a process


class AccusedThemselves(NotAllowed):
    """The complaint is about {name}: somebody else deals with it."""


class MakerThemselves(NotAllowed):
    """{name} did what is reviewed here: somebody else reviews it."""


REFUSALS: dict[str, type[NotAllowed]] = {"accused": AccusedThemselves, "maker": MakerThemselves}


@dataclass(frozen=True)
class Conflicts:
    """The conflicts of interest in a case as it stands."""

    version: Version
    view: View
    directory: Directory

    def check(self, login: str, task: OpenTask) -> None:
        """Raises AccusedThemselves, MakerThemselves."""
        relation = self.of(login, task)
        if relation is not None:
            raise REFUSALS[relation](name=self.directory.name(login))

    def of(self, login: str, task: OpenTask) -> str | None:
        """The relation for which somebody is barred from a task; None where there is none."""
        return next((each for each in self._relations(login, task) if self._bars(each, task)), None)

    def bars(self, login: str, task: OpenTask) -> bool:
        return login in task.recused or self.of(login, task) is not None

    def _relations(self, login: str, task: OpenTask) -> Iterator[str]:
        if {login, self.directory.name(login)} & set(self._accused()):
            yield "accused"
        reviewed = groups.split(self.version.elements[task.element].properties.get(REVIEWS, ""))
        if any(login in self.view.done_by.get(element, ()) for element in reviewed):
            yield "maker"

    def _accused(self) -> Iterator[str]:
        for name in groups.split(self.version.properties.get(ACCUSED, "")):
            value = self.view.values.get(name)
            yield from (str(each) for each in (value if isinstance(value, list) else [value]) if each)

    def _bars(self, relation: str, task: OpenTask) -> bool:
        table: Any = self.version.decisions.get(self.version.process, {}).get(DECISION) or house_table()
        context = {"relation": relation, "task": task.element}
        return bool(table.evaluate(DECISION, context).result is True)


def may_arise(version: Version) -> bool:
    """Whether a diagram says anything of the kind: most do not, and nothing is looked at."""
    return bool(version.reviewed or version.properties.get(ACCUSED))


def refusal(actor: Actor, task: Any, version: Version, view: View) -> NotAllowed | None:
    """Why somebody does not deal with a task, as a list or a page has it."""
    open_now = next((each for each in view.tasks if each.no == task.no), None)
    if open_now is None or not may_arise(version):
        return None
    relation = Conflicts(version, view, actor.directory).of(actor.login, open_now)
    return REFUSALS[relation](name=actor.name) if relation else None


@cache
def house_table() -> Any:
    return decisions.parse(HOUSE.read_bytes())
