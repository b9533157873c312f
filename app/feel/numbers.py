"""Arithmetic of numbers as DMN says: 34 decimal digits, half even, and null instead of infinity."""

from __future__ import annotations

import decimal
from decimal import Decimal
from typing import Any

from app.feel.run import Run

CONTEXT = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.Overflow, decimal.InvalidOperation, decimal.DivisionByZero],
)
LONGEST = 1_000  # digits of a number given as text


def number(value: int | Decimal) -> Decimal:
    return CONTEXT.create_decimal(value)


def add(run: Run, a: Any, b: Any) -> Any:
    try:
        return CONTEXT.add(a, b)
    except decimal.DecimalException:
        return run.warn("the sum is too large")


def subtract(run: Run, a: Any, b: Any) -> Any:
    try:
        return CONTEXT.subtract(a, b)
    except decimal.DecimalException:
        return run.warn("the difference is too large")


def multiply(run: Run, a: Any, b: Any) -> Any:
    try:
        return CONTEXT.multiply(a, b)
    except decimal.DecimalException:
        return run.warn("the product is too large")


def divide(run: Run, a: Any, b: Any) -> Any:
    try:
        return CONTEXT.divide(a, b)
    except decimal.DecimalException:
        return run.warn("{a} cannot be divided by {b}", a=a, b=b)


def power(run: Run, a: Any, b: Any) -> Any:
    try:
        return CONTEXT.power(a, b)
    except decimal.DecimalException:
        return run.warn("{a} cannot be raised to {b}", a=a, b=b)


def text(value: int | Decimal) -> str:
    """The number as FEEL writes it: plain digits, no exponent, no zeros behind."""
    if isinstance(value, int):
        return str(value)
    shown = format(value, "f")
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return "0" if shown in ("-0", "") else shown


def read_int(value: int) -> Decimal | None:
    """A large integer as a number of FEEL's; None when it is larger than those can be."""
    try:
        return CONTEXT.create_decimal(value)
    except decimal.DecimalException:
        return None


def read(digits: str) -> Decimal | None:
    """The number that a text of digits means; None when it is no number of FEEL's."""
    if len(digits) > LONGEST:
        return None
    try:
        return CONTEXT.create_decimal(digits)
    except decimal.DecimalException:
        return None
