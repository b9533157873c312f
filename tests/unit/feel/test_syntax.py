"""Reading expressions: what is accepted, and what an owner is told of what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import feel
from app.feel import FeelSyntaxError, names

SIGNS = [*"+-*/=<>()[]{},:.?@\"'`\\ \n，＞“", "..", "**", "->", "//", "/*", "*/", "date(", "list<number>"]
WORDS = [*names.KEYWORDS, "instance of", "金额", "x", "not", "date and time"]
VALUES = ["1", "2.5", '"text"', '@"P1D"', "[1..5]", "{a: 1}"]
PIECES = st.sampled_from(SIGNS + WORDS + VALUES)


@given(st.text())
def test_any_text_is_an_expression_or_a_syntax_error(text):
    _read(text)


@given(st.lists(PIECES, max_size=30).map(" ".join))
def test_any_mixture_of_feel_is_an_expression_or_a_syntax_error(text):
    _read(text)


def _read(text):
    for read in (feel.parse, feel.parse_unary):
        refused = _refused(read, text)
        if refused is not None:
            assert 0 <= refused.position <= len(text)
            assert refused.line >= 1
            assert refused.column >= 1


def _refused(read, text):
    try:
        read(text)
    except FeelSyntaxError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("a ==5", 2, "“==” is not FEEL, write “=”."),
        ("金额＞5", 2, "“＞” is not FEEL, write “>”."),
        ("f(a，b)", 3, "“，” is not FEEL, write “,”."),
        ("“电话”", 0, '““” is not FEEL, write “"”.'),
        ("a && b", 2, "“&&” is not FEEL, write “and”."),
        ("!a", 0, "“!” is not FEEL, write “not(...)”."),
        ("a +", 3, "the expression ends too early; expected is a value."),
        ('"abc', 0, "the text that begins here is not closed."),
        ('a "b"', 2, '“"b"” is not expected here; expected is an operator or the end.'),
        ("a # b", 2, "“#” has no meaning in FEEL."),
        ('@"tomorrow"', 0, '@"tomorrow" is not a date, a time, a date and time or a duration.'),
        ("{a: 1, a: 2}", 7, "the name a is given twice."),
        ("x instance of money", 14, "there is no type money."),
        ("function(x) external {java: 1}", 9, "functions written in other languages cannot be called."),
        ("1e9999", 0, "1e9999 is larger than a number can be."),
    ],
)
def test_a_syntax_error_says_where_and_what(text, position, said):
    with pytest.raises(FeelSyntaxError) as refused:
        feel.parse(text)
    assert refused.value.position == position
    assert str(refused.value).endswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("金额＞5", "第 1 行第 3 列：FEEL 里没有「＞」，请写「>」"),
        ("a +", "第 1 行第 4 列：表达式没有写完，还应有一个值"),
        ("(1", "第 1 行第 3 列：表达式没有写完，还应有「..」或「)」"),
        ('"abc', "第 1 行第 1 列：从这里开始的文本没有结束"),
    ],
)
def test_a_syntax_error_speaks_chinese(text, said):
    with pytest.raises(FeelSyntaxError) as refused:
        feel.parse(text)
    assert refused.value.in_chinese() == said


def test_what_the_owner_wrote_is_not_translated():
    with pytest.raises(FeelSyntaxError) as refused:
        feel.parse("1 text")
    assert refused.value.in_chinese() == "第 1 行第 3 列：这里不能写「text」，应为运算符或结尾"


def test_each_kind_of_syntax_error_speaks_chinese():
    kinds = FeelSyntaxError.__subclasses__()
    assert len({kind.zh for kind in kinds}) == len(kinds)


def test_a_syntax_error_knows_line_and_column():
    with pytest.raises(FeelSyntaxError) as refused:
        feel.parse("a and\n  b c) d")
    assert (refused.value.line, refused.value.column) == (2, 6)


def test_a_syntax_error_lists_what_could_stand_there():
    with pytest.raises(FeelSyntaxError) as refused:
        feel.parse("if a then b")
    assert "else" in refused.value.expected


@pytest.mark.parametrize("text", ["(" * 5000, "[" * 61 + "]" * 61, "-" * 200 + "1", "x" * 30_000, "a.b" + ".c" * 200])
def test_what_is_too_deep_or_too_long_is_refused(text):
    with pytest.raises(FeelSyntaxError):
        feel.parse(text)


def test_a_long_sum_is_not_deep():
    assert feel.parse("1" + " + 1" * 4000).evaluate({}) == 4001


def test_a_leading_equals_sign_is_passed_over():
    assert feel.parse("= 1 + 1").evaluate({}) == 2


@pytest.mark.parametrize(("text", "answer"), [("=a", True), (" = a", True), ("a = b", False), ("", False)])
def test_a_text_is_an_expression_when_it_begins_with_an_equals_sign(text, answer):
    assert feel.is_expression(text) is answer


def test_comments_mean_nothing():
    assert feel.parse("1 + /* one */ 1 // and stuff\n + 1").evaluate({}) == 3


def test_expressions_are_read_once():
    assert feel.parse("a + 1") is feel.parse("a + 1")
