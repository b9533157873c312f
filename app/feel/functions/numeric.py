"""Functions of numbers, and `not` and `is`."""

from __future__ import annotations

import decimal
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from app.feel.comparing import equal
from app.feel.functions.signatures import builtin
from app.feel.numbers import CONTEXT, number
from app.feel.run import Run
from app.feel.temporal import offset
from app.feel.values import KINDS

SCALES = range(-6111, 6177)
WIDE = decimal.Context(prec=6200, Emin=-999999, Emax=999999, traps=[decimal.InvalidOperation])


def rounded(run: Run, value: Any, scale: Any, rounding: str) -> Any:
    """The number with so many digits behind the point; a negative scale rounds before it."""
    places = int(scale)
    if places not in SCALES:
        return run.warn("{scale} is no number of digits to round to", scale=scale)
    value = number(value)
    if -value.as_tuple().exponent <= places:
        return value
    return number(value.quantize(Decimal(1).scaleb(-places), rounding, WIDE)) + 0


def _rounder(rounding: str) -> Any:
    return lambda run, value, scale: rounded(run, value, scale, rounding)


builtin("decimal(n: number, scale: number)")(_rounder(decimal.ROUND_HALF_EVEN))
builtin("round up(n: number, scale: number)")(_rounder(decimal.ROUND_UP))
builtin("round down(n: number, scale: number)")(_rounder(decimal.ROUND_DOWN))
builtin("round half up(n: number, scale: number)")(_rounder(decimal.ROUND_HALF_UP))
builtin("round half down(n: number, scale: number)")(_rounder(decimal.ROUND_HALF_DOWN))


@builtin("floor(n: number)", "floor(n: number, scale: number)")
def floor(run: Run, n: Any, scale: Any = 0) -> Any:
    return rounded(run, n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling(n: number)", "ceiling(n: number, scale: number)")
def ceiling(run: Run, n: Any, scale: Any = 0) -> Any:
    return rounded(run, n, scale, decimal.ROUND_CEILING)


@builtin("abs(n: number|days and time duration|years and months duration)")
def absolute(_run: Run, n: Any) -> Any:
    if KINDS[type(n)] == "years and months duration":
        return type(n)(abs(n.months))
    return CONTEXT.abs(number(n)) if KINDS[type(n)] == "number" else abs(n)


@builtin("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Any, divisor: Any) -> Any:
    """What is left of dividend - divisor * floor(dividend / divisor): the sign is the divisor's."""
    try:
        rest = CONTEXT.remainder(number(dividend), number(divisor))
    except decimal.DecimalException:
        return run.warn("{a} cannot be divided by {b}", a=dividend, b=divisor)
    return CONTEXT.add(rest, number(divisor)) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt(number: number)")
def sqrt(run: Run, value: Any) -> Any:
    return run.warn("{a} has no square root", a=value) if value < 0 else CONTEXT.sqrt(number(value))


@builtin("log(number: number)")
def log(run: Run, value: Any) -> Any:
    return run.warn("{a} has no logarithm", a=value) if value <= 0 else CONTEXT.ln(number(value))


@builtin("exp(number: number)")
def exp(run: Run, value: Any) -> Any:
    try:
        return CONTEXT.exp(number(value))
    except decimal.DecimalException:
        return run.warn("exp({a}) is too large", a=value)


@builtin("odd(number: number)")
def odd(run: Run, value: Any) -> Any:
    return _remainder_of_two(run, value, 1)


@builtin("even(number: number)")
def even(run: Run, value: Any) -> Any:
    return _remainder_of_two(run, value, 0)


def _remainder_of_two(run: Run, value: Any, wanted: int) -> bool | None:
    if value != number(value).to_integral_value():
        return run.warn("{a} is neither odd nor even", a=value)
    return abs(WIDE.remainder(number(value), Decimal(2))) == wanted


@builtin("not(negand: any)")
def negated(run: Run, negand: Any) -> Any:
    if negand is True or negand is False:
        return not negand
    return None if negand is None else run.warn("a {what} is neither true nor false", what=KINDS[type(negand)])


@builtin("is(value1: any, value2: any)")
def same(run: Run, value1: Any, value2: Any) -> bool:
    """Whether two values are the same in every way: 10:00 in two zones is not, though it may be one instant."""
    if KINDS[type(value1)] != KINDS[type(value2)] or equal(run, value1, value2) is not True:
        return False
    return not isinstance(value1, datetime | time) or offset(value1) == offset(value2)
