"""What an owner asks of a process before anything else: its limits and what happens when they are missed, its forms,
decisions and parts. All of it is read from the version itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.engine import Version, calling
from app.engine.elements import Element

COUNTED = re.compile(
    r"\b(workdays|workhours|naturaldays)\(\s*(\d+(?:\.\d+)?)|\"P(?:(\d+)D)?(?:T(\d+)H)?(?:T?(\d+)M)?\""
)
ASKED = re.compile(r"\bparameters\.([a-z][a-z0-9_]*)")
UNITS = {"workdays": "WD", "workhours": "WH", "naturaldays": "ND"}
LADDER = "ladder"


@dataclass(frozen=True)
class Amount:
    """A number with its clock: WD, WH, ND, H (hours), M (minutes), D (days of 24 hours)."""

    number: str
    clock: str


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A due date of a task, or a timer."""

    element: str
    name: str
    lane: str | None
    amounts: tuple[Amount, ...]  # as the expression counts them; several where it chooses; none: an instant it names
    parameters: tuple[str, ...]
    expression: str  # empty: a limit within the call that has no latest end
    is_timer: bool
    ladder: str | None  # of a due date, where it is not the usual one
    interrupts: bool  # of a timer on a task: the task is taken away
    leads_to: tuple[str, ...]  # names of what follows a timer
    within_call: bool = False  # it ends with the call, and at the latest after so long


@dataclass(frozen=True, kw_only=True)
class Outline:
    summary: str  # the first paragraph of the documentation
    limits: tuple[Limit, ...]
    forms: tuple[str, ...]  # form ids in the order of the diagram
    decisions: tuple[str, ...]  # decision ids
    calls: tuple[str, ...]  # processes
    lanes: tuple[str, ...]  # names, in the order in which they are first needed
    parameters: tuple[str, ...]


def of(version: Version) -> Outline:
    """The outline of a process; what it calls is named, not opened."""
    own = [each for each in version.elements.values() if version_process(version, each) == version.process]
    return Outline(
        summary=next((line.strip() for line in version.documentation.split("\n") if line.strip()), ""),
        limits=tuple(limit for element in own for limit in _limits(version, element)),
        forms=_unique(element.form for element in own),
        decisions=_unique(element.called_decision for element in own),
        calls=_unique(element.called_process for element in own),
        lanes=_unique(element.lane for element in own),
        parameters=tuple(sorted(version.parameters)),
    )


def version_process(version: Version, element: Element) -> str:
    """The process an element stands in: its own scope, or that of the sub-process around it."""
    scope = element.scope
    while scope in version.elements:
        scope = version.elements[scope].scope
    return scope


def amounts(expression: str) -> Iterator[Amount]:
    for name, number, days, hours, minutes in COUNTED.findall(expression):
        if name:
            yield Amount(number, UNITS[name])
        for count, clock in ((days, "D"), (hours, "H"), (minutes, "M")):
            if count:
                yield Amount(count, clock)


def _limits(version: Version, element: Element) -> Iterator[Limit]:
    if element.due_date or calling.within_call(element):
        yield _limit(version, element, element.due_date or "", is_timer=False)
    for event in element.events:
        if event.timer is not None:
            yield _limit(version, element, event.timer.text, is_timer=True)


def _limit(version: Version, element: Element, expression: str, *, is_timer: bool) -> Limit:
    after = (version.flows[flow].target for flow in element.outgoing if flow in version.flows)
    return Limit(
        element=element.id,
        name=element.name,
        lane=element.lane,
        amounts=tuple(dict.fromkeys(amounts(expression))),
        parameters=_unique(ASKED.findall(expression)),
        expression=expression.removeprefix("=").strip(),
        is_timer=is_timer,
        ladder=None if is_timer else element.properties.get(LADDER),
        interrupts=is_timer and element.attached_to is not None and element.interrupting,
        leads_to=tuple(version.elements[key].name for key in after if key in version.elements) if is_timer else (),
        within_call=not is_timer and calling.within_call(element),
    )


def _unique(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in names if each))
