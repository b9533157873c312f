"""What differs between two calendars, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.calendars.calendar import Calendar
from app.calendars.days import Hours
from app.calendars.explanation import kind_of
from app.calendars.year import days_of


@dataclass(frozen=True)
class Look:
    """What a day is in one calendar."""

    kind: str  # "working" | "make-up" | "weekend" | "holiday"
    name: str  # empty on a usual day
    hours: Hours


@dataclass(frozen=True)
class DayChange:
    date: date
    before: Look | None  # None: the calendar had no data of the year
    after: Look | None  # None: it no longer has

    @property
    def counts(self) -> bool:
        """Whether time limits can end otherwise for it: a day that only has another name changes none."""
        before, after = (each.hours if each else None for each in (self.before, self.after))
        return before != after


@dataclass(frozen=True)
class YearChange:
    year: int
    before: str | None  # "published" | "provisional"; None: no data
    after: str | None


def look(calendar: Calendar, day: date) -> Look | None:
    """What a day is; None where the calendar has no data of its year."""
    if day.year not in calendar.years:
        return None
    special = calendar.days.get(day)
    return Look(kind_of(calendar, day), special.name if special else "", calendar.hours_of(day))


def changed_days(before: Calendar | None, after: Calendar) -> Iterator[DayChange]:
    """Each day that looks different, in order; of a new calendar none, for nothing was counted by it."""
    if before is None:
        return
    for year in sorted({*before.years, *after.years}):
        for day in days_of(year):
            change = DayChange(day, look(before, day), look(after, day))
            if change.before != change.after:
                yield change


def changed_years(before: Calendar | None, after: Calendar) -> tuple[YearChange, ...]:
    years = sorted({*(before.years if before else ()), *after.years})
    found = (YearChange(year, before.years.get(year) if before else None, after.years.get(year)) for year in years)
    return tuple(each for each in found if each.before != each.after)
