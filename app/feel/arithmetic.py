"""What + - * / ** mean for each pair of types, as tables (DMN 1.5, table 55 and following)."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any

from app.feel import numbers, temporal
from app.feel.run import Run
from app.feel.values import (
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    KINDS,
    MONTHS_DURATION,
    NUMBER,
    STRING,
    TIME,
    YearsMonths,
)

Operation = Callable[[Run, Any, Any], Any]
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


def apply(table: dict[tuple[str, str], Operation], sign: str, run: Run, a: Any, b: Any) -> Any:
    """The result of an operator, or null for types it is not made for."""
    operation = table.get((KINDS[type(a)], KINDS[type(b)]))
    if operation is None:
        return run.warn("{a} {sign} {b} has no meaning", a=KINDS[type(a)], sign=sign, b=KINDS[type(b)])
    try:
        return operation(run, a, b)
    except OverflowError:
        return run.warn("the result of {sign} is too large", sign=sign)


def negate(run: Run, value: Any) -> Any:
    match KINDS[type(value)]:
        case "number":
            return numbers.CONTEXT.minus(numbers.number(value))
        case "days and time duration":
            return -value
        case "years and months duration":
            return YearsMonths(-value.months)
    return run.warn("{a} cannot be negated", a=KINDS[type(value)])


# -- dates ------------------------------------------------------------------------------------------------------


def plus_months(value: Any, months: int) -> Any:
    """The same day so many months later, or the month's last day when it is shorter."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return value.replace(year=year, month=month + 1, day=min(value.day, calendar.monthrange(year, month + 1)[1]))


def plus_days(value: Any, length: timedelta) -> Any:
    """Elapsed time, not wall-clock time: an hour is an hour across a change of the clock."""
    if isinstance(value, datetime):
        return value + length if value.tzinfo is None else (value.astimezone(UTC) + length).astimezone(value.tzinfo)
    return (datetime.combine(value, time()) + length).date()


def shift_time(value: time, length: timedelta) -> time:
    since = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return (datetime.combine(temporal.SOME_DAY, time()) + (since + length) % DAY).time().replace(tzinfo=value.tzinfo)


def between(run: Run, a: Any, b: Any) -> Any:
    """How long from b to a. A date stands for its midnight in UTC where the other side is a date and time."""
    if KINDS[type(a)] is not KINDS[type(b)]:
        a, b = _as_instant(a), _as_instant(b)
    if isinstance(a, datetime | time):
        a, b = temporal.aligned(a, b, run.now)
        if not temporal.same_clock(a, b):
            return run.warn("a time with a zone and a time without one have no difference")
        return temporal.moment(a) - temporal.moment(b)
    return a - b


def _as_instant(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)


# -- durations --------------------------------------------------------------------------------------------------


def _micros(value: timedelta) -> int:
    return value // MICROSECOND


def _whole(value: Decimal) -> int:
    if abs(value) > 10**21:
        raise OverflowError
    return int(value.to_integral_value(ROUND_DOWN))


def _scale_days(_run: Run, length: timedelta, by: Any) -> timedelta:
    return MICROSECOND * _whole(numbers.CONTEXT.multiply(Decimal(_micros(length)), by))


def _scale_months(_run: Run, length: YearsMonths, by: Any) -> YearsMonths:
    return _months(_whole(numbers.CONTEXT.multiply(Decimal(length.months), by)))


def _months(months: int) -> YearsMonths:
    if abs(months) > temporal.MOST_MONTHS:
        raise OverflowError
    return YearsMonths(months)


def _share_days(run: Run, length: timedelta, by: Any) -> Any:
    share = numbers.divide(run, Decimal(_micros(length)), by)
    return None if share is None else MICROSECOND * _whole(share)


def _share_months(run: Run, length: YearsMonths, by: Any) -> Any:
    share = numbers.divide(run, Decimal(length.months), by)
    return None if share is None else _months(_whole(share))


def _ratio_days(run: Run, a: timedelta, b: timedelta) -> Any:
    return numbers.divide(run, Decimal(_micros(a)), Decimal(_micros(b)))


def _ratio_months(run: Run, a: YearsMonths, b: YearsMonths) -> Any:
    return numbers.divide(run, Decimal(a.months), Decimal(b.months))


# -- the tables -------------------------------------------------------------------------------------------------


def _swapped(operation: Operation) -> Operation:
    return lambda run, a, b: operation(run, b, a)


def _later(_run: Run, value: Any, length: Any) -> Any:
    if type(length) is YearsMonths:
        return plus_months(value, length.months)
    return plus_days(value, length) if isinstance(value, date) else shift_time(value, length)


def _earlier(run: Run, value: Any, length: Any) -> Any:
    return _later(run, value, YearsMonths(-length.months) if type(length) is YearsMonths else -length)


_SHIFTS = [
    (DATE, DAYS_DURATION),
    (DATE, MONTHS_DURATION),
    (DATE_AND_TIME, DAYS_DURATION),
    (DATE_AND_TIME, MONTHS_DURATION),
    (TIME, DAYS_DURATION),
]
ADD: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): numbers.add,
    (STRING, STRING): lambda run, a, b: run.text(a + b),
    (DAYS_DURATION, DAYS_DURATION): lambda _run, a, b: a + b,
    (MONTHS_DURATION, MONTHS_DURATION): lambda _run, a, b: _months(a.months + b.months),
    **dict.fromkeys(_SHIFTS, _later),
    **{(b, a): _swapped(_later) for a, b in _SHIFTS},
}
SUBTRACT: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): numbers.subtract,
    (DAYS_DURATION, DAYS_DURATION): lambda _run, a, b: a - b,
    (MONTHS_DURATION, MONTHS_DURATION): lambda _run, a, b: _months(a.months - b.months),
    (DATE, DATE): between,
    (DATE_AND_TIME, DATE_AND_TIME): between,
    (DATE, DATE_AND_TIME): between,
    (DATE_AND_TIME, DATE): between,
    (TIME, TIME): between,
    **dict.fromkeys(_SHIFTS, _earlier),
}
MULTIPLY: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): numbers.multiply,
    (DAYS_DURATION, NUMBER): _scale_days,
    (NUMBER, DAYS_DURATION): _swapped(_scale_days),
    (MONTHS_DURATION, NUMBER): _scale_months,
    (NUMBER, MONTHS_DURATION): _swapped(_scale_months),
}
DIVIDE: dict[tuple[str, str], Operation] = {
    (NUMBER, NUMBER): numbers.divide,
    (DAYS_DURATION, NUMBER): _share_days,
    (MONTHS_DURATION, NUMBER): _share_months,
    (DAYS_DURATION, DAYS_DURATION): _ratio_days,
    (MONTHS_DURATION, MONTHS_DURATION): _ratio_months,
}
POWER: dict[tuple[str, str], Operation] = {(NUMBER, NUMBER): numbers.power}
OPERATORS: dict[str, dict[tuple[str, str], Operation]] = {
    "+": ADD,
    "-": SUBTRACT,
    "*": MULTIPLY,
    "/": DIVIDE,
    "**": POWER,
}
