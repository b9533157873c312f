"""Working time once more, by pandas and straight from the packages that know the days: what our arithmetic must equal.

Its answers are local times of Asia/Shanghai without a zone, or None where the days are not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar
import numpy as np
import pandas as pd
from holidays.countries.china import China
from pandas.tseries.offsets import CustomBusinessDay, CustomBusinessHour

FIRST, LAST = date(2004, 1, 1), date(2027, 12, 31)
LAST_PUBLISHED = 2026
ALL_WEEK = "Mon Tue Wed Thu Fri Sat Sun"  # pandas knows no make-up days: every day off is a holiday instead
OPENS, CLOSES = ["09:00", "13:30"], ["12:00", "17:30"]
MORNING, NOON, AFTERNOON, CLOSE_OF_BUSINESS = (pd.Timedelta(minutes=m) for m in (9 * 60, 12 * 60, 810, 1050))
ONE_DAY = pd.Timedelta(days=1)


def end_of(amount: int, clock: str, start: datetime) -> datetime | None:
    """When a limit ends that starts at a local time."""
    begun = pd.Timestamp(start)
    ended = ENDS[clock](amount, begun)
    known = clock == "H" or (ended - pd.Timedelta(microseconds=1)).date() <= LAST
    return ended.to_pydatetime() if known else None


def is_provisional(clock: str, end: datetime) -> bool:
    """Whether a limit with this end was counted into the year that is not published."""
    return clock != "H" and (end - timedelta(microseconds=1)).year > LAST_PUBLISHED


@cache
def days_off() -> list[date]:
    return [day for day in _days() if _is_off(day)]


def _is_off(day: date) -> bool:
    if day.year <= LAST_PUBLISHED:
        return bool(chinese_calendar.is_holiday(day))
    return day.weekday() >= 5 or day in statutory()


@cache
def statutory() -> China:
    return China(years=LAST.year)


def _days() -> Iterator[date]:
    return (FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1))


@cache
def _days_worked() -> np.busdaycalendar:
    """Made once: from a list of days, pandas would make one for each offset."""
    return np.busdaycalendar(weekmask=ALL_WEEK, holidays=np.array(days_off(), dtype="datetime64[D]"))


@cache
def _days_offset(amount: int) -> CustomBusinessDay:
    return CustomBusinessDay(n=amount, calendar=_days_worked())


@cache
def _hours_offset(amount: int) -> CustomBusinessHour:
    return CustomBusinessHour(n=amount, calendar=_days_worked(), start=OPENS, end=CLOSES)


def _workdays(amount: int, begun: pd.Timestamp) -> pd.Timestamp:
    return begun.normalize() + _days_offset(amount) + CLOSE_OF_BUSINESS


def _workhours(amount: int, begun: pd.Timestamp) -> pd.Timestamp:
    """Where the hours are used up as a segment closes, pandas names the next opening, and a limit ends at the close."""
    ended = begun + _hours_offset(amount)
    if ended == ended.normalize() + MORNING:
        return ended.normalize() - _days_offset(1) + CLOSE_OF_BUSINESS
    return ended.normalize() + NOON if ended == ended.normalize() + AFTERNOON else ended


def _naturaldays(amount: int, begun: pd.Timestamp) -> pd.Timestamp:
    return _days_offset(1).rollforward(begun.normalize() + amount * ONE_DAY) + ONE_DAY


def _elapsed(amount: int, begun: pd.Timestamp) -> pd.Timestamp:
    return begun + pd.Timedelta(hours=amount)


ENDS = {"WD": _workdays, "WH": _workhours, "ND": _naturaldays, "H": _elapsed}
