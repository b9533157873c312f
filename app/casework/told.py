"""A case as its journal tells it up to an instant: what people did in it and when, its limits, its values, its end.

Figures are counted from this and from nothing else, so that each number can be traced to entries that are signed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from app.casework import journal
from app.engine import values


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A task that somebody completed."""

    element: str
    at: datetime
    values: Mapping[str, Any]


@dataclass(kw_only=True)
class Kept:
    """A task and its limit: `done` is when it was closed, however."""

    element: str
    due: datetime | None
    done: datetime | None = None

    def is_due(self, as_of: datetime) -> bool:
        """Whether it can be said if the limit was kept: it was done, or its limit is over."""
        return self.due is not None and (self.done is not None or self.due <= as_of)

    def in_time(self) -> bool:
        return self.due is not None and self.done is not None and self.done < self.due


@dataclass(kw_only=True)
class Told:
    """One case, as far as its journal goes."""

    number: str
    process: str
    unit: str | None
    started_at: datetime
    started: Mapping[str, Any] = field(default_factory=dict)  # what the start form said
    deeds: list[Deed] = field(default_factory=list)
    tasks: dict[int, Kept] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    passed: list[tuple[str, datetime]] = field(default_factory=list)
    ended: str | None = None
    ended_at: datetime | None = None

    def of(self, element: str) -> list[Deed]:
        return [deed for deed in self.deeds if deed.element == element]

    def said(self, name: str) -> Any:
        """What people last wrote under a name, in whatever called process it was."""
        named = (deed.values[name] for deed in reversed(self.deeds) if name in deed.values)
        return next(named, self.started.get(name, self.values.get(name)))

    def limits(self, element: str) -> list[Kept]:
        return [task for task in self.tasks.values() if task.element == element]


def cases(rows: Iterable[Any]) -> Iterator[Told]:
    """The cases of journal rows that lie case after case."""
    for _, of_case in groupby(rows, key=lambda row: row.case_id):
        yield _fold(list(of_case))


def _fold(rows: list[Any]) -> Told:
    first = rows[0]
    told = Told(number=first.number, process=first.process, unit=first.unit, started_at=first.started_at)
    for row in rows:
        _take(told, row.kind, journal.opened(row, "command"), journal.opened(row, "outcome"), row.at)
    return told


def _take(told: Told, kind: str, asked: Mapping[str, Any], came: Mapping[str, Any], at: datetime) -> None:
    if kind == "Start":
        told.started = values.from_json(asked.get("values", {}))
    for task in (*came.get("opened", ()), *came.get("changed", ())):
        due = task.get("due_at")
        told.tasks[task["no"]] = Kept(element=task["element"], due=datetime.fromisoformat(due) if due else None)
    for closed in came.get("closed", ()):
        if closed["no"] in told.tasks:
            told.tasks[closed["no"]].done = at
        if kind == "Complete" and closed["how"] == "completed":
            written = values.from_json(asked.get("values", {}))
            told.deeds.append(Deed(element=closed["element"], at=at, values=written))
    for change in came.get("changes", ()):
        told.values[change["name"]] = values.from_json(change.get("after"))
    told.passed += [(element, at) for element in came.get("trail", ())]
    if came.get("status", "open") != "open":
        told.ended, told.ended_at = came.get("ended") or came["status"], at
