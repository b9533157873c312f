"""What is left of a limit: so much time of its clock's own unit, and where that ends, counted from an instant.

A clock that stands still keeps what is left of it, and is counted from anew when it goes on. Days are whole: the day on
which counting begins does not count (民法典 201), as with a limit that begins. Hours are exact to the microsecond.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from app.calendars import Due, Limit, counting
from app.calendars.year import MICROSECOND, ONE_DAY, instant, micros

if TYPE_CHECKING:
    from app.calendars import Calendar

DAYS = ("WD", "ND")
COUNTING = ("WD", "WH", "ND")  # by a calendar
ELAPSED = "H"


@dataclass(frozen=True)
class Rest:
    """So much is left at an instant: days of WD and ND, microseconds of WH and H."""

    unit: str
    amount: int
    since: datetime
    rolled: Due | None = None  # of natural days: the end as it stood, where only the rolled one was left


def unit_of(clock: str | None) -> str:
    """What a clock counts; an instant that no clock counted moves by elapsed time."""
    return next((unit for unit in COUNTING if clock and clock.endswith(unit)), ELAPSED)


def left(calendar: Calendar, clock: str | None, at: datetime, due: Due) -> Rest:
    """What is left at an instant before the end.

    Natural days are left until the end before it rolled past days off, and, once that is over, until the rolled one.
    """
    unit = unit_of(clock)
    if unit == "WD":
        return Rest(unit, _working_days(calendar, calendar.day_of(at), _last_day(calendar, due.at)), at)
    if unit == "ND":
        rolled = only_rolled(due, at)
        end = due.at if rolled else due.warn_at or due.at
        return Rest(unit, (_last_day(calendar, end) - calendar.day_of(at)).days, at, rolled)
    if unit == "WH":
        return Rest(unit, counting.working_micros(calendar, at, due.at), at)
    return Rest(unit, micros(due.at) - micros(at), at)


def only_rolled(due: Due, at: datetime) -> Due | None:
    """An end of which only the rolled one is left: that before it rolled past days off is over."""
    return due if due.warn_at is not None and due.warn_at <= at else None


def end(calendar: Calendar, rest: Rest, clock: str | None) -> Due:
    """Where it ends, counted from `since`. Raises CalendarYearMissing."""
    return _ENDS[rest.unit](calendar, rest, clock)


def more(calendar: Calendar, clock: str | None, at: datetime, due: Due, extra: Limit) -> Rest:
    """What is left when an end is put off by so much: by the clock's own unit, an instant of no clock by any."""
    if clock is None:
        later = calendar.due(extra, _before(due.at) if extra.clock in DAYS else due.at)
        return Rest(ELAPSED, micros(later.at) - micros(at), at)
    amount = extra.whole if extra.clock in DAYS else int(extra.amount * counting.HOUR)
    if at < due.at:
        return replace(rest := left(calendar, clock, at, due), amount=rest.amount + amount, rolled=None)
    return Rest(extra.clock, amount, _before(due.at) if extra.clock in DAYS else due.at)


def began(calendar: Calendar, clock: str | None, since: datetime, stopped: datetime, at: datetime) -> datetime:
    """From when the shares of a limit count that stood still: as much of it has passed at `at` as when it was stopped.

    It is the instant from which `Calendar.at_share` finds them.
    """
    if unit_of(clock) in ("WD", "WH"):
        return _earlier(calendar, at, counting.working_micros(calendar, since, stopped))
    return since + (at - stopped)


# -- ends, by unit


def _elapsed(calendar: Calendar, rest: Rest, clock: str | None) -> Due:
    return _due(calendar, clock, rest.since + rest.amount * MICROSECOND, False)


def _workhours(calendar: Calendar, rest: Rest, clock: str | None) -> Due:
    at = counting.later(calendar, rest.since, rest.amount)
    years = calendar.day_of(rest.since).year, calendar.day_of(at).year
    return _due(calendar, clock, at, calendar.is_provisional(*years))


def _workdays(calendar: Calendar, rest: Rest, clock: str | None) -> Due:
    here = calendar.day_of(rest.since)
    last, closes = counting.working_day(calendar, here, rest.amount) if rest.amount else _today(calendar, rest.since)
    return _due(calendar, clock, closes, calendar.is_provisional(min(here + ONE_DAY, last).year, last.year))


def _today(calendar: Calendar, at: datetime) -> tuple[date, datetime]:
    """The close of business that comes next: of the last day nothing but its rest is left."""
    here = calendar.day_of(at)
    last, closes = counting.working_day(calendar, here - ONE_DAY, 1)
    return (last, closes) if closes > at else counting.working_day(calendar, here, 1)


def _naturaldays(calendar: Calendar, rest: Rest, clock: str | None) -> Due:
    nth = calendar.day_of(rest.since) + rest.amount * ONE_DAY
    last = nth if calendar.is_working(nth) else counting.working_day(calendar, nth, 1)[0]
    at, warn_at = (calendar.local(f"{day + ONE_DAY}T00:00") for day in (last, nth))
    if rest.rolled is not None and rest.rolled.at == at:  # nothing moved: it was warned of when it was
        warn_at = rest.rolled.warn_at or warn_at
    return _due(calendar, clock, at, calendar.is_provisional(nth.year, last.year), warn_at)


_ENDS = {ELAPSED: _elapsed, "WH": _workhours, "WD": _workdays, "ND": _naturaldays}


def _due(
    calendar: Calendar, clock: str | None, at: datetime, provisional: bool, warn_at: datetime | None = None
) -> Due:
    return Due(at, clock or "", provisional, warn_at, calendar.id, calendar.version)


# -- days and hours


def _before(end: datetime) -> datetime:
    """The last instant before an end: it lies in the day that ends then."""
    return end - MICROSECOND


def _last_day(calendar: Calendar, end: datetime) -> date:
    """The day that an end belongs to: 24:00 is that of the day before."""
    return calendar.day_of(_before(end))


def _working_days(calendar: Calendar, after: date, until: date) -> int:
    """How many working days come after a day, until another one that is not before it."""
    whole = sum(len(calendar.year(year).days) for year in range(after.year, until.year))
    last, first = (calendar.year(day.year).days_up_to(day.toordinal()) for day in (until, after))
    return whole + last - first


def _earlier(calendar: Calendar, at: datetime, amount: int) -> datetime:
    """An instant since which so many microseconds of working time have passed. Raises CalendarYearMissing."""
    if amount <= 0:
        return at
    number = calendar.day_of(at).year
    year = calendar.year(number)
    place = year.worked(micros(at)) - amount
    while place < 0:
        number -= 1
        year = calendar.year(number)
        place += year.total
    return instant(year.reached(place) if place else year.opens[0])
