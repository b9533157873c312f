"""Functions of dates, times and durations. `now()` and `today()` are those the caller gives: the logical ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel import temporal
from app.feel.functions.signatures import builtin
from app.feel.numbers import number
from app.feel.run import Run
from app.feel.values import YearsMonths

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _or_warn(run: Run, value: Any, text: Any, what: str) -> Any:
    return run.warn("{text} is no {what}", text=str(text)[:80], what=what) if value is None else value


@builtin("date(from: string|date|date and time)")
def date_from(run: Run, value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return _or_warn(run, temporal.read_date(value), value, "date")


@builtin("date(year: number, month: number, day: number)")
def date_of(run: Run, year: Any, month: Any, day: Any) -> date | None:
    made = temporal.make_date(int(year), int(month), int(day))
    return _or_warn(run, made, f"{year}-{month}-{day}", "date")


@builtin("time(from: string|time|date and time|date)")
def time_from(run: Run, value: Any) -> time | None:
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, date):
        return time(tzinfo=UTC)
    if isinstance(value, time):
        return value
    return _or_warn(run, temporal.read_time(value), value, "time")


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration)")
def time_of(run: Run, hour: Any, minute: Any, second: Any, offset: timedelta | None) -> time | None:
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return run.warn("{text} is no {what}", text=f"{hour}:{minute}:{second}", what="time")
    if offset is not None and abs(offset) > temporal.FURTHEST_OFFSET:
        return run.warn("{text} is no {what}", text=offset, what="offset")
    micros = int((Decimal(second) - int(second)) * 1_000_000)
    zone = None if offset is None else temporal.offset_zone(offset)
    return time(int(hour), int(minute), int(second), micros, zone)


@builtin("date and time(from: string|date|date and time)")
def date_and_time_from(run: Run, value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return _or_warn(run, temporal.read_date_time(value), value, "date and time")


@builtin("date and time(date: date|date and time, time: time)")
def date_and_time_of(_run: Run, day: date | datetime, clock: time) -> datetime:
    return datetime.combine(day.date() if isinstance(day, datetime) else day, clock)


@builtin("duration(from: string|days and time duration|years and months duration)")
def duration(run: Run, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _or_warn(run, temporal.read_duration(value), value, "duration")


@builtin("years and months duration(from: date|date and time, to: date|date and time)")
def years_and_months_duration(_run: Run, start: date, end: date) -> YearsMonths:
    """Whole months from one day to another, towards zero."""
    backwards = _days(end) < _days(start)
    first, last = (end, start) if backwards else (start, end)
    months = 12 * (last.year - first.year) + last.month - first.month - (last.day < first.day)
    return YearsMonths(-months if backwards else months)


def _days(value: date) -> tuple[int, int, int]:
    return value.year, value.month, value.day


@builtin("now()")
def now(run: Run) -> datetime | None:
    return run.warn("the present is not known here") if run.now is None else run.now


@builtin("today()")
def today(run: Run) -> date | None:
    return run.warn("the present is not known here") if run.now is None else run.now.date()


@builtin("day of week(date: date|date and time)")
def day_of_week(_run: Run, day: date) -> str:
    return WEEKDAYS[day.weekday()]


@builtin("month of year(date: date|date and time)")
def month_of_year(_run: Run, day: date) -> str:
    return MONTHS[day.month - 1]


@builtin("day of year(date: date|date and time)")
def day_of_year(_run: Run, day: date) -> Decimal:
    return number(day.timetuple().tm_yday)


@builtin("week of year(date: date|date and time)")
def week_of_year(_run: Run, day: date) -> Decimal:
    return number(day.isocalendar().week)
