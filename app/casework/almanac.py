"""Looking at calendars: which there are, what each version says of a year, and whether the next year is still open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.calendars import Calendar
from app.calendars.days import hours_text
from app.calendars.explanation import kind_of
from app.casework import calendars
from app.store import calendars as kept
from app.store import db

MISSING = "missing"
ALERT_MONTH = 11  # the State Council announces the next year around now: from here on somebody has to look


@dataclass(frozen=True)
class Version:
    version: str
    current: bool
    published_at: datetime
    published_by: str
    parent: str | None  # the calendar it inherited from


@dataclass(frozen=True)
class OneDay:
    date: date
    kind: str  # "working" | "make-up" | "weekend" | "holiday"
    name: str  # of a festival or its make-up day; empty on a usual day
    own_hours: str = ""  # where they are not those of its weekday


@dataclass(frozen=True)
class Run:
    """Days in a row of one kind and name."""

    first: date
    last: date
    kind: str
    name: str


def in_force() -> tuple[Calendar, ...]:
    """Every calendar as it is in force, the default first."""
    names = sorted(kept.ids(db.session()), key=lambda name: (name != calendars.DEFAULT, name))
    return tuple(calendars.in_force(name) for name in names)


def history(calendar: str) -> tuple[Version, ...]:
    """Its versions, the newest first; none of a calendar that there is not."""
    return tuple(Version(*row) for row in kept.versions(db.session(), calendar))


def status(calendar: Calendar, year: int) -> str:
    """ "published", "provisional" or "missing"."""
    return calendar.years.get(year, MISSING)


def days_of(calendar: Calendar, year: int) -> tuple[OneDay, ...]:
    """Each day of a year; none where the calendar has no data of it."""
    if status(calendar, year) == MISSING:
        return ()
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))
    return tuple(OneDay(day, kind_of(calendar, day), _name(calendar, day), _own_hours(calendar, day)) for day in days)


def _name(calendar: Calendar, day: date) -> str:
    special = calendar.days.get(day)
    return special.name if special else ""


def _own_hours(calendar: Calendar, day: date) -> str:
    special = calendar.days.get(day)
    return hours_text(special.hours) if special else ""


def runs(days: tuple[OneDay, ...]) -> tuple[Run, ...]:
    """The days that have a name, neighbours of one kind and name together."""
    found: list[Run] = []
    for day in days:
        if not day.name:
            continue
        before = found[-1] if found else None
        if before and (before.name, before.kind, before.last + timedelta(days=1)) == (day.name, day.kind, day.date):
            found[-1] = Run(before.first, day.date, day.kind, day.name)
        else:
            found.append(Run(day.date, day.date, day.kind, day.name))
    return tuple(found)


@dataclass(frozen=True)
class OpenYear:
    """A year of a calendar that somebody has to see to."""

    calendar: str
    title: str
    unit: str | None  # that looks after the calendar; None: the house
    year: int
    status: str  # "provisional" or "missing"


def open_years(now: datetime) -> tuple[OpenYear, ...]:
    """This year where it is not published and, from 1 November, the next one; the default calendar first.

    A calendar that is open only because the one it inherits from is open is not named: that one is.
    """
    heads = {row.id: row for row in kept.heads(db.session())}
    held = {id: calendars.at_version(id, row.version) for id, row in heads.items()}
    found = []
    for id in sorted(held, key=lambda name: (name != calendars.DEFAULT, name)):
        calendar, above = held[id], held.get(heads[id].parent or "")
        for year in _asked(calendar, now):
            said = status(calendar, year)
            if said != "published" and (above is None or status(above, year) != said):
                found.append(OpenYear(id, calendar.title, heads[id].unit, year, said))
                break
    return tuple(found)


def _asked(calendar: Calendar, now: datetime) -> tuple[int, ...]:
    today = calendar.day_of(now)
    return (today.year, today.year + 1) if today.month >= ALERT_MONTH else (today.year,)
