"""What can stand behind a dot, as a fixed table by type: nothing else of a value can be reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.feel import temporal
from app.feel.run import LEVEL, Run
from app.feel.values import (
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    KINDS,
    LIST,
    MONTHS_DURATION,
    RANGE,
    TIME,
)

Reader = Callable[[Any], Any]
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def prop(run: Run, value: Any, name: str) -> Any:
    """The entry of a context, the property of a date or range; of a list, that of each element."""
    what = KINDS[type(value)]
    if what is CONTEXT:
        return value[name] if name in value else run.warn("there is no entry {name}", name=name)
    if what is LIST:
        run.spend(len(value))
        run.enter(LEVEL)
        found = [prop(run, item, name) for item in value]
        run.leave(LEVEL)
        return found
    reader = PROPERTIES.get(what, {}).get(name)
    if reader is None:
        return run.warn("a {what} has no {name}", what=what, name=name)
    return reader(value)


def _number(name: str) -> Reader:
    return lambda value: Decimal(getattr(value, name))


def _part(within: timedelta | None, unit: timedelta) -> Reader:
    """A part of a duration, with its sign: the hours of -P1DT2H are -2."""

    def read(value: timedelta) -> Decimal:
        size = abs(value) if within is None else abs(value) % within
        part = Decimal(size // unit)
        return -part if value < timedelta() and part else part

    return read


def _seconds(value: timedelta) -> Decimal:
    micros = Decimal(abs(value) % MINUTE // timedelta(microseconds=1))
    seconds = micros.scaleb(-6).normalize() + 0
    return -seconds if value < timedelta() and seconds else seconds


def _second(value: Any) -> Decimal:
    """A moment's seconds with their fraction."""
    return Decimal(value.second) + Decimal(value.microsecond).scaleb(-6) if value.microsecond else Decimal(value.second)


_DAY: Mapping[str, Reader] = {
    "year": _number("year"),
    "month": _number("month"),
    "day": _number("day"),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_CLOCK: Mapping[str, Reader] = {
    "hour": _number("hour"),
    "minute": _number("minute"),
    "second": _second,
    "time offset": temporal.offset,
    "timezone": lambda value: value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None,
}
PROPERTIES: Mapping[str, Mapping[str, Reader]] = {
    DATE: _DAY,
    TIME: _CLOCK,
    DATE_AND_TIME: {**_DAY, **_CLOCK},
    DAYS_DURATION: {
        "days": _part(None, DAY),
        "hours": _part(DAY, HOUR),
        "minutes": _part(HOUR, MINUTE),
        "seconds": _seconds,
    },
    MONTHS_DURATION: {
        "years": lambda value: Decimal(value.years),
        "months": lambda value: Decimal(value.rest),
    },
    RANGE: {
        "start": lambda value: value.start,
        "end": lambda value: value.end,
        "start included": lambda value: value.start_closed,
        "end included": lambda value: value.end_closed,
    },
}
