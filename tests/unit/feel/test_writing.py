"""A value that is written down is the same when it is read again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import feel
from app.feel.writing import written

plain = (
    st.none()
    | st.booleans()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9)
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.timedeltas()
    | st.builds(feel.YearsMonths, st.integers(-1000, 1000))
)
values = st.recursive(plain, lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner), max_leaves=8)


@given(values)
def test_what_is_written_is_read_as_the_same(value):
    assert feel.parse(written(value)).evaluate({}) == value


@pytest.mark.parametrize("text", ["[1..5]", "(1..5]", "[1..5)", "(< 5)", "(>= 5)", '[@"2026-01-01"..@"2026-02-01"]'])
def test_ranges_are_written_as_they_are_read(text):
    value = feel.parse(text).evaluate({})
    assert written(value) == text
    assert feel.parse(written(value)).evaluate({}) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"等级": "重大", "a-b": [1, 2]}, '{等级: "重大", "a-b": [1, 2]}'),
        (datetime(2026, 1, 1, 9, tzinfo=UTC), '@"2026-01-01T09:00:00Z"'),
        ([], "[]"),
        ("两\n行", '"两\\n行"'),
    ],
)
def test_it_is_written_as_an_owner_would(value, text):
    assert written(value) == text


def test_what_is_long_takes_lines():
    rows = [{"name": "某某某某某某某某某某", "amount": 100, "note": "x" * 12} for _ in range(2)]
    assert written(rows).splitlines()[0] == "["
    assert written(rows).count("\n") == 3
    assert feel.parse(written(rows)).evaluate({}) == rows


def test_a_function_says_its_parameters():
    assert written(feel.parse("function(a, b) a").evaluate({})) == "function(a, b)"
