"""The usual hours of a week, and the seasons in which they are others (夏季作息)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.calendars.days import Hours, hours_text, in_order

LEAP_YEAR = 2024  # any: a season may begin or end on 29 February
DAYS = 7


class DayOfYear(NamedTuple):
    """A day that comes every year."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True)
class Season:
    """Other hours from one day of the year to another, both included; it may cross the new year."""

    name: str
    first: DayOfYear
    last: DayOfYear
    segments: tuple[Hours, ...]  # working hours of Monday … Sunday; none: the day is usually off
    make_up: Hours  # working hours of a make-up day whose weekday is usually off

    def covers(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True)
class Week:
    segments: tuple[Hours, ...]  # as those of a season
    make_up: Hours
    seasons: tuple[Season, ...] = ()  # the first that covers a day says its hours

    def on(self, day: date) -> Week | Season:
        """What says the usual hours of a day: the first season that covers it, else the week itself."""
        return next((season for season in self.seasons if season.covers(day)), self)

    def problems(self) -> Iterator[str]:
        parts: tuple[Week | Season, ...] = (self, *self.seasons)
        for part in parts:
            if len(part.segments) != DAYS:
                yield "a week has seven days"
            wrong = (hours for hours in (*part.segments, part.make_up) if not in_order(hours))
            yield from (f"the hours {hours_text(hours)} overlap or are not in order" for hours in wrong)
        for season in self.seasons:
            if not (is_a_day(season.first) and is_a_day(season.last)):
                yield f"the season {season.name} has a day that no year has"


def is_a_day(asked: DayOfYear) -> bool:
    try:
        return bool(date(LEAP_YEAR, *asked))
    except ValueError:
        return False
