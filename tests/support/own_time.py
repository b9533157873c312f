"""Working time and inheritance once more, written to be plain and slow: day by day, minute by minute, nothing kept.

It shares no arithmetic with `app.calendars`: a day's hours are found by asking each source in turn, and time is counted
by walking along the wall clock of the zone and turning each single minute into UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)
Spans = tuple[tuple[int, int], ...]  # minutes of the day


@dataclass(frozen=True)
class Told:
    """What one calendar says itself."""

    zone: str | None = None
    week: Sequence[Spans] | None = None  # Monday … Sunday
    make_up: Spans = ()
    seasons: Sequence[tuple[tuple[int, int], tuple[int, int], Sequence[Spans], Spans]] = ()
    days: Mapping[date, tuple[bool, Spans]] = field(default_factory=dict)


def hours(told: Sequence[Told], day: date) -> Spans:
    """The hours of a day by a calendar and what it inherits from, the calendar itself first."""
    usual, make_up = _week(told, day)
    for one in told:
        if day in one.days:
            working, own = one.days[day]
            return (own or usual or make_up) if working else ()
    return usual


def _week(told: Sequence[Told], day: date) -> tuple[Spans, Spans]:
    whole = next(one for one in told if one.week is not None)
    for first, last, week, make_up in whole.seasons:
        here = (day.month, day.day)
        if (first <= here <= last) if first <= last else (here >= first or here <= last):
            return week[day.weekday()], make_up
    assert whole.week is not None
    return whole.week[day.weekday()], whole.make_up


def zone_of(told: Sequence[Told]) -> ZoneInfo:
    return ZoneInfo(next(one.zone for one in told if one.zone))


def end_of(told: Sequence[Told], amount: int, clock: str, start: datetime) -> datetime:
    """When a limit ends that starts at an instant (UTC); hours of working time are given in minutes."""
    zone = zone_of(told)
    if clock == "H":
        return start + timedelta(hours=amount)
    if clock == "minutes":
        return _minutes(told, zone, amount, start)
    received = start.astimezone(zone).date()
    if clock == "WD":
        day = _nth_working(told, received, amount)
        return instant(day, hours(told, day)[-1][1], zone)
    day = received + amount * ONE_DAY
    while not hours(told, day):
        day += ONE_DAY
    return instant(day, 24 * 60, zone)


def _nth_working(told: Sequence[Told], day: date, n: int) -> date:
    while n:
        day += ONE_DAY
        n -= bool(hours(told, day))
    return day


def _minutes(told: Sequence[Told], zone: ZoneInfo, amount: int, start: datetime) -> datetime:
    for begins, ends in _spans(told, zone, start.astimezone(zone).date()):
        at = max(begins, start)
        while at < ends:
            step = min(ONE_MINUTE, ends - at)
            amount_left = timedelta(minutes=amount)
            if amount_left <= step:
                return at + amount_left
            at, amount = at + step, amount - step / ONE_MINUTE
    raise AssertionError("working time never ends")


def _spans(told: Sequence[Told], zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    while True:
        yield from ((instant(day, opens, zone), instant(day, closes, zone)) for opens, closes in hours(told, day))
        day += ONE_DAY


def instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The first instant of the day at which the wall clock shows this minute or a later one."""
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    at = (wall - timedelta(hours=15)).replace(tzinfo=UTC)
    while at.astimezone(zone).replace(tzinfo=None) < wall:
        missing = wall - at.astimezone(zone).replace(tzinfo=None)
        at += timedelta(minutes=1) if missing <= timedelta(hours=3) else missing - timedelta(hours=3)
    return at
