"""Whatever is written, an evaluation ends: with a value, or with an error that says what was too much."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import feel
from app.feel import Budget, BudgetSpent, FeelError

TENFOLD = "{{a: {0}, b: {1}, c: {2}, d: {3}, e: {4}, g: {5}, r: {6}}}.r"


def growing(seed, join, end):
    """Each entry is ten times the one before."""
    entries = [seed, *(join.format(*([name] * 10)) for name in "abcde"), end]
    return TENFOLD.format(*entries)


LIST = "[" + ", ".join(["{}"] * 10) + "]"
TEXT = " + ".join(["{}"] * 10)


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..10000000 return i",
        "some a in 1..100000, b in 1..100000 satisfies a < 0",
        "for a in 1..1000, b in 1..1000 return a",
        growing('"xxxxxxxxxx"', TEXT, TEXT.format(*"gggggggggg")),
        growing("[1]", LIST, "g"),
        growing("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", LIST, "string(g)"),
        growing("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", LIST, "g = [g[1], g[2]] or flatten(g) = []"),
        "distinct values(for i in 1..50000 return i)",
        "{f: function(n) f(n - 1) + f(n - 1), r: f(15)}.r",
        'matches(string join(for i in 1..30 return "a"), "(a*)*\\1b$")',
        'replace(string join(for i in 1..90000 return "a"), "a", "$0$0$0$0$0$0$0$0$0$0$0$0")',
    ],
)
def test_what_asks_for_too_much_is_refused(text):
    with pytest.raises(BudgetSpent):
        feel.parse(text).evaluate({})


@pytest.mark.parametrize(
    "body",
    ["f(x)", "1 + f(x)", "x in (f(x), 2)", "[[[f(x)]]]", "{a: f(x)}", "for i in [1], j in [2] return f(x)", "[1][f(x)]",
     "sort([1, 2], function(a, b) f(x))", "list replace([1], function(a, b) f(x), 2)", "x in (x in (f(x), 1), 2)"],
)  # fmt: skip
def test_endless_recursion_is_counted_and_never_met_by_python(body):
    with pytest.raises(BudgetSpent, match="call each other too deep"):
        feel.parse(f"{{f: function(x) {body}, r: f(1)}}.r").evaluate({})


@pytest.mark.parametrize(
    "text",
    ['matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a+)+$")', 'matches("aaaaaaaaaaaaaaaaaaaa", "(a|aa)+b")'],
)
def test_patterns_that_are_slow_elsewhere_are_not_slow_here(text):
    assert feel.parse(text).evaluate({}, budget=Budget(steps=5_000)) is False


def test_a_small_budget_can_be_given():
    expression = feel.parse("for i in 1..100 return i")
    assert len(expression.evaluate({})) == 100
    with pytest.raises(BudgetSpent):
        expression.evaluate({}, budget=Budget(steps=50))
    with pytest.raises(BudgetSpent):
        expression.evaluate({}, budget=Budget(items=50))


ARGUMENTS = st.sampled_from(
    ["1", "-3", "1.5", "1e6000", "1e-6000", '""', '"a"', '"[a-z]+"', "null", "true", "[]", "[null]", "[1, 2, 3]",
     "[[1]]", '["a", "b"]', "{}", "{a: 1}", "[1..5]", "(<3)", '@"P1D"', '@"P1Y"', '@"2026-01-01"', '@"10:00:00"',
     '@"2026-01-01T10:00:00Z"', "function(a) a", "function(a, b) a < b", "abs"]
)  # fmt: skip
SMALL = Budget(steps=5_000, items=500, characters=8_000)


@settings(max_examples=400)
@given(st.sampled_from(sorted(feel.BUILTINS)), st.lists(ARGUMENTS, max_size=4))
def test_every_function_takes_any_arguments(name, arguments):
    _ends(f"{name}({', '.join(arguments)})")


@settings(max_examples=300)
@given(ARGUMENTS, st.sampled_from("+ - * / ** = != < >= and or in".split()), ARGUMENTS)  # noqa: SIM905
def test_every_operator_takes_any_operands(one, sign, other):
    _ends(f"{one} {sign} {other}")
    _ends(f"({one})[{other}]")


def _ends(text):
    try:
        feel.parse(text).evaluate({}, budget=SMALL, warnings=[])
    except FeelError:
        return


DEEP = "(for i in 1..300 return [partial[-1]])"  # as many lists within one another


@pytest.mark.parametrize("text", [DEEP, f"string({DEEP})", f"{DEEP} = {DEEP}", f"{DEEP}.a", f"[{DEEP}]"])
def test_a_value_that_is_nested_too_deep_is_refused_before_python_minds(text):
    with pytest.raises(BudgetSpent, match="nested too deep"):
        feel.parse(text).evaluate({})


def test_what_comes_out_may_come_in_again():
    value = 1
    for _ in range(61):
        value = [value]
    assert feel.parse("x").evaluate({"x": value}) == value
    for text in ("[x]", "y"):
        with pytest.raises(BudgetSpent, match="nested too deep"):
            feel.parse(text).evaluate({"x": value, "y": [value]})
