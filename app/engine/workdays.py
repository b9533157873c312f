"""Working days by their place in a month: the first, the third, the last one."""

from __future__ import annotations

import calendar as months
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.errors import Invalid

if TYPE_CHECKING:
    from app.calendars import Calendar

FARTHEST = 36  # months that are looked through for the next one


class NoSuchWorkday(Invalid):
    """{year}-{month} has no working day {n}."""


class NotAPlace(Invalid):
    """{text} does not say which: write 1 for the first, 3 for the third, -1 for the last."""


def of_month(calendar: Calendar, n: Any, day: date) -> date:
    """The n-th working day of the month of a day; -1 is the last. Raises NoSuchWorkday."""
    place = _whole(n)
    first = day.replace(day=1)
    length = months.monthrange(day.year, day.month)[1]
    found = [each for offset in range(length) if calendar.is_working(each := first + timedelta(days=offset))]
    if place == 0 or abs(place) > len(found):
        raise NoSuchWorkday(year=day.year, month=f"{day.month:02}", n=place)
    return found[place - 1 if place > 0 else place]


def next_of_month(
    calendar: Calendar, now: datetime, n: Any, wanted: Collection[Any] | None = None, at: time | None = None
) -> datetime:
    """The first instant after `now` at which an n-th working day of a month begins work, or comes to a time of day.

    `wanted` are the numbers of the months that count: [1, 7] for each half-year. Aware, in the zone of the calendar.
    """
    numbers = {_whole(each) for each in wanted} if wanted else set(range(1, 13))
    if not numbers <= set(range(1, 13)):
        raise NotAPlace(text=", ".join(map(str, sorted(numbers))))
    month = now.astimezone(calendar.zone).date().replace(day=1)
    for _ in range(FARTHEST):
        if month.month in numbers:
            day = of_month(calendar, n, month)
            begins = at.replace(tzinfo=None) if at else calendar.hours_of(day)[0].opens
            found = calendar.local(datetime.combine(day, begins))
            if found > now:
                return found.astimezone(calendar.zone)
        month = (month + timedelta(days=31)).replace(day=1)
    raise NotAPlace(text=str(n))


def _whole(n: Any) -> int:
    if isinstance(n, bool) or not isinstance(n, int | Decimal) or n != int(n):
        raise NotAPlace(text=n)
    return int(n)
