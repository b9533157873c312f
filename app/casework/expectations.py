"""Compares what a worked example expects with what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.calendars import Calendar
from app.engine import values as kept


@dataclass(frozen=True, kw_only=True)
class Picture:
    """How a case stands at one moment, in the words that examples use."""

    calendar: Calendar
    open: tuple[str, ...]  # elements of the open tasks
    due: Mapping[str, tuple[datetime, ...]]  # by element: due times of its open tasks and set timers
    fired: tuple[str, ...]  # elements of BPMN timers, since the picture before
    ladder: tuple[str, ...]  # `task:remind`, `task:breach` …, since the picture before
    trail: tuple[str, ...]
    values: Mapping[str, Any]
    incidents: tuple[str, ...]  # elements
    ended: str | None


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Something that is not as expected. `where` is the step's number, 0 for the start, None for the end."""

    where: int | None
    what: str  # the word of the expectation, or "refused", "accepted"
    expected: Any
    found: Any

    def __str__(self) -> str:
        place = "at the end" if self.where is None else f"step {self.where}" if self.where else "at the start"
        return f"{place}: {SENTENCES[self.what].format(expected=shown(self.expected), found=shown(self.found))}"


SENTENCES = {
    "open": "the open tasks should be {expected}, and are {found}",
    "fired": "the timers fired should be {expected}, and are {found}",
    "ladder": "the ladder should have done {expected}, and did {found}",
    "due": "what is due should be {expected}, and is {found}",
    "ended": "the case should have ended at {expected}, and ended at {found}",
    "visited": "it should pass {expected} in this order, and did not pass {found}",
    "never": "it should never pass {expected}, and passed {found}",
    "values": "the values should be {expected}, and are {found}",
    "incidents": "the incidents should be at {expected}, and are at {found}",
    "refused": "{found}",
    "accepted": "it should be refused with “{expected}”, and was accepted",
    "sentence": "it should be refused with “{expected}”, and was refused with “{found}”",
}


def compare(expected: Mapping[str, Any], picture: Picture, where: int | None) -> Iterator[Failure]:
    """What is not as expected."""
    for what, wanted in expected.items():
        difference = COMPARISONS[what](wanted, picture)
        if difference is not None:
            yield Failure(where=where, what=what, expected=difference[0], found=difference[1])


Difference = tuple[Any, Any] | None


def same_elements(name: str) -> Callable[[Any, Picture], Difference]:
    """The same elements, as often, in any order."""

    def comparison(wanted: Any, picture: Picture) -> Difference:
        found = getattr(picture, name)
        return None if Counter(listed(wanted)) == Counter(found) else (sorted(listed(wanted)), sorted(found))

    return comparison


def due(wanted: Mapping[str, Any], picture: Picture) -> Difference:
    """One of the element's due times is the one expected, to the minute; null: it has none."""
    wrong = {}
    for element, at in wanted.items():
        found = picture.due.get(element, ())
        if minute(instant(at, picture.calendar)) not in ([minute(each) for each in found] or [None]):
            wrong[element] = [local(each, picture.calendar) for each in found]
    return ({element: wanted[element] for element in wrong}, wrong) if wrong else None


def ended(wanted: str | None, picture: Picture) -> Difference:
    return None if wanted == picture.ended else (wanted, picture.ended)


def visited(wanted: Any, picture: Picture) -> Difference:
    rest = iter(picture.trail)
    missed = next((element for element in listed(wanted) if element not in rest), None)
    return None if missed is None else (listed(wanted), missed)


def never(wanted: Any, picture: Picture) -> Difference:
    found = [element for element in listed(wanted) if element in picture.trail]
    return (listed(wanted), found) if found else None


def values(wanted: Mapping[str, Any], picture: Picture) -> Difference:
    plain = kept.plain(picture.values)
    wrong = {name: plain.get(name) for name, value in wanted.items() if plain.get(name) != kept.plain(value)}
    return ({name: wanted[name] for name in wrong}, wrong) if wrong else None


COMPARISONS: dict[str, Callable[[Any, Picture], Difference]] = {
    "open": same_elements("open"),
    "fired": same_elements("fired"),
    "ladder": same_elements("ladder"),
    "incidents": same_elements("incidents"),
    "due": due,
    "ended": ended,
    "visited": visited,
    "never": never,
    "values": values,
}


# -- small words ----------------------------------------------------------------------------------------------


def listed(wanted: Any) -> list[str]:
    """A list of elements; one alone may be written without brackets."""
    if wanted is None:
        return []
    return [wanted] if isinstance(wanted, str) else list(wanted)


def instant(text: Any, calendar: Calendar) -> datetime | None:
    """The instant a local time means; None for no time."""
    return None if text is None else calendar.local(str(text))


def minute(at: datetime | None) -> datetime | None:
    return at.replace(second=0, microsecond=0) if at else None


def local(at: datetime, calendar: Calendar) -> str:
    """An instant as examples write it: local, to the minute where it is a whole one."""
    here = at.astimezone(calendar.zone).replace(tzinfo=None)
    return here.isoformat(timespec="seconds" if here.second else "minutes")


def shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {shown(item)}" for name, item in value.items()) or "nothing"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(shown(item) for item in value) or "none"
    return "nothing yet" if value is None else str(value)
