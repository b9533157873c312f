"""Mistakes that owners make: what the expression says then, in both languages, and where."""

import pytest

from app import feel
from app.feel import FeelSyntaxError, Warned

MISTAKES = [
    ("金额＞5", 2, "“＞” is not FEEL, write “>”.", "FEEL 里没有「＞」，请写「>」"),
    ("金额 > １００", 5, "“１００” is not FEEL, write “100”.", "FEEL 里没有「１００」，请写「100」"),
    ("a = 「x」", 4, '“「” is not FEEL, write “"”.', 'FEEL 里没有「「」，请写「"」'),
    ("a ！= 5", 2, "“！=” is not FEEL, write “!=”.", "FEEL 里没有「！=」，请写「!=」"),
    ("a => 5", 2, "“=>” is not FEEL, write “>=”.", "FEEL 里没有「=>」，请写「>=」"),
    ("a > 5 并且 b > 3", 6, "“并且” is not FEEL, write “and”.", "FEEL 里没有「并且」，请写「and」"),
    ('渠道 等于 "电话"', 3, "“等于” is not FEEL, write “=”.", "FEEL 里没有「等于」，请写「=」"),
    ("a is null", 2, "“is” is not FEEL, write “=”.", "FEEL 里没有「is」，请写「=」"),
    ("a % 2", 2, "“%” is not FEEL, write “modulo(a, b)”.", "FEEL 里没有「%」，请写「modulo(a, b)」"),
    ("50%", 2, "“%” is not FEEL, write “/ 100”.", "FEEL 里没有「%」，请写「/ 100」"),
    ("a ? 1 : 2", 2, "A choice is written with if, then and else.", "二选一要写成 if … then … else …"),
    ("if (a) { 1 } else { 2 }", 7, "A choice is written with if, then and else.", "二选一要写成 if … then … else …"),
    ("金额 > 1000元", 9, "A number stands without a unit.", "数字后面不写单位"),
    ("1,000 > 5", 1, "A number is written without separators, such as 1000.", "数字里不写逗号，例如 1000"),
    ("now() > @2026-10-01", 8, 'in quotes, such as @"2026-10-01".', '要写在引号里，例如 @"2026-10-01"'),
    ("a \u2060 b", 2, "“U+2060” has no meaning in FEEL.", "「U+2060」在 FEEL 里没有意义"),
]


@pytest.mark.parametrize(("text", "position", "said", "said_in_chinese"), MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_write(text, position, said, said_in_chinese):
    with pytest.raises(FeelSyntaxError) as refused:
        feel.parse(text)
    assert refused.value.position == position
    assert str(refused.value).startswith(f"Line 1, column {position + 1}: ")
    assert str(refused.value).endswith(said)
    assert refused.value.in_chinese().startswith(f"第 1 行第 {position + 1} 列：")
    assert refused.value.in_chinese().endswith(said_in_chinese)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = TRUE", "没有名为 TRUE 的值，请写 true"),
        ("a = None", "没有名为 None 的值，请写 null"),
        ("a AND b", "没有名为 a AND b 的值，请写 and"),
        ("not a", "没有名为 not a 的值，请写 not(...)"),
        ("a not in (1, 2)", "没有名为 a not 的值，请写 not(...)"),
        ("duration(P3D)", '没有名为 P3D 的值，请写 @"P3D"'),
        ("是", "没有名为 是 的值"),
    ],
)
def test_a_name_that_is_none_says_what_was_meant(text, said):
    warnings: list[Warned] = []
    feel.parse(text).evaluate({"a": 1, "b": 2}, warnings=warnings)
    assert said in [warning.in_chinese() for warning in warnings]


def test_a_date_without_its_sign_is_doubted():
    doubt, _ = feel.look("date(2026-10-01)").doubts
    assert str(doubt) == '2026-10-01 is a subtraction: a date is written @"2026-10-01"'
    assert doubt.in_chinese() == '2026-10-01 是减法；日期要写成 @"2026-10-01"'
    assert feel.look("2026 - 10 - 01").doubts == []


@pytest.mark.parametrize("blank", ["\u200b", "\ufeff", "\u180e", "\u3000", "\u00a0"])
def test_white_space_of_the_standard_that_comes_with_pasted_text_is_passed_over(blank):
    assert feel.parse(f"{blank}a{blank}>{blank}1{blank}").evaluate({"a": 2}) is True
