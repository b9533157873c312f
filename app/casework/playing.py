"""Playing a case by hand: a worked example that grows step by step, with what came of each step.

It is folded anew each time by the code that works examples, so what is played, recorded and proven cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.casework import examples, permissions
from app.casework.examples import Example
from app.casework.expectations import Picture, local
from app.casework.rehearsal import Rehearsal, Setting
from app.engine import View, view
from app.engine.step import OpenTask, SetTimer
from app.errors import ShouwenError

SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One step that was done, and how the case stood after it."""

    number: int  # 0: the start
    at: datetime
    said: Mapping[str, Any]  # the step as the example says it
    passed: tuple[str, ...]  # elements
    fired: tuple[tuple[SetTimer, datetime], ...]
    picture: Picture


@dataclass(kw_only=True)
class Played:
    case: Rehearsal
    moments: list[Moment] = field(default_factory=list)
    refused: tuple[int, ShouwenError] | None = None  # the step at which it could not go on, and why

    @property
    def at(self) -> datetime:
        return self.case.at

    @property
    def view(self) -> View:
        return view(self.case.version, self.case.state)

    @property
    def is_over(self) -> bool:
        return self.case.result.ended is not None

    def task(self, no: int | None) -> OpenTask | None:
        return self.case.open.get(no) if no is not None else None

    def target(self, task: OpenTask) -> str:
        """How a step names an open task: by its element, and which of several it is."""
        alike = sorted(each.no for each in self.case.open.values() if each.element == task.element)
        return task.element if len(alike) == 1 else f"{task.element}[{alike.index(task.no) + 1}]"


def play(data: Mapping[str, Any], process: str, setting: Setting) -> Played:
    """Fold the steps in order, as far as they are possible."""
    example = read(data, process)
    case = Rehearsal(example, setting)
    played = Played(case=case)
    acts: list[Callable[[], None]] = [case.start, *(partial(case.do, step) for step in example.steps)]
    for number, act in enumerate(acts):
        fired, passed = len(case.result.fired), len(case.result.trail)
        try:
            act()
        except ShouwenError as error:
            played.refused = (number, error)
            break
        just_fired = tuple(case.result.fired[fired:])
        played.moments.append(
            Moment(
                number=number,
                at=case.at,
                said=data["steps"][number - 1] if number else data["start"],
                passed=tuple(case.result.trail[passed:]),
                fired=just_fired,
                picture=case.picture(list(just_fired)),
            )
        )
    return played


def read(data: Mapping[str, Any], process: str) -> Example:
    return examples.example(dict(data), "rehearsal", process)


# -- what can be done next


def upcoming(played: Played) -> list[tuple[datetime, str, str]]:
    """What the clock brings next, the first first: the instant, the element, and the kind of timer, or `due`."""
    case = played.case
    found = {
        (timer.due, timer.element, timer.kind): None
        for timer in case.timers.values()
        if timer.paused_at is None and timer.due > case.at
    }
    covered = {(due, element) for due, element, kind in found if kind == "breach"}
    for task in case.open.values():
        if task.due_at and task.due_at > case.at and (task.due_at, task.element) not in covered:
            found[task.due_at, task.element, "due"] = None
    return sorted(found)


def written(at: datetime, played: Played) -> str:
    """An instant as an example writes it, never before it."""
    whole = at.replace(microsecond=0)
    return local(whole if whole == at else whole + SECOND, played.case.calendar)


def entitled(played: Played, task: OpenTask) -> list[str]:
    """Who may complete a task, as live work decides it; the regular ones before deputies."""
    case = played.case
    if not case.rules.judges(task):
        return list(dict.fromkeys([*task.users, *task.groups, case.rules.started_by]))
    named = [
        *task.users,
        *(login for group in (*task.groups, *task.deputies) for login in case.directory.holders(group)),
    ]
    if task.assignee:
        named.insert(0, task.assignee)
    known = [login for login in dict.fromkeys(named) if login in case.directory.people]
    return [
        login for login in known if permissions.may(case.rules.actor(login), "complete", task, case.rules, case.at)
    ] or known


# -- as a worked example


def recorded(data: Mapping[str, Any], title: str, played: Played) -> dict[str, Any]:
    """The steps with what came of each as what is expected from now on: open tasks, their limits, what fired."""
    steps = [{**moment.said, "expect": expected(moment.picture)} for moment in played.moments[1:]]
    start = dict(data["start"])
    more = {"calendar": data["calendar"]} if data.get("calendar") else {}
    result = played.case.result
    at_the_end: dict[str, Any] = {"ended": result.ended, "incidents": [each for each, _ in result.incidents.values()]}
    return {"title": title, **more, "start": start, "steps": steps, "expect": at_the_end}


def expected(picture: Picture) -> dict[str, Any]:
    found: dict[str, Any] = {"open": sorted(picture.open)}
    if picture.fired:
        found["fired"] = list(picture.fired)
    due = {
        element: local(times[0], picture.calendar)
        for element, times in sorted(picture.due.items())
        if element in picture.open and len(times) == 1 and times[0].microsecond == 0
    }
    return {**found, "due": due} if due else found
