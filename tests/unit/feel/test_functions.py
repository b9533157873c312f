"""The built-in functions: an example for each, and what they do with what they are not made for."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import feel
from app.feel import YearsMonths

EXAMPLES = {
    "abs": [("abs(-1)", 1), ('abs(@"-P1D")', timedelta(days=1)), ('abs(@"-P1M")', YearsMonths(1))],
    "after": [("after(10, 5)", True), ("after([11..20], [1..10])", True), ("after([1..5], 3)", False)],
    "all": [("all([true, true])", True), ("all([true, null])", None), ("all([])", True), ("all(true, false)", False)],
    "any": [("any([false, true])", True), ("any([false, null])", None), ("any([])", False)],
    "append": [("append([1], 2, 3)", [1, 2, 3])],
    "before": [("before(1, 10)", True), ("before([1..10), [10..20])", True), ("before([1..10], [10..20])", False)],
    "ceiling": [("ceiling(1.5)", 2), ("ceiling(-1.56, 1)", Decimal("-1.5"))],
    "coincides": [("coincides([1..5], [1..5])", True), ("coincides(3, 4)", False)],
    "concatenate": [("concatenate([1], [2, 3], 4)", [1, 2, 3, 4])],
    "contains": [('contains("投诉热线", "热")', True), ('contains("a", null)', None)],
    "context": [('context([{key: "a", value: 1}])', {"a": 1}), ('context([{key: "a"}])', None)],
    "context merge": [("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3})],
    "context put": [
        ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
        ("context put({}, [], 2)", None),
    ],
    "count": [("count([1, null])", 2), ("count([])", 0), ("count(null)", None)],
    "date": [
        ('date("2026-01-02")', date(2026, 1, 2)),
        ("date(2026, 1, 2)", date(2026, 1, 2)),
        ('date(@"2026-01-02T10:00:00")', date(2026, 1, 2)),
    ],
    "date and time": [('date and time(@"2026-01-02", @"10:00:00")', datetime(2026, 1, 2, 10))],  # noqa: DTZ001
    "day of week": [('day of week(@"2026-01-05")', "Monday")],
    "day of year": [('day of year(@"2026-02-01")', 32)],
    "decimal": [("decimal(2.5, 0)", 2), ("decimal(1/3, 2)", Decimal("0.33")), ("decimal(1555, -2)", 1600)],
    "distinct values": [('distinct values([1, 2, "1", 1, null, null])', [1, 2, "1", None])],
    "duration": [('duration("P1DT2H")', timedelta(hours=26)), ('duration("P26M")', YearsMonths(26))],
    "during": [("during(5, [1..10])", True), ("during([1..10], [2..9])", False)],
    "ends with": [('ends with("foobar", "bar")', True)],
    "even": [("even(4)", True), ("even(1.5)", None)],
    "exp": [("decimal(exp(1), 6)", Decimal("2.718282"))],
    "finished by": [("finished by([1..10], 10)", True)],
    "finishes": [("finishes([5..10], [1..10])", True), ("finishes(10, [1..10))", False)],
    "flatten": [("flatten([1, [2, [3, []]]])", [1, 2, 3])],
    "floor": [("floor(-1.5)", -2), ("floor(1.56, 1)", Decimal("1.5")), ("floor(1, null)", None)],
    "get entries": [("get entries({a: 1})", [{"key": "a", "value": 1}])],
    "get value": [
        ('get value({a: 1}, "a")', 1),
        ('get value({a: {b: 2}}, ["a", "b"])', 2),
        ('get value({}, "a")', None),
    ],
    "includes": [("includes([1..10], [1..5])", True), ("includes((1..10], 1)", False)],
    "index of": [("index of([1, 2, null, 2], 2)", [2, 4]), ("index of([1, null], null)", [2])],
    "insert before": [("insert before([1, 3], 2, 2)", [1, 2, 3]), ("insert before([1], 5, 2)", None)],
    "is": [("is(1, 1.0)", True), ('is(@"10:00:00Z", @"11:00:00+01:00")', False), ('is(1, "1")', False)],
    "list contains": [("list contains([1, null], null)", True), ("list contains([1], 2)", False)],
    "list replace": [
        ("list replace([1, 2, 3], -1, 9)", [1, 2, 9]),
        ("list replace([2, 4, 7], function(item, new) item < new, 5)", [5, 5, 7]),
    ],
    "log": [("log(1)", 0), ("log(0)", None)],
    "lower case": [('lower case("AbC")', "abc")],
    "matches": [('matches("foobar", "^fo*b")', True), ('matches("ABC", "b", "i")', True), ('matches("a", "[")', None)],
    "max": [("max([1, 3, 2])", 3), ('max("a", "b")', "b"), ("max([])", None), ('max(1, "a")', None)],
    "mean": [("mean([1, 2, 3, 4])", Decimal("2.5"))],
    "median": [("median(8, 2, 5, 3, 4)", 4), ("median([6, 1, 2, 3])", Decimal("2.5")), ("median([])", None)],
    "meets": [("meets([1..5], [5..10])", True), ("meets([1..5), [5..10])", False)],
    "met by": [("met by([5..10], [1..5])", True)],
    "min": [("min([3, 1])", 1), ('min([@"2026-01-02", @"2026-01-01"])', date(2026, 1, 1)), ("min([1, null])", None)],
    "mode": [("mode([6, 3, 6, 1, 1])", [1, 6]), ("mode([])", [])],
    "modulo": [("modulo(12, 5)", 2), ("modulo(-12, 5)", 3), ("modulo(12, -5)", -3), ("modulo(1, 0)", None)],
    "month of year": [('month of year(@"2026-09-01")', "September")],
    "not": [("not(true)", False), ("not(1)", None)],
    "now": [("now()", datetime(2026, 1, 2, 3))],  # noqa: DTZ001
    "number": [('number("1,000.5", ",", ".")', Decimal("1000.5")), ('number("x")', None), ('number("-2")', -2)],
    "odd": [("odd(3)", True)],
    "overlaps": [("overlaps([1..5], [3..8])", True), ("overlaps([1..5], (5..8])", False)],
    "overlaps after": [("overlaps after([3..8], [1..5])", True)],
    "overlaps before": [("overlaps before([1..5], [3..8])", True), ("overlaps before([1..5], [1..8])", False)],
    "product": [("product([2, 3, 4])", 24), ("product([])", None)],
    "range": [('2 in range("[1..3]")', True), ('range("[3..1]")', None), ('range("[x..1]")', None)],
    "remove": [("remove([1, 2, 3], 2)", [1, 3])],
    "replace": [
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("a1b22", "[0-9]+", "#")', "a#b#"),
        ('replace("abc", "x*", "-")', None),
        ('replace("a", "a", "\\$1")', "$1"),
    ],
    "reverse": [("reverse([1, 2])", [2, 1])],
    "round down": [("round down(-5.55, 1)", Decimal("-5.5"))],
    "round half down": [("round half down(5.5, 0)", 5)],
    "round half up": [("round half up(5.5, 0)", 6), ("round half up(-5.5, 0)", -6)],
    "round up": [("round up(5.41, 1)", Decimal("5.5"))],
    "sort": [("sort([3, 1, 2])", [1, 2, 3]), ("sort([1, 2], function(a, b) a > b)", [2, 1])],
    "split": [('split("a;b;;", ";")', ["a", "b", "", ""]), ('split("a", "")', None)],
    "sqrt": [("sqrt(16)", 4), ("sqrt(-1)", None)],
    "started by": [("started by([1..10], [1..5])", True)],
    "starts": [("starts(1, [1..10])", True), ("starts(1, (1..10])", False)],
    "starts with": [('starts with("foobar", "fo")', True)],
    "stddev": [("stddev([2, 4, 7, 5])", Decimal("2.081665999466132735282297706979931")), ("stddev([1])", None)],
    "string": [
        ("string(1.50)", "1.5"),
        ("string(null)", None),
        ('string([1, "a", {k: @"2026-01-01"}])', '[1, "a", {k: 2026-01-01}]'),
        ("string(1e3)", "1000"),
    ],
    "string join": [('string join(["a", null, "b"], "-")', "a-b"), ("string join([])", ""), ("string join([1])", None)],
    "string length": [('string length("投诉🐎")', 3)],
    "sublist": [("sublist([1, 2, 3], 2)", [2, 3]), ("sublist([1, 2, 3], -2, 1)", [2]), ("sublist([1], 1, 5)", None)],
    "substring": [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("投诉热线", 3, 2)', "热线"),
        ('substring("a", 0)', None),
    ],
    "substring after": [('substring after("foobar", "ob")', "ar"), ('substring after("a", "x")', "")],
    "substring before": [('substring before("foobar", "ob")', "fo"), ('substring before("a", "x")', "")],
    "sum": [("sum([1, 2, 3])", 6), ("sum(1, 2)", 3), ("sum([])", None), ('sum([1, "2"])', None)],
    "time": [
        ('time("10:00:00")', time(10)),
        ("time(1, 2, 3)", time(1, 2, 3)),
        ('time(@"2026-01-01T04:05:06")', time(4, 5, 6)),
    ],
    "today": [("today()", date(2026, 1, 2))],
    "union": [("union([1, 2], [2, 3])", [1, 2, 3])],
    "upper case": [('upper case("aBc")', "ABC")],
    "week of year": [('week of year(@"2026-01-01")', 1)],
    "years and months duration": [('years and months duration(@"2026-01-31", @"2027-03-01")', YearsMonths(13))],
}


def test_there_is_an_example_for_each_function():
    assert EXAMPLES.keys() == feel.BUILTINS


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_function(name):
    for text, expected in EXAMPLES[name]:
        value = feel.parse(text).evaluate({}, now=datetime(2026, 1, 2, 3))  # noqa: DTZ001
        assert value == expected, text
        assert isinstance(value, bool) == isinstance(expected, bool), text


def test_arguments_can_be_given_by_name():
    assert feel.parse('substring(start position: 3, string: "foobar")').evaluate({}) == "obar"
    assert feel.parse('substring(position: 3, string: "foobar")').evaluate({}) is None


def test_a_list_of_one_stands_for_its_element_and_the_other_way_round():
    assert feel.parse('upper case(["a"])').evaluate({}) == "A"
    assert feel.parse("count(1)").evaluate({}) == 1


def test_wrong_arguments_give_null_and_say_so():
    warnings = []
    assert feel.parse('floor("1")').evaluate({}, warnings=warnings) is None
    assert warnings == ["floor cannot be called with (string)"]


@given(st.lists(st.integers(-99, 99)))
def test_sorting_agrees_with_python(figures):
    assert feel.parse("sort(xs)").evaluate({"xs": figures}) == sorted(figures)
    assert feel.parse("sort(xs, function(a, b) a > b)").evaluate({"xs": figures}) == sorted(figures, reverse=True)


@given(st.lists(st.text(alphabet="ab;投", max_size=4), min_size=1, max_size=5))
def test_what_was_joined_can_be_split(parts):
    assert feel.parse('split(string join(xs, "|"), "\\|")').evaluate({"xs": parts}) == parts


@given(st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9), st.integers(-9, 9))
def test_ranges_lie_one_way_to_each_other(a, b, c, d):
    ranges = {"x": min(a, b), "y": max(a, b), "p": min(c, d), "q": max(c, d)}
    ways = [f"{way}([x..y], [p..q])" for way in ("before", "after", "overlaps")]
    assert [feel.parse(way).evaluate(ranges) for way in ways].count(True) == 1
