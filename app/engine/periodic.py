"""Timer start events: when a process begins by the clock, again and again or once.

Each occurrence follows from the first instant and its number, or from the occurrence before it, and never from when
anybody looked: so they do not drift, and any worker computes the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app import feel
from app.calendars import Calendar
from app.engine.clocks import BadCycle
from app.engine.elements import Element
from app.engine.expressions import Expressions, add_months
from app.errors import CalendarYearMissing, Invalid

CYCLE = re.compile(r"R(\d{0,6})/(?:([^/]+)/)?([^/]+)", re.IGNORECASE)


class DoesNotRise(Invalid):
    """{text} gave {found}, which does not come after {before}: the next start has to lie ahead."""


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One start by the clock."""

    number: int  # 1, 2, 3 … of a cycle
    at: datetime  # the logical instant, aware, UTC
    provisional: bool = False  # it rests on a year of the calendar that is not published yet


def following(element: Element, since: datetime, last: Occurrence | None, calendar: Calendar) -> Occurrence | None:
    """The occurrence after the last one, or the first after `since`, when the version came into use; None: no more.

    Raises an Invalid error for a time that makes no sense, CalendarYearMissing where the calendar cannot tell.
    """
    timer = element.events[0].timer
    assert timer is not None  # noqa: S101 - only timer starts are asked
    if timer.kind == "cycle":
        text = _cycle_text(timer.text, since, calendar)
        if text is not None:
            return _of_cycle(text, since, last, calendar)
    elif last is not None:
        return None  # a date comes once
    return _of_expression(timer.text, since, last, calendar, once=timer.kind != "cycle")


def upcoming(
    element: Element, since: datetime, last: Occurrence | None, calendar: Calendar, count: int
) -> list[Occurrence]:
    """The next occurrences, as far as the calendar reaches. Raises what `following` does, of the first."""
    found: list[Occurrence] = []
    while len(found) < count:
        try:
            last = following(element, since, last, calendar)
        except CalendarYearMissing:
            if not found:
                raise
            return found
        if last is None:
            return found
        found.append(last)
    return found


def is_due_at(element: Element, at: datetime, calendar: Calendar) -> bool:
    """Whether a start at this instant fits the schedule, whenever the version may have come into use.

    A cycle that counts from then fits everywhere.
    """
    just_before = at - timedelta(seconds=1)
    timer = element.events[0].timer
    text = _cycle_text(timer.text, just_before, calendar) if timer and timer.kind == "cycle" else None
    if text is not None and _parts(text)[1] is None:
        return True
    found = following(element, just_before, None, calendar)
    return found is not None and found.at == at


# -- ISO 8601 cycles


def _cycle_text(text: str, since: datetime, calendar: Calendar) -> str | None:
    """The cycle that is written, or that FEEL gives; None where FEEL gives instants."""
    value = Expressions({}, since, calendar).evaluate(text, [{}])
    return value.strip() if isinstance(value, str) and value.strip().upper().startswith("R") else None


def _parts(text: str) -> tuple[int | None, str | None, str]:
    match = CYCLE.fullmatch(text)
    if match is None or match[1] == "0":
        raise BadCycle(text=text)
    return int(match[1]) if match[1] else None, match[2], match[3]


def _of_cycle(text: str, since: datetime, last: Occurrence | None, calendar: Calendar) -> Occurrence | None:
    rounds, begin, every = _parts(text)
    anchor = calendar.local(begin) if begin else since
    shift = 0 if begin else 1  # without a beginning the first comes an interval after the version came into use

    def nth(number: int) -> datetime:
        return _plus(anchor, every, number - 1 + shift, calendar)

    number = last.number + 1 if last else _first_after(nth, since)
    return None if rounds is not None and number > rounds else Occurrence(number=number, at=nth(number))


def _first_after(nth: Callable[[int], datetime], since: datetime) -> int:
    """The number of the first occurrence that comes after an instant: doubling, then halving."""
    if nth(1) > since:
        return 1
    low, high = 1, 2
    while nth(high) <= since:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if nth(middle) > since else (middle, high)
    return high


def _plus(anchor: datetime, every: str, times: int, calendar: Calendar) -> datetime:
    """So many intervals after the anchor: days and months by the calendar on the wall, hours as they elapse.

    Counted from the anchor each time: the 31st stays the 31st after a February.
    """
    try:
        step = feel.parse(f'@"{every}"').evaluate({}) if '"' not in every else None
    except feel.FeelError:
        step = None
    here = anchor.astimezone(calendar.zone)
    if isinstance(step, feel.YearsMonths) and step.months > 0:
        return calendar.local(add_months(here.replace(tzinfo=None), step.months * times))
    if not isinstance(step, timedelta) or step <= timedelta(0):
        raise BadCycle(text=every)
    try:
        if "T" in every.upper():
            return (anchor + step * times).astimezone(UTC)
        return calendar.local(here.replace(tzinfo=None) + step * times)
    except OverflowError:
        raise BadCycle(text=every) from None


# -- FEEL that gives the next instant


def _of_expression(
    text: str, since: datetime, last: Occurrence | None, calendar: Calendar, *, once: bool
) -> Occurrence | None:
    before = last.at if last else since
    at = Expressions({}, before, calendar).instant(text, [{}]).at
    if at <= before:
        if once:
            return None  # the date was over when the version came into use
        raise DoesNotRise(text=text, found=at.isoformat(), before=before.isoformat())
    provisional = calendar.years.get(calendar.day_of(at).year) == "provisional"
    return Occurrence(number=last.number + 1 if last else 1, at=at, provisional=provisional)
