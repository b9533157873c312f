"""Numbers: 34 decimal digits, half even; null where there is no number."""

import decimal
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import feel
from app.feel.numbers import CONTEXT, text

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6)
SIGNS = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide}


@given(NUMBERS, st.sampled_from(sorted(SIGNS)), NUMBERS)
def test_arithmetic_is_decimal(a, sign, b):
    result = feel.parse(f"a {sign} b").evaluate({"a": a, "b": b})
    if sign == "/" and b == 0:
        assert result is None
    else:
        assert result == SIGNS[sign](a, b)


@given(NUMBERS, NUMBERS)
def test_written_numbers_are_those_of_the_context(a, b):
    written = feel.parse(f"({a:f}) - ({b:f})").evaluate({})
    assert written == feel.parse("a - b").evaluate({"a": a, "b": b})


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_a_chain_goes_from_left_to_right(figures):
    names = [f"n{place}" for place in range(len(figures))]
    expected = figures[0] if len(figures) > 1 else CONTEXT.plus(figures[0])
    for figure in figures[1:]:
        expected = CONTEXT.subtract(expected, figure)
    assert feel.parse(" - ".join(names)).evaluate(dict(zip(names, figures, strict=True))) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_a_number_survives_being_written_and_read(value):
    context = {"n": value}
    assert feel.parse("number(string(n)) = n + 0").evaluate(context) in (True, None)
    assert "E" not in text(value)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 ** 3 ** 2", "64"),
        ("-3 ** 2", "9"),
        ("10 - 4 - 3", "3"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("0.1 + 0.2", "0.3"),
        (".5 + 1e2", "100.5"),
        ("5 ** -2", "0.04"),
        ("--10", "10"),
    ],
)
def test_operators_bind_as_the_standard_says(expression, value):
    assert feel.parse(expression).evaluate({}) == Decimal(value)


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0",
        "0 / 0",
        "10 ** 7000",
        "9e6144 * 10",
        "1 + null",
        '1 + "1"',
        "true + 1",
        "[1] + 1",
        "-true",
        "(-8) ** 0.5",
    ],
)
def test_what_has_no_result_is_null_with_a_warning(expression):
    warnings = []
    assert feel.parse(expression).evaluate({}, warnings=warnings) is None
    assert warnings


def test_a_boolean_is_no_number():
    assert feel.parse("a + 1").evaluate({"a": True}) is None


def test_whole_numbers_and_floats_of_the_caller_are_numbers():
    assert feel.parse("a + b").evaluate({"a": 1, "b": 0.1}) == Decimal("1.1")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")])
def test_what_is_no_finite_number_is_null(value):
    assert feel.parse("a").evaluate({"a": value}) is None


def test_an_integer_larger_than_numbers_can_be_is_null():
    assert feel.parse("a").evaluate({"a": 10**7000}) is None
    assert feel.parse("a / a").evaluate({"a": 10**5000}) == 1


def test_results_do_not_depend_on_the_context_of_the_thread():
    with decimal.localcontext(decimal.Context(prec=3)):
        assert feel.parse("1 / 3 + 100").evaluate({}) == Decimal("100.3333333333333333333333333333333")
        assert feel.parse("for i in 1000..1002 return i").evaluate({}) == [1000, 1001, 1002]
