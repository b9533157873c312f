"""Equality, order and membership, three-valued: None when the values cannot be compared."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from app.feel import temporal
from app.feel.run import LEVEL, Run
from app.feel.values import (
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    KINDS,
    LIST,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    RANGE,
    STRING,
    TIME,
    Range,
)

ORDERED = frozenset({NUMBER, STRING, DATE, TIME, DATE_AND_TIME, DAYS_DURATION, MONTHS_DURATION})
CLOCKS = frozenset({TIME, DATE_AND_TIME})
PLAINLY_EQUAL = frozenset({NUMBER, STRING, BOOLEAN, DATE, DAYS_DURATION, MONTHS_DURATION})

Operator = Callable[[Any, Any], bool]
ORDERS: dict[str, Operator] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def equal(run: Run, a: Any, b: Any) -> bool | None:
    """Whether two values are the same. Values of different types have no answer; null is equal to null alone."""
    what = KINDS[type(a)]
    if what is not KINDS[type(b)]:
        if a is None or b is None:
            return False
        return run.warn("{a} and {b} cannot be compared", a=what, b=KINDS[type(b)])
    if what in PLAINLY_EQUAL:
        return a == b
    return _EQUALITY.get(what, _same)(run, a, b)


def ordered(run: Run, compare: Operator, a: Any, b: Any) -> bool | None:
    """Whether a < b (or what `compare` says); None when they have no order."""
    what = KINDS[type(a)]
    if what is not KINDS[type(b)] or what not in ORDERED:
        return run.warn("{a} and {b} cannot be compared", a=what, b=KINDS[type(b)])
    if what not in CLOCKS:
        return compare(a, b)
    a, b = temporal.aligned(a, b, run.now)
    if not temporal.same_clock(a, b):
        return run.warn("a time with a zone and a time without one cannot be compared")
    return compare(temporal.moment(a), temporal.moment(b))


def in_range(run: Run, value: Any, within: Range) -> bool | None:
    """Whether a value lies in a range; an end that is None is no limit."""
    above: bool | None = True
    below: bool | None = True
    if within.start is not None:
        above = ordered(run, operator.ge if within.start_closed else operator.gt, value, within.start)
    if within.end is not None and above is not None:
        below = ordered(run, operator.le if within.end_closed else operator.lt, value, within.end)
    return both(above, below)


def both(a: Any, b: Any) -> bool | None:
    """Three-valued and: false decides, anything that is no boolean counts as null."""
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def either(a: Any, b: Any) -> bool | None:
    """Three-valued or: true decides, anything that is no boolean counts as null."""
    if a is True or b is True:
        return True
    return False if a is False and b is False else None


def member(run: Run, value: Any, of: Any) -> bool | None:
    """Whether a value is what `of` says: equal to it, one of its elements, or within its range."""
    if type(of) is list:
        return member_of_list(run, value, of)
    if type(of) is Range and type(value) is not Range:
        return in_range(run, value, of)
    return equal(run, value, of)


def member_of_list(run: Run, value: Any, of: list[Any]) -> bool:
    run.spend(len(of))
    for item in of:
        if type(item) is Range and type(value) is not Range:
            if in_range(run, value, item):
                return True
        elif _same_kind(value, item) and equal(run, value, item):
            return True
    return type(value) is list and equal(run, value, of) is True


def _same_kind(a: Any, b: Any) -> bool:
    return KINDS[type(a)] is KINDS[type(b)]


# -- equality by kind -------------------------------------------------------------------------------------------


def _same(_run: Run, a: Any, b: Any) -> bool:
    return a is b


def _equal_clocks(run: Run, a: Any, b: Any) -> bool:
    a, b = temporal.aligned(a, b, run.now)
    return temporal.same_clock(a, b) and temporal.moment(a) == temporal.moment(b)


def _equal_lists(run: Run, a: list[Any], b: list[Any]) -> bool | None:
    if len(a) != len(b):
        return False
    run.spend(len(a))
    run.enter(LEVEL)
    result: bool | None = True
    for one, other in zip(a, b, strict=True):
        result = both(result, equal(run, one, other))
        if result is False:
            break
    run.leave(LEVEL)
    return result


def _equal_contexts(run: Run, a: dict[str, Any], b: dict[str, Any]) -> bool | None:
    if a.keys() != b.keys():
        return False
    return _equal_lists(run, list(a.values()), [b[key] for key in a])


def _equal_ranges(run: Run, a: Range, b: Range) -> bool | None:
    if (a.start_closed, a.end_closed) != (b.start_closed, b.end_closed):
        return False
    return both(equal(run, a.start, b.start), equal(run, a.end, b.end))


_EQUALITY: dict[str, Callable[[Run, Any, Any], bool | None]] = {
    NULL: _same,
    TIME: _equal_clocks,
    DATE_AND_TIME: _equal_clocks,
    LIST: _equal_lists,
    CONTEXT: _equal_contexts,
    RANGE: _equal_ranges,
}
