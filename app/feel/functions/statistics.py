"""Functions that make one value of a list: sums, extremes, means, and the quantifiers."""

from __future__ import annotations

import decimal
import operator
from decimal import Decimal
from typing import Any

from app.feel import numbers
from app.feel.comparing import Operator, ordered
from app.feel.functions.lists import spent
from app.feel.functions.signatures import builtin
from app.feel.numbers import CONTEXT
from app.feel.run import Run
from app.feel.values import KINDS, NUMBER


def figures(run: Run, items: list[Any]) -> list[Decimal] | None:
    """The list as numbers; None with a warning when it is empty or not all are numbers."""
    if items and all(KINDS[type(item)] is NUMBER for item in spent(run, items)):
        return [numbers.number(item) for item in items]
    return run.warn("only a list of numbers can be summed up")


@builtin("min(list: list)", "min(...c: any)")
def minimum(run: Run, items: list[Any]) -> Any:
    return _extreme(run, items, operator.lt)


@builtin("max(list: list)", "max(...c: any)")
def maximum(run: Run, items: list[Any]) -> Any:
    return _extreme(run, items, operator.gt)


def _extreme(run: Run, items: list[Any], better: Operator) -> Any:
    if not items:
        return run.warn("an empty list has no extremes")
    best, *others = spent(run, items)
    if best is None or ordered(run, better, best, best) is None:
        return None
    for item in others:
        wins = ordered(run, better, item, best)
        if wins is None:
            return None
        best = item if wins else best
    return best


@builtin("sum(list: list)", "sum(...n: any)")
def total(run: Run, items: list[Any]) -> Any:
    found = figures(run, items)
    return None if found is None else _folded(run, found, CONTEXT.add, Decimal(0))


@builtin("product(list: list)", "product(...n: any)")
def product(run: Run, items: list[Any]) -> Any:
    found = figures(run, items)
    return None if found is None else _folded(run, found, CONTEXT.multiply, Decimal(1))


def _folded(run: Run, figures: list[Decimal], operation: Any, start: Decimal) -> Any:
    try:
        for figure in figures:
            start = operation(start, figure)
    except decimal.DecimalException:
        return run.warn("the result is too large")
    return start


@builtin("mean(list: list)", "mean(...n: any)")
def mean(run: Run, items: list[Any]) -> Any:
    whole = total(run, items)
    return None if whole is None else numbers.divide(run, whole, len(items))


@builtin("median(list: list)", "median(...n: any)")
def median(run: Run, items: list[Any]) -> Any:
    found = figures(run, items)
    if found is None:
        return None
    ranked = sorted(found)
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return CONTEXT.divide(CONTEXT.add(ranked[middle - 1], ranked[middle]), Decimal(2))


@builtin("stddev(list: list)", "stddev(...n: any)")
def stddev(run: Run, items: list[Any]) -> Any:
    """The deviation of a sample: divided by one less than there are."""
    found = figures(run, items)
    if found is None or len(found) < 2:
        return run.warn("a deviation needs two numbers or more")
    centre = mean(run, items)
    try:
        squares = [CONTEXT.power(CONTEXT.subtract(figure, centre), 2) for figure in found]
    except decimal.DecimalException:
        return run.warn("the result is too large")
    whole = _folded(run, squares, CONTEXT.add, Decimal(0))
    return None if whole is None else CONTEXT.sqrt(CONTEXT.divide(whole, Decimal(len(found) - 1)))


@builtin("mode(list: list)", "mode(...n: any)")
def mode(run: Run, items: list[Any]) -> Any:
    """The numbers that occur most, ascending."""
    if not items:
        return []
    found = figures(run, items)
    if found is None:
        return None
    counts: dict[Decimal, int] = {}
    for figure in found:
        counts[figure] = counts.get(figure, 0) + 1
    most = max(counts.values())
    return sorted(figure for figure, count in counts.items() if count == most)


@builtin("all(list: list)", "all(...b: any)")
def every_one(run: Run, items: list[Any]) -> bool | None:
    return _quantified(run, items, decisive=False)


@builtin("any(list: list)", "any(...b: any)")
def any_one(run: Run, items: list[Any]) -> bool | None:
    return _quantified(run, items, decisive=True)


def _quantified(run: Run, items: list[Any], decisive: bool) -> bool | None:
    if any(item is decisive for item in spent(run, items)):
        return decisive
    if all(item is (not decisive) for item in items):
        return not decisive
    return run.warn("not all elements are true or false")
