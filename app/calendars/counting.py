"""How each clock counts: elapsed hours, working hours, working days, natural days.

The day of receipt does not count (民法典 201), the last day ends with the close of business or at 24:00 (203), and
natural days that end on a day off end on the next working day (203).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from app.calendars.days import DAY_MINUTES
from app.calendars.due import Due
from app.calendars.limit import Limit
from app.calendars.year import MICROSECOND, ONE_DAY, instant, micros, minute_of

if TYPE_CHECKING:
    from app.calendars.calendar import Calendar

HOUR = timedelta(hours=1) // MICROSECOND
WORKING_CLOCKS = ("WD", "WH")


def due(calendar: Calendar, limit: Limit, start: datetime) -> Due:
    """When a limit that starts at an instant (UTC) ends."""
    return CLOCKS[limit.clock](calendar, limit, start)


def share(calendar: Calendar, start: datetime, end: datetime | Due, part: Decimal, clock: str | None) -> datetime:
    """The instant at which a part of the time until the end has passed, counted by the limit's own clock.

    Natural days warn by their end before it rolls past days off, and breach by the rolled one. Where the end is not
    after the start, every part of it has come already.
    """
    at = end.at if isinstance(end, Due) else end
    if part == 1 or at <= start:
        return at
    if clock and clock.endswith(WORKING_CLOCKS):
        return later(calendar, start, _whole(part * working_micros(calendar, start, at)))
    if part < 1:
        at = _warning_end(calendar, start, end, clock)
    return start + _whole(part * ((at - start) // MICROSECOND)) * MICROSECOND


def _warning_end(calendar: Calendar, start: datetime, end: datetime | Due, clock: str | None) -> datetime:
    """The end that warnings go by. Of a plain instant it is counted again, where it is what the clock says."""
    if isinstance(end, Due):
        return end.warn_at or end.at
    if not (clock and clock.endswith("ND")):
        return end
    counted = due(calendar, Limit.parse(clock), start)
    return counted.warn_at if counted.warn_at and counted.at == end else end


def working_micros(calendar: Calendar, start: datetime, end: datetime) -> int:
    """The working time from one instant to a later one, in microseconds."""
    first, last = calendar.day_of(start).year, calendar.day_of(end).year
    passed = sum(calendar.year(year).total for year in range(first, last))
    return passed + calendar.year(last).worked(micros(end)) - calendar.year(first).worked(micros(start))


def later(calendar: Calendar, start: datetime, amount: int) -> datetime:
    """The first instant at which so many microseconds of working time have passed since the start."""
    if amount <= 0:
        return start
    number = calendar.day_of(start).year
    year = calendar.year(number)
    amount += year.worked(micros(start))
    while amount > year.total:
        amount -= year.total
        number += 1
        year = calendar.year(number)
    return instant(year.reached(amount))


def working_day(calendar: Calendar, after: date, n: int) -> tuple[date, datetime]:
    """The n-th working day after a day, and its close of business."""
    number = (after + ONE_DAY).year
    year = calendar.year(number)
    n += year.days_up_to(after.toordinal())
    while n > len(year.days):
        n -= len(year.days)
        number += 1
        year = calendar.year(number)
    return date.fromordinal(year.days[n - 1]), year.ends[n - 1]


def _elapsed(calendar: Calendar, limit: Limit, start: datetime) -> Due:
    return _made(calendar, limit, start + _whole(limit.amount * HOUR) * MICROSECOND)


def _workhours(calendar: Calendar, limit: Limit, start: datetime) -> Due:
    at = later(calendar, start, _whole(limit.amount * HOUR))
    return _made(calendar, limit, at, (calendar.day_of(start).year, calendar.day_of(at).year))


def _workdays(calendar: Calendar, limit: Limit, start: datetime) -> Due:
    received = calendar.day_of(start)
    last, closes = working_day(calendar, received, limit.whole)
    return _made(calendar, limit, closes, ((received + ONE_DAY).year, last.year))


def _naturaldays(calendar: Calendar, limit: Limit, start: datetime) -> Due:
    nth = calendar.day_of(start) + limit.whole * ONE_DAY
    last = nth if calendar.is_working(nth) else working_day(calendar, nth, 1)[0]
    return _made(calendar, limit, _midnight(calendar, last), (nth.year, last.year), _midnight(calendar, nth))


def _made(
    calendar: Calendar,
    limit: Limit,
    at: datetime,
    years: tuple[int, int] | None = None,
    warn_at: datetime | None = None,
) -> Due:
    provisional = bool(years and calendar.is_provisional(*years))
    return Due(at, str(limit), provisional, warn_at, calendar.id, calendar.version)


def _midnight(calendar: Calendar, day: date) -> datetime:
    return minute_of(day, DAY_MINUTES, calendar.zone)


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_EVEN))


CLOCKS: dict[str, Callable[[Calendar, Limit, datetime], Due]] = {
    "H": _elapsed,
    "WH": _workhours,
    "WD": _workdays,
    "ND": _naturaldays,
}
