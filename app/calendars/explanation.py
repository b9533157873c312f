"""Why a limit ends when it does: each day on the way, counted or skipped, and under which name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.calendars.year import ONE_DAY

if TYPE_CHECKING:
    from app.calendars.calendar import Calendar

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
RECEIVED, WORKING = "收到当日", "工作日"


@dataclass(frozen=True)
class CountedDay:
    date: date
    counted: bool
    kind: str  # "received" | "working" | "make-up" | "weekend" | "holiday"
    name: str  # what people call it: 国庆节, 国庆节调休补班, 星期六, 工作日, 收到当日
    provisional: bool  # its year is not published yet


def days_between(calendar: Calendar, first: date, last: date, clock: str | None) -> tuple[CountedDay, ...]:
    """Each day from the first to the last; with a clock of days the first one is the day of receipt."""
    days = (first + number * ONE_DAY for number in range((last - first).days + 1))
    return tuple(_counted(calendar, day, day == first, clock or "") for day in days)


def _counted(calendar: Calendar, day: date, first: bool, clock: str) -> CountedDay:
    kind = kind_of(calendar, day)
    counted = kind in ("working", "make-up") or clock.endswith("ND") or _elapsed(clock)
    name = _name(calendar, day, kind)
    if first and clock.endswith(("WD", "ND")):
        counted, kind, name = False, "received", RECEIVED
    return CountedDay(day, counted, kind, name, calendar.is_provisional(day.year, day.year))


def kind_of(calendar: Calendar, day: date) -> str:
    """Whether a day is a usual working day, a make-up day, a usual day off or a holiday."""
    usual = bool(calendar.usual_hours(day))
    if calendar.is_working(day):
        return "working" if usual else "make-up"
    return "holiday" if usual or day in calendar.days else "weekend"


def _name(calendar: Calendar, day: date, kind: str) -> str:
    special = calendar.days.get(day)
    if special and special.name:
        return special.name
    return WEEKDAYS[day.weekday()] if kind == "weekend" else WORKING


def _elapsed(clock: str) -> bool:
    return clock.endswith("H") and not clock.endswith("WH")
