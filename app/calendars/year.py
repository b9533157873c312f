"""One year of a calendar laid out for arithmetic: its working days and segments in order, with running totals.

Instants are whole microseconds since 1970 in UTC, so that sums are exact and a zone's shifts cannot bend an hour.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.calendars.days import Hours

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)


def micros(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def instant(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


def minute_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The instant at which that minute of the day begins in the zone; minute 1440 is the end of the day.

    Where clocks are put back, a minute that comes twice is the first of both; where they are put forward, one that
    never comes is the instant at which they are. So minutes that follow each other never go back in time.
    """
    local = datetime.combine(day, time(), zone) + timedelta(minutes=minute)
    at = local.astimezone(UTC)
    return at if at.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) else _put_forward(at, zone)


def _put_forward(at: datetime, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone were put forward, shortly before an instant."""
    new = at.astimezone(zone).utcoffset()
    before, after = at - ONE_DAY, at
    while after - before > ONE_SECOND:
        middle = before + (after - before) // ONE_SECOND // 2 * ONE_SECOND
        before, after = (before, middle) if middle.astimezone(zone).utcoffset() == new else (middle, after)
    return after


@dataclass(frozen=True)
class Year:
    days: tuple[int, ...]  # ordinals of its working days
    ends: tuple[datetime, ...]  # close of business of each of them
    opens: tuple[int, ...]  # per segment: when it opens
    closes: tuple[int, ...]  # per segment: when it closes
    before: tuple[int, ...]  # per segment: working time of the year before it opens; at the end the year's total

    @property
    def total(self) -> int:
        return self.before[-1]

    def days_up_to(self, ordinal: int) -> int:
        """How many of its working days have come when the day of this ordinal ends."""
        return bisect_right(self.days, ordinal)

    def worked(self, at: int) -> int:
        """The working time of the year that has passed at an instant."""
        segment = bisect_right(self.opens, at) - 1
        if segment < 0:
            return 0
        return self.before[segment] + min(at, self.closes[segment]) - self.opens[segment]

    def reached(self, worked: int) -> int:
        """The first instant at which so much of the year's working time, at least some of it, has passed."""
        segment = bisect_left(self.before, worked) - 1
        return self.opens[segment] + worked - self.before[segment]


def lay_out(year: int, hours_of: Callable[[date], Hours], zone: ZoneInfo) -> Year:
    """The year whose days have these hours."""
    days: list[int] = []
    ends: list[datetime] = []
    opens: list[int] = []
    closes: list[int] = []
    before = [0]
    for day in days_of(year):
        hours = hours_of(day)
        for segment in hours:
            first, last = (micros(minute_of(day, minute, zone)) for minute in segment.minutes)
            opens.append(first)
            closes.append(last)
            before.append(before[-1] + last - first)
        if hours:
            days.append(day.toordinal())
            ends.append(instant(closes[-1]))
    return Year(tuple(days), tuple(ends), tuple(opens), tuple(closes), tuple(before))


def days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + number * ONE_DAY for number in range((date(year, 12, 31) - first).days + 1))
