"""Operations on clocks once more, by lists of days and second by second: what our arithmetic must equal.

It shares nothing with it but the days off, which come from the packages that know them. Times are local ones of
Asia/Shanghai without a zone; None: the days are not known.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from tests.support import pandas_time
from tests.support.pandas_time import FIRST, LAST

HOURS = ((time(9), time(12)), (time(13, 30), time(17, 30)))
CLOSE = time(17, 30)
ONE_DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


class Unknown(Exception):
    """A day beyond those that are known."""


@dataclass(frozen=True)
class Modelled:
    """A limit that runs: `unrolled` is the last of its natural days before days off are rolled past."""

    clock: str  # its unit
    due: datetime
    unrolled: date | None = None


def begun(amount: int, clock: str, start: datetime) -> Modelled:
    due = pandas_time.end_of(amount, clock, start)
    if due is None:
        raise Unknown
    return Modelled(clock, due, start.date() + amount * ONE_DAY if clock == "ND" else None)


def stood(limit: Modelled, stopped: datetime, went_on: datetime) -> Modelled:
    """It stood still from one instant to another."""
    return _STOOD[limit.clock](limit, stopped, went_on)


def given(limit: Modelled, more: int, at: datetime) -> Modelled:
    """It got more of its unit at an instant before its end."""
    return _GIVEN[limit.clock](limit, more, at)


# -- days


@cache
def working_days() -> list[int]:
    off = set(pandas_time.days_off())
    return [day for day in range(FIRST.toordinal(), LAST.toordinal() + 1) if date.fromordinal(day) not in off]


def place(day: date) -> int:
    """How many working days there are up to a day."""
    return bisect_right(working_days(), day.toordinal())


def nth(number: int) -> date:
    if not 0 < number <= len(working_days()):
        raise Unknown
    return date.fromordinal(working_days()[number - 1])


def is_off(day: date) -> bool:
    if day > LAST:
        raise Unknown
    return place(day) == place(day - ONE_DAY)


def close_after(at: datetime) -> datetime:
    day = at.date()
    while is_off(day) or datetime.combine(day, CLOSE) <= at:
        day += ONE_DAY
    return datetime.combine(day, CLOSE)


def _days_stood(limit: Modelled, stopped: datetime, went_on: datetime) -> Modelled:
    """As many working days later as came after the day on which it stopped, and never over when it goes on."""
    stood = place(went_on.date()) - place(stopped.date())
    due = datetime.combine(nth(place(limit.due.date()) + stood), CLOSE) if stood else limit.due
    return replace(limit, due=due if due > went_on else close_after(went_on))


def _days_given(limit: Modelled, more: int, _at: datetime) -> Modelled:
    return replace(limit, due=datetime.combine(nth(place(limit.due.date()) + more), CLOSE))


# -- natural days


def _counting(limit: Modelled, at: datetime) -> date:
    """The day that is moved: the unrolled one, and once that is over the one it was rolled to."""
    assert limit.unrolled is not None
    return limit.unrolled if at.date() <= limit.unrolled else (limit.due - TICK).date()


def _rolled(limit: Modelled, unrolled: date) -> Modelled:
    last = unrolled
    while is_off(last):
        last += ONE_DAY
    return replace(limit, due=datetime.combine(last + ONE_DAY, time()), unrolled=unrolled)


def _natural_stood(limit: Modelled, stopped: datetime, went_on: datetime) -> Modelled:
    return _rolled(limit, _counting(limit, stopped) + (went_on.date() - stopped.date()))


def _natural_given(limit: Modelled, more: int, at: datetime) -> Modelled:
    return _rolled(limit, _counting(limit, at) + more * ONE_DAY)


# -- hours


def worked(begin: datetime, finish: datetime) -> timedelta:
    """The working time between two instants, segment by segment."""
    total, day = timedelta(0), begin.date()
    while day <= finish.date():
        if day <= LAST and not is_off(day):
            for opens, closes in HOURS:
                here = max(begin, datetime.combine(day, opens)), min(finish, datetime.combine(day, closes))
                total += max(here[1] - here[0], timedelta(0))
        day += ONE_DAY
    return total


def after(begin: datetime, amount: timedelta) -> datetime:
    """The instant at which so much working time has passed."""
    day = begin.date()
    while True:
        for opens, closes in () if is_off(day) else HOURS:
            opened = max(begin, datetime.combine(day, opens))
            open_for = datetime.combine(day, closes) - opened
            if open_for >= amount:
                return opened + amount
            amount -= max(open_for, timedelta(0))
        day += ONE_DAY


def _hours_stood(limit: Modelled, stopped: datetime, went_on: datetime) -> Modelled:
    return replace(limit, due=after(went_on, worked(stopped, limit.due)))


def _hours_given(limit: Modelled, more: int, _at: datetime) -> Modelled:
    return replace(limit, due=after(limit.due, timedelta(hours=more)))


def _elapsed_stood(limit: Modelled, stopped: datetime, went_on: datetime) -> Modelled:
    return replace(limit, due=limit.due + (went_on - stopped))


def _elapsed_given(limit: Modelled, more: int, _at: datetime) -> Modelled:
    return replace(limit, due=limit.due + timedelta(hours=more))


_STOOD = {"WD": _days_stood, "ND": _natural_stood, "WH": _hours_stood, "H": _elapsed_stood}
_GIVEN = {"WD": _days_given, "ND": _natural_given, "WH": _hours_given, "H": _elapsed_given}
