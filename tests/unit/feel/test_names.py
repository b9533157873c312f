"""Names: Chinese, with spaces, with signs; and what an expression uses of the world around it."""

import pytest

from app import feel


@pytest.mark.parametrize(
    "name", ["金额", "投诉人_1", "Employment Status", "客户 等级", "über", "a1", "today", "end included", "🐎"]
)
def test_names_are_read_as_one(name):
    assert feel.parse(name).evaluate({name: 7}) == 7


def test_white_space_within_a_name_counts_as_one_space():
    assert feel.parse("Employment \n  Status").evaluate({"Employment Status": 7}) == 7


@pytest.mark.parametrize("name", ["first-name", "a.b", "x+y", "date and hour", "Teacher's note", "days in weekend"])
def test_names_with_signs_or_keywords_have_to_be_known(name):
    assert feel.parse(f"{name} = 7", frozenset({name})).evaluate({name: 7}) is True


def test_a_name_in_backticks_is_taken_as_it_is():
    assert feel.parse("`first-name` + 1").evaluate({"first-name": 1}) == 2


def test_the_keys_of_a_context_are_known_behind_it():
    assert feel.parse("{a-b: 2, c: a-b * 2}.c").evaluate({"a": 10, "b": 1}) == 4


def test_the_longest_known_name_wins():
    assert feel.parse("a-b", frozenset({"a-b"})).evaluate({"a-b": 1, "a": 5, "b": 2}) == 1
    assert feel.parse("a-b").evaluate({"a-b": 1, "a": 5, "b": 2}) == 3


def test_a_keyword_ends_a_name():
    assert feel.parse("if 金额 then 甲 else 乙").evaluate({"金额": True, "甲": 1, "乙": 2}) == 1


def test_an_unknown_name_is_null_with_a_warning():
    warnings = []
    assert feel.parse("金额").evaluate({}, warnings=warnings) is None
    assert warnings == ["there is no value named 金额"]
    assert warnings[0].template == "there is no value named {name}"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("金额 > 5 and case.number = x", {"金额", "case", "x"}),
        ("for i in list return i + partial[1] + n", {"list", "n"}),
        ("some x in xs satisfies x > y", {"xs", "y"}),
        ("{a: b, c: a}", {"b"}),
        ("{f: function(n) f(n)}", set()),
        ("function(a) a + b", {"b"}),
        ("xs[a > 1]", {"xs"}),
        ("sort(list: xs, precedes: f)", {"xs", "f"}),
        ("abs", set()),
    ],
)
def test_an_expression_tells_the_values_it_needs(text, names):
    assert feel.parse(text).names == names


def test_names_in_a_filter_may_be_entries_of_the_elements():
    assert feel.parse("xs[a > limit]").item_names == {"a", "limit"}


def test_an_expression_tells_the_functions_it_calls():
    assert feel.parse("workdays(2) + f(abs(1)) + (function(g) g(1))(abs)").functions == {"workdays", "f", "abs"}


def test_unary_tests_tell_the_values_they_need():
    assert feel.parse_unary("< limit, ? > low").names == {"limit", "low"}


def test_the_known_functions_are_listed():
    assert {"date and time", "string join", "list replace", "range"} <= feel.BUILTINS
