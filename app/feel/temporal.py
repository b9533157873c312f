"""Dates, times and durations as texts. Years are those of Python (1 to 9999), seconds are kept to the microsecond."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.feel.values import YearsMonths

_DATE = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = (
    r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"  # no seconds: as forms write it
    r"(?P<zone>Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+\-]*(?:/[\w+\-]+)*)?"
)
DATE = re.compile(_DATE, re.ASCII)
TIME = re.compile(_TIME, re.ASCII)
DATE_TIME = re.compile(f"{_DATE}(?:T{_TIME})?", re.ASCII)
MONTHS = re.compile(r"(?P<sign>-?)P(?=\d)(?:(?P<years>\d{1,12})Y)?(?:(?P<months>\d{1,12})M)?", re.ASCII)
DAYS = re.compile(
    r"(?P<sign>-?)P(?=.)(?:(?P<days>\d{1,12})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,15})H)?(?:(?P<minutes>\d{1,15})M)?(?:(?P<seconds>\d{1,18})(?:\.(?P<fraction>\d*))?S)?)?",
    re.ASCII,
)
FURTHEST_OFFSET = timedelta(hours=18)
MOST_MONTHS = 12 * 10**10
# Where a time of day names a zone, its offset is that of this day: a time alone does not say which day.
SOME_DAY = date(2000, 1, 1)
_BEGIN = datetime.combine(date.min, time())


# -- reading: None when the text does not say one ---------------------------------------------------------------


def read(text: str) -> Any:
    """The date, time, date and time, or duration that an @"…" literal says."""
    for reader in (read_date, read_time, read_date_time, read_duration):
        if (value := reader(text)) is not None:
            return value
    return None


def read_date(text: str) -> date | None:
    found = DATE.fullmatch(text)
    return None if found is None else make_date(*(int(part) for part in found.groups()))


def make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def read_time(text: str) -> time | None:
    found = TIME.fullmatch(text)
    if found is None:
        return None
    clock = _clock(found)
    return clock[0] if clock else None


def read_date_time(text: str) -> datetime | None:
    """A date alone means its midnight, local."""
    found = DATE_TIME.fullmatch(text)
    day = make_date(*(int(found[part]) for part in ("year", "month", "day"))) if found else None
    if found is None or day is None:
        return None
    if found["hour"] is None:
        return datetime.combine(day, time())
    clock = _clock(found)
    if clock is None:
        return None
    try:
        return datetime.combine(day, clock[0]) + timedelta(days=clock[1])
    except OverflowError:
        return None


def _clock(found: re.Match[str]) -> tuple[time, int] | None:
    """The time of day and how many days it is beyond: 24:00:00 is midnight of the next day."""
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    micro = int((found["fraction"] or "")[:6].ljust(6, "0"))
    zone, known = read_zone(found["zone"])
    beyond = int((hour, minute, second, micro) == (24, 0, 0, 0))
    try:
        clock = time(0 if beyond else hour, minute, second, micro, zone)
    except ValueError:
        return None
    return (clock, beyond) if known else None


def read_zone(text: str | None) -> tuple[tzinfo | None, bool]:
    """The zone, and whether there is such a zone."""
    if text is None:
        return None, True
    if text in ("Z", "z"):
        return UTC, True
    if text.startswith("@"):
        zone = named_zone(text[1:])
        return zone, zone is not None
    parts = [int(part) for part in text[1:].split(":")]
    offset = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0)
    if offset > FURTHEST_OFFSET or parts[1] > 59:
        return None, False
    return offset_zone(-offset if text[0] == "-" else offset), True


def offset_zone(offset: timedelta) -> tzinfo:
    return timezone(offset) if offset else UTC


@lru_cache(maxsize=1024)
def named_zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError on some names, an OSError on folders
        return None
    except KeyError:
        return None


def read_duration(text: str) -> YearsMonths | timedelta | None:
    if found := MONTHS.fullmatch(text):
        months = 12 * int(found["years"] or 0) + int(found["months"] or 0)
        return YearsMonths(-months if found["sign"] else months) if months <= MOST_MONTHS else None
    found = DAYS.fullmatch(text)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(found[part] or 0) for part in ("days", "hours", "minutes", "seconds"))
    micro = int((found["fraction"] or "")[:6].ljust(6, "0"))
    try:
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=micro)
    except OverflowError:
        return None
    return -length if found["sign"] else length


# -- writing ----------------------------------------------------------------------------------------------------


def text(value: date | time | datetime | timedelta | YearsMonths) -> str:
    if isinstance(value, datetime):
        return f"{value.date().isoformat()}T{_clock_text(value.timetz())}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return _clock_text(value)
    return duration_text(value) if isinstance(value, timedelta) else str(value)


def _clock_text(value: time) -> str:
    shown = value.replace(tzinfo=None, microsecond=0).isoformat()
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    return shown + fraction + _zone_text(value.tzinfo)


def _zone_text(zone: tzinfo | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    return "Z" if zone is UTC else zone.tzname(None).removeprefix("UTC") or "Z"  # type: ignore[union-attr]


def duration_text(value: timedelta) -> str:
    micros = abs(value) // timedelta(microseconds=1)
    days, rest = divmod(micros, 86_400_000_000)
    hours, rest = divmod(rest, 3_600_000_000)
    minutes, rest = divmod(rest, 60_000_000)
    seconds = f"{Decimal(rest).scaleb(-6):f}".rstrip("0").rstrip(".") if rest else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + (f"{seconds}S" if seconds else "")
    shown = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return ("-" if value < timedelta() else "") + "P" + (shown or "T0S")


# -- comparing --------------------------------------------------------------------------------------------------


def offset(value: time | datetime) -> timedelta | None:
    """How far the clock is from UTC; None for a local time."""
    if value.tzinfo is None:
        return None
    if isinstance(value, time) and isinstance(value.tzinfo, ZoneInfo):
        return datetime.combine(SOME_DAY, value).utcoffset()
    return value.utcoffset()


def moment(value: time | datetime) -> timedelta:
    """Where the value stands on the line of time: by UTC when it knows its zone, by its own clock otherwise."""
    if isinstance(value, datetime):
        since = value.replace(tzinfo=None) - _BEGIN
    else:
        since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return since - (offset(value) or timedelta())


def aligned(a: time | datetime, b: time | datetime, now: datetime | None) -> tuple[Any, Any]:
    """Both values, a date and time without a zone read in the zone of the evaluation when the other one has a zone.

    What people enter in a form has no zone and what the time functions give has one: owners compare the two.
    """
    if same_clock(a, b) or now is None or not (isinstance(a, datetime) and isinstance(b, datetime)):
        return a, b
    zone = now.tzinfo
    return (a if a.tzinfo else a.replace(tzinfo=zone)), (b if b.tzinfo else b.replace(tzinfo=zone))


def same_clock(a: time | datetime, b: time | datetime) -> bool:
    """Whether both know their zone, or neither: only then can they be compared."""
    return (a.tzinfo is None) == (b.tzinfo is None)
