"""Values of the caller's to FEEL values. What FEEL has no kind for never comes in: no Python object is reachable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.feel import numbers
from app.feel.errors import FeelError
from app.feel.run import MAX_NESTING, Run
from app.feel.values import SCALARS, Range

PLAIN_INTEGER = 10**34  # what is larger has more digits than a number of FEEL's

# A subclass (a text of a template engine, a time stamp of a table library) becomes the plain type.
PLAIN: tuple[tuple[type, Any], ...] = (
    (bool, bool),
    (int, int),
    (float, lambda value: Decimal(repr(value)) if value == value and abs(value) != float("inf") else None),
    (Decimal, lambda value: Decimal(value) if value.is_finite() else None),
    (str, str),
    (datetime, lambda value: datetime.combine(value.date(), value.timetz())),
    (date, lambda value: date(value.year, value.month, value.day)),
    (time, lambda value: time(value.hour, value.minute, value.second, value.microsecond, value.tzinfo)),
    (timedelta, lambda value: timedelta(value.days, value.seconds, value.microseconds)),
)


def incoming(run: Run, value: Any, depth: int = 0) -> Any:
    """The value as FEEL knows it. Raises FeelError for what is not a FEEL value."""
    run.spend(1)
    if type(value) in SCALARS:
        return finite(value)
    if depth > MAX_NESTING:
        run.refuse("a value is nested too deep")
    if isinstance(value, Mapping):
        return run.sized({str(key): incoming(run, item, depth + 1) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return run.sized([incoming(run, item, depth + 1) for item in value])
    if type(value) is Range:
        return value
    for base, plain in PLAIN:
        if isinstance(value, base):
            return finite(plain(value))
    raise FeelError(why=f"{type(value).__name__} is not a kind of value that FEEL knows")


def finite(value: Any) -> Any:
    if type(value) is Decimal and not value.is_finite():
        return None
    if type(value) is int and abs(value) > PLAIN_INTEGER:
        return numbers.read_int(value)
    return value
