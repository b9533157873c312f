"""Lists, contexts, ranges, loops, filters and functions of one's own."""

from decimal import Decimal

import pytest

from app import feel
from app.feel import Range

PEOPLE = {
    "people": [
        {"name": "张三", "age": 30, "tags": ["a", "b"]},
        {"name": "李四", "age": 45, "tags": []},
        {"name": "王五", "age": None, "tags": ["b"]},
    ]
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][2]", 2),
        ("[1, 2, 3][-1]", 3),
        ("[1, 2, 3][4]", None),
        ("[1, 2, 3][0]", None),
        ("[1, 2, 3][item >= 2]", [2, 3]),
        ("[1, 2, 3][true]", [1, 2, 3]),
        ("5[1]", 5),
        ("5[item > 9]", []),
        ("null[1]", None),
        ("[][1]", None),
        ("people[age > 40].name", ["李四"]),
        ("people[item.age > 40][1].name", "李四"),
        ("people.name", ["张三", "李四", "王五"]),
        ('people[list contains(tags, "b")].name', ["张三", "王五"]),
        ("people[count(people)].name", "王五"),
        ("[{item: 1}, {item: 2}][item = 2]", [{"item": 2}]),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in (1..4) return i", [2, 3]),
        ("for x in [1, 2], y in [10, 20] return x + y", [11, 21, 12, 22]),
        ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ("for p in people return p.name", ["张三", "李四", "王五"]),
        ("for x in null return x", None),
        ('for x in "a".."c" return x', None),
        ("some p in people satisfies p.age > 40", True),
        ("every p in people satisfies p.age > 40", False),
        ("every p in people satisfies p.age > 20", None),
        ("some x in [] satisfies x", False),
        ("every x in [] satisfies x", True),
        ("{a: 1, b: a + 1, c: {d: a + b}}", {"a": 1, "b": 2, "c": {"d": 3}}),
        ('{"with space": 1}.with space', 1),
        ("{a: {b: 5}}.a.b", 5),
        ("{a: 1}.b", None),
        ("(function(a, b) a - b)(5, 3)", 2),
        ("(function(a, b) a - b)(b: 5, a: 3)", -2),
        ("(function(a: number) a)([7])", 7),
        ('(function(a: number) a)("x")', None),
        ("(function(a) a)(1, 2)", None),
        ("{f: function(n) if n = 0 then 1 else n * f(n - 1), r: f(20)}.r", 2432902008176640000),
        ("{k: 3, f: function(x) x * k, r: for i in [1, 2] return f(i)}.r", [3, 6]),
        ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
        ("[1..5].end", 5),
        ("(<10).end included", False),
        ("[1..5)", Range(1, 5, True, False)),
        ("(>= 5)", Range(5, None, True, False)),
        ("no such(1)", None),
        ("5(1)", None),
    ],
)
def test_expression(text, expected):
    assert feel.parse(text).evaluate(PEOPLE) == expected


def test_a_name_bound_inside_hides_the_one_outside():
    assert feel.parse("[for x in [1] return x, x]").evaluate({"x": 9}) == [[1], 9]


def test_a_value_of_the_context_does_not_hide_a_built_in_function():
    assert feel.parse("count(items) > count").evaluate({"items": [1, 2], "count": 1}) is True


def test_the_functions_of_the_caller_hide_built_in_ones():
    assert feel.parse("abs(1)").evaluate({}, functions={"abs": lambda n: n + 41}) == 42


def test_wrong_arguments_for_a_function_of_the_caller_are_an_error():
    with pytest.raises(feel.FeelError):
        feel.parse("workdays()").evaluate({}, functions={"workdays": lambda days: days})


def test_nothing_of_a_python_object_can_be_reached():
    context = {"t": "text", "n": 1, "d": Decimal(1), "xs": [1], "c": {"a": 1}}
    for text in (
        "t.upper",
        "n.real",
        "d.as_tuple",
        "xs.append",
        "c.items",
        "c.__class__",
        "abs.call",
        "abs.__globals__",
    ):
        value = feel.parse(text).evaluate(context)
        assert value is None or value == [None], text


@pytest.mark.parametrize("foreign", [object(), {1, 2}, b"bytes", print, 1j])
def test_what_is_no_feel_value_does_not_come_in(foreign):
    with pytest.raises(feel.FeelError):
        feel.parse("x").evaluate({"x": foreign})
    with pytest.raises(feel.FeelError):
        feel.parse("x").evaluate({"x": [{"y": foreign}]})


def test_what_is_not_used_is_not_looked_at():
    assert feel.parse("a").evaluate({"a": 1, "x": object()}) == 1


def test_the_context_is_never_changed():
    context = {"xs": [3, 1, 2], "c": {"a": 1}}
    feel.parse('[append(xs, 4), sort(xs), reverse(xs), context put(c, "b", 2)]').evaluate(context)
    assert context == {"xs": [3, 1, 2], "c": {"a": 1}}


def evaluated(text):
    return feel.parse(text).evaluate({})


def test_each_round_of_a_loop_sees_the_results_so_far_as_they_are_then():
    assert evaluated("for i in 1..3 return partial") == [[], [[]], [[], [[]]]]
    assert evaluated("for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]") == [1, 1, 2, 3, 5]


@pytest.mark.parametrize("text", ["[[1]..[2]]", "[true..false]", "[{a: 1}..{a: 2}]", "(< [1])", "(>= true)"])
def test_a_range_has_ends_that_have_an_order(text):
    assert evaluated(text) is None
