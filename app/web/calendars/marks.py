"""How the pages about calendars call and lay out what they show: states of a year, kinds of days, months."""

from __future__ import annotations

from calendar import Calendar as Months
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, gettext, lazy_gettext

from app.calendars import Calendar, Week
from app.calendars.storage import hours_text
from app.casework import almanac
from app.casework.almanac import OneDay

YEARS = range(1990, 2100)
STATUSES = {  # icon, state, word
    "published": ("circle-check", "done", lazy_gettext("published")),
    "provisional": ("alert-triangle", "soon", lazy_gettext("provisional")),
    "missing": ("alert-triangle", "overdue", lazy_gettext("no data")),
}
KINDS = {  # the sign on a day that differs from its weekday, and the word
    "holiday": ("off", lazy_gettext("off")),
    "make-up": ("on", lazy_gettext("at work")),
}
STAGES = {  # of a draft: icon, state, word
    "draft": ("pencil", "open", lazy_gettext("draft")),
    "proposed": ("send", "soon", lazy_gettext("proposed")),
    "published": ("circle-check", "done", lazy_gettext("published")),
    "dropped": ("circle-minus", "waiting", lazy_gettext("dropped")),
}
DEEDS = {
    "installed": lazy_gettext("installed"),
    "begun": lazy_gettext("began a draft"),
    "proposed": lazy_gettext("proposed"),
    "returned": lazy_gettext("sent back"),
    "dropped": lazy_gettext("dropped the draft"),
    "published": lazy_gettext("published"),
    "followed": lazy_gettext("followed a calendar it inherits from"),
    "used": lazy_gettext("chose it for a unit"),
}


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[OneDay | None]]
    working: int


def months(calendar: Calendar, year: int) -> list[Month]:
    """The twelve months of a year; none where the calendar has no data of it."""
    known = {day.date: day for day in almanac.days_of(calendar, year)}
    return [_month(known, year, number) for number in range(1, 13)] if known else []


def _month(known: dict[date, OneDay], year: int, number: int) -> Month:
    weeks = [
        [known.get(day) if day.month == number else None for day in week]
        for week in Months(firstweekday=0).monthdatescalendar(year, number)
    ]
    working = sum(bool(day and day.kind in ("working", "make-up")) for week in weeks for day in week)
    return Month(format_date(date(year, number, 1), "LLLL"), weeks, working)


def weekday_letters() -> list[str]:
    return [format_date(date(2024, 1, day), "EEEEE") for day in range(1, 8)]


def weekday(number: int) -> str:
    return format_date(date(2024, 1, 1 + number), "EEE")


def week_text(week: Calendar | Week) -> list[tuple[str, str]]:
    """The usual hours of a week, weekdays of the same hours together."""
    found: list[tuple[list[int], str]] = []
    for number, hours in enumerate(week.segments):
        said = hours_text(hours) or gettext("off")
        if found and found[-1][1] == said:
            found[-1][0].append(number)
        else:
            found.append(([number], said))
    return [(f"{weekday(run[0])}–{weekday(run[-1])}" if len(run) > 1 else weekday(run[0]), said) for run, said in found]
