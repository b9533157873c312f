"""Why something became null can be said in Chinese, for every reason there is."""

import ast
import re
from pathlib import Path

import pytest

import app
from app import feel
from app.feel import chinese
from app.feel.values import KINDS

ROOT = Path(app.__file__).parent
TEMPLATES = {"warn": 0, "doubt": 1}  # which argument it is
FOLDERS = ("feel", "engine/decisions")


def templates() -> set[str]:
    """The template in every call of `warn` and `doubt`, wherever one is made."""
    found = set()
    for folder in FOLDERS:
        for file in ROOT.joinpath(folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                place = TEMPLATES.get(node.func.attr) if is_call else None
                if place is not None and isinstance(node.args[place], ast.Constant):
                    found.add(node.args[place].value)
    return found


def test_every_reason_is_said_in_chinese_and_nothing_else_is():
    assert templates() == set(chinese.REASONS)


@pytest.mark.parametrize("template", sorted(chinese.REASONS))
def test_the_chinese_sentence_can_be_filled_in_with_the_same_facts(template):
    facts = dict.fromkeys(re.findall(r"{(\w+)}", template), "number")
    assert chinese.reason(template, facts)


def test_every_kind_of_value_has_a_chinese_name():
    assert set(KINDS.values()) <= set(chinese.KINDS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"3" = 3', "文本不能和数字比较"),
        ("x", "没有名为 x 的值"),
        ("contains(1, true)", "contains 的参数不能是（数字、真假值）"),
        ('date("tomorrow")', "tomorrow 不是日期"),
        ("[1, 2][3]", "列表只有 2 个元素，没有第 3 个"),
        ("1 / 0", "1 不能除以 0"),
        ("context merge([1])", "只有成组的值（{…}）才能合并"),
    ],
)
def test_a_reason_in_chinese(text, said):
    warnings: list[feel.Warned] = []
    assert feel.parse(text).evaluate({}, warnings=warnings) is None
    assert warnings[0].in_chinese() == said


def test_a_reason_in_words_of_ones_own_stays_as_it_is():
    assert chinese.reason("{name} is closed", {"name": "The office"}) == "The office is closed"


def test_too_much_is_said_in_chinese():
    with pytest.raises(feel.BudgetSpent) as refused:
        feel.parse("some a in 1..100000, b in 1..100000 satisfies a < 0").evaluate({})
    assert refused.value.in_chinese() == "这个表达式要求太多：步数太多"
