"""What is known of an expression before it is evaluated. What is doubted never has an answer when it is evaluated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app import feel
from app.feel import doubts
from app.feel.arithmetic import OPERATORS
from app.feel.doubts import look
from app.feel.functions import FUNCTIONS
from app.feel.results import OF_FUNCTION, of_operator
from app.feel.run import DEFAULT, Run
from app.feel.values import KINDS

KNOWN = {"text": frozenset({"string", "Null"}), "amount": frozenset({"number", "Null"}), "thing": None}
VALUES = {"text": "a", "amount": Decimal(5), "thing": {"a": 1}}

WRONG = [
    ('"3" = 3', "文本不能和数字比较", 0),
    ('text > 3', "文本不能和数字比较", 0),
    ('amount = "一百"', "数字不能和文本比较", 0),
    ("amount between 1 and @\"2026-01-01\"", "数字不能和日期比较", 0),
    ('amount in ("一", "二")', "数字不能和文本比较", 0),
    ("text in (< 5)", "文本不能和数字比较", 0),
    ("true in (1)", "真假值不能和数字比较", 9),
    ('1 + "2"', "数字 + 文本 没有意义", 0),
    ('text - 1', "文本 - 数字 没有意义", 0),
    ('now() + 2', "日期时间 + 数字 没有意义", 0),
    ('-"a"', "文本前面不能加负号", 0),
    ('amount and true', "数字既不是真也不是假", 0),
    ('thing or "是"', "文本既不是真也不是假", 9),
    ('if 1 then 2 else 3', "数字既不是真也不是假", 3),
    ('contains(amount, "a")', "contains 的参数不能是（数字、文本）", 0),
    ('upper case("a", "b")', "upper case 的参数不能是（文本、文本）", 0),
    ('string length(12)', "string length 的参数不能是（数字）", 0),
    ("amount < null", "数字不能和空值比较", 0),
    ("for x in [1] return x + (1 + true)", "数字 + 真假值 没有意义", 25),
    ('{a: 1 > "x"}.a', "数字不能和文本比较", 4),
    ("every x in [1] satisfies text = 1", "文本不能和数字比较", 25),
    ('duration("P1D") > 3', "时长（天和时分秒）、时长（年月）不能和数字比较", 0),
    ("2 ** true", "数字 ** 真假值 没有意义", 0),
]  # fmt: skip

RIGHT = [
    'text = "a"', "text = null", "amount != null and amount > 3", "thing = 3", "thing.a + 1", 'thing.a = "x"',
    "amount in [1..5]", "amount in (< 5, > 9)", 'text in ["a", "b"]', "[1, 2][item > 1]", "[{text: 1}][text = 1]",
    "{text: 1, b: text + 1}.b", "for text in [1] return text + 1", "function(text) text + 1",
    'now() + duration("PT2H") > now()', 'date("2026-01-01") - date("2025-01-01") > duration("P1D")',
    'duration("P1D") / duration("PT1H") > 3', "sum(1, 2)", "sum([1])", "count(1)", "min(now(), now())",
    "workdays(2) > now()", "if thing then 1 else text", "substring(text, 1)", "date(2026, 1, 1)", "string(1) + text",
    'if amount > 3 then "a" else null', "some x in [1] satisfies x = 1", "text instance of number", "-amount",
    'contains(["a"], "a")', "(if thing then 1 else text) + 1", 'list contains(text, 1)', "not(thing)",
    "amount in thing",
    'duration(text) + now()', "range(\"[1..2]\")", "amount in (thing)", "? > 3",
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "position"), WRONG)
def test_what_can_never_work_is_doubted_at_its_place(text, said, position):
    found = look(text, KNOWN).doubts
    assert [(doubt.in_chinese(), doubt.position) for doubt in found][-1] == (said, position)


@pytest.mark.parametrize("text", RIGHT)
def test_what_may_work_is_not_doubted(text):
    assert look(text, KNOWN, {"workdays": frozenset({"date and time"})}).doubts == []


@pytest.mark.parametrize("text", [text for text, _, _ in WRONG if not text.startswith(("text in", "if", "thing or"))])
def test_what_is_doubted_warns_when_it_is_evaluated(text):
    warnings: list[str] = []
    feel.parse(text).evaluate(VALUES, now=datetime(2026, 1, 1), warnings=warnings)  # noqa: DTZ001
    assert warnings


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("3", {"number"}),
        ("= amount > 3", {"boolean"}),
        ('if thing then "a" else null', {"string", "Null"}),
        ("if thing then thing else 1", None),
        ('@"P1D"', {"days and time duration"}),
        ('@"2026-01-01" + @"P1D"', {"date"}),
        ("now() - now()", {"days and time duration"}),
        ("workdays(2)", {"date and time"}),
        ("amount * 2", {"number"}),
        ("amount + thing", None),
        ("text", {"string", "Null"}),
        ("nobody(1)", None),
        ("[1][1]", None),
        ("{a: 1}", {"context"}),
        ("[1..2]", {"range"}),
        ("for x in [1] return x", {"list"}),
        ("function(x) x", {"function"}),
        ("-amount", {"number"}),
        ("split(text, \"a\")", {"list"}),
    ],
)  # fmt: skip
def test_the_kinds_of_an_expression(text, kinds):
    found = look(text, KNOWN, {"workdays": frozenset({"date and time"})}).kinds
    assert found == (None if kinds is None else frozenset(kinds))


SAMPLES = {
    "number": Decimal(2), "string": "a", "date": datetime(2026, 1, 1).date(), "time": datetime(2026, 1, 1, 9).time(),  # noqa: DTZ001
    "date and time": datetime(2026, 1, 1, 9, tzinfo=UTC), "days and time duration": timedelta(days=2),
    "years and months duration": feel.YearsMonths(3),
}  # fmt: skip


def test_every_operator_gives_the_kind_it_is_said_to_give():
    run = Run(None, None, DEFAULT, None)
    for sign, table in OPERATORS.items():
        for (a, b), operation in table.items():
            assert KINDS[type(operation(run, SAMPLES[a], SAMPLES[b]))] == of_operator(sign, a, b), (sign, a, b)


@pytest.mark.parametrize(
    "text",
    ['number("1")', "decimal(1.5, 0)", "modulo(3, 2)", 'string length("a")', "day of year(today())", "string(1)",
     'substring before("ab", "b")', "day of week(today())", "month of year(today())", "week of year(today())",
     'matches("a", "a")', "odd(1)", "is(1, 1)", 'split("a b", " ")', "mode([1])", "get entries({a: 1})",
     'context put({}, "a", 1)', "union([1])", "index of([1], 1)", "today()", "now()", 'time("09:00:00")',
     "date and time(today(), time(1, 2, 3))", "years and months duration(today(), today())", "stddev(1, 2)",
     'range("[1..2]")', "coincides(1, 1)", "all([true])", "sort([2, 1])", "floor(1.5)", "exp(1)", "median([1])"],
)  # fmt: skip
def test_a_function_gives_the_kind_it_is_said_to_give(text):
    value = feel.parse(text).evaluate({}, now=datetime(2026, 1, 1))  # noqa: DTZ001
    assert look(text).kinds == {KINDS[type(value)]}


def test_only_functions_that_exist_have_results():
    assert OF_FUNCTION.keys() <= FUNCTIONS.keys()


def test_a_doubt_is_a_sentence():
    (doubt,) = look('1 = "a"').doubts
    assert str(doubt) == "number and string cannot be compared"


def test_an_expression_that_cannot_be_read_is_refused():
    with pytest.raises(feel.FeelSyntaxError):
        doubts.look("1 +")


@pytest.mark.parametrize("text", ["a - null and (b or c)", "- null - true", "(1 - 2) - 3"])
def test_a_subtraction_of_anything_can_be_looked_at(text):
    feel.look(text)
