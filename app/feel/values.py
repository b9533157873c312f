"""The kinds of FEEL values, and those that Python has no type of its own for.

Numbers are Decimal or int, days-and-time durations are timedelta, lists and contexts are list and dict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, order=True, slots=True)
class YearsMonths:
    """A duration of whole months. It has no length in days: that depends on where in the year it begins."""

    months: int

    @property
    def years(self) -> int:
        """Whole years, towards zero."""
        return _towards_zero(self.months, 12)

    @property
    def rest(self) -> int:
        """The months beyond whole years, with the sign of the duration."""
        return self.months - 12 * self.years

    def __str__(self) -> str:
        sign = "-" if self.months < 0 else ""
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{sign}P{text or '0M'}"


@dataclass(frozen=True, slots=True)
class Range:
    """Everything between two ends. An end that is None is open to infinity; `closed` means the end belongs to it."""

    start: Any
    end: Any
    start_closed: bool = True
    end_closed: bool = True


def _towards_zero(number: int, by: int) -> int:
    return number // by if number >= 0 else -(-number // by)


class Function:
    """A FEEL function as a value. `call` takes a Run and the arguments, in the order of `parameters`."""

    __slots__ = ("call", "name", "named", "parameters", "result", "types")

    def __init__(
        self,
        name: str,
        parameters: tuple[str, ...],
        call: Callable[[Any, list[Any]], Any],
        named: Callable[[Any, dict[str, Any]], Any] | None = None,
        types: tuple[Any, ...] | None = None,
        result: Any = None,
    ) -> None:
        self.name = name
        self.parameters = parameters
        self.call = call
        self.named = named or self._by_position
        self.types = types  # of the parameters, where they are known: `instance of function<...>` asks
        self.result = result  # the type of what it gives, where it is known

    def _by_position(self, run: Any, given: dict[str, Any]) -> Any:
        """Parameters that are not given are null (DMN 1.5, 10.3.2.13.5)."""
        if not given.keys() <= set(self.parameters):
            return run.warn("{name} has other parameters than {given}", name=self.name, given=", ".join(given))
        return self.call(run, [given.get(name) for name in self.parameters])


NUMBER = "number"
STRING = "string"
BOOLEAN = "boolean"
DATE = "date"
TIME = "time"
DATE_AND_TIME = "date and time"
DAYS_DURATION = "days and time duration"
MONTHS_DURATION = "years and months duration"
LIST = "list"
CONTEXT = "context"
RANGE = "range"
FUNCTION = "function"
NULL = "Null"

KINDS: Mapping[type, str] = {
    type(None): NULL,
    bool: BOOLEAN,
    int: NUMBER,
    Decimal: NUMBER,
    str: STRING,
    date: DATE,
    time: TIME,
    datetime: DATE_AND_TIME,
    timedelta: DAYS_DURATION,
    YearsMonths: MONTHS_DURATION,
    list: LIST,
    dict: CONTEXT,
    Range: RANGE,
    Function: FUNCTION,
}
SCALARS = frozenset(KINDS) - {list, dict, Range}


def kind(value: Any) -> str:
    """The FEEL type of a value that is in evaluation already."""
    return KINDS[type(value)]
