"""Calendars: which are in force, each year of them day by day, and every version there was."""

from __future__ import annotations

from calendar import Calendar as Months
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import render_template, request
from flask_babel import format_date, gettext, lazy_gettext
from werkzeug.exceptions import NotFound

from app import clock
from app.calendars import Calendar
from app.calendars.storage import hours_text
from app.casework import almanac, calendars
from app.casework.almanac import OneDay
from app.web.operations import blueprint

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


@dataclass(frozen=True)
class Month:
    name: str
    weeks: list[list[OneDay | None]]
    working: int


@blueprint.get("/admin/calendars")
def show_calendars() -> str:
    found = almanac.in_force()
    year = found[0].day_of(clock.now()).year
    return render_template(
        "operations/calendars.html",
        calendars=found,
        years=(year - 1, year, year + 1),
        status=almanac.status,
        statuses=STATUSES,
        week=week_text,
    )


@blueprint.get("/admin/calendars/<name>/<int:year>")
def show_year(name: str, year: int) -> str:
    """A year as the version in force has it, or as an older one had it."""
    history, asked = almanac.history(name), request.args.get("version")
    chosen = next((each for each in history if (each.version == asked if asked else each.current)), None)
    if chosen is None or year not in YEARS:
        raise NotFound
    calendar = calendars.at_version(name, chosen.version)
    days = almanac.days_of(calendar, year)
    return render_template(
        "operations/year.html",
        calendar=calendar,
        year=year,
        chosen=chosen,
        history=history,
        status=almanac.status(calendar, year),
        statuses=STATUSES,
        months=months(days, year),
        weekdays=[format_date(date(2024, 1, day), "EEEEE") for day in range(1, 8)],
        runs=almanac.runs(days),
        kinds=KINDS,
        week=week_text(calendar),
        years=YEARS,
        today=calendar.day_of(clock.now()),
    )


def months(days: tuple[OneDay, ...], year: int) -> list[Month]:
    known = {day.date: day for day in days}
    return [month(known, year, number) for number in range(1, 13)] if days else []


def month(known: dict[date, OneDay], year: int, number: int) -> Month:
    weeks = [
        [known.get(day) if day.month == number else None for day in week]
        for week in Months(firstweekday=0).monthdatescalendar(year, number)
    ]
    working = sum(bool(day and day.kind in ("working", "make-up")) for week in weeks for day in week)
    return Month(format_date(date(year, number, 1), "LLLL"), weeks, working)


def week_text(calendar: Calendar) -> list[tuple[str, str]]:
    """The usual hours of a week, weekdays of the same hours together."""
    found: list[tuple[list[int], str]] = []
    for number, hours in enumerate(calendar.segments):
        said = hours_text(hours) or gettext("off")
        if found and found[-1][1] == said:
            found[-1][0].append(number)
        else:
            found.append(([number], said))
    return [(f"{weekday(run[0])}–{weekday(run[-1])}" if len(run) > 1 else weekday(run[0]), said) for run, said in found]


def weekday(number: int) -> str:
    return format_date(date(2024, 1, 1 + number), "EEE")


@blueprint.app_context_processor
def alert() -> dict[str, Any]:
    """Administrators read on their pages that a year has to be seen to, until it is published."""
    if request.blueprint not in ("admin", "operations") or request.endpoint == "operations.metrics":
        return {}
    return {"banner": sentence(clock.now())}


def sentence(now: datetime) -> str:
    found = almanac.open_year(now)
    if found is None:
        return ""
    year, status = found
    if status == "missing":
        return gettext("The calendar has no data for %(year)d: time limits that reach into it are refused.", year=year)
    return gettext(
        "The calendar for %(year)d is provisional: holidays and make-up days are not published yet. "
        "Time limits that reach into it are marked so.",
        year=year,
    )
