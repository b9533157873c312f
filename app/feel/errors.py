"""What can go wrong with an expression: while it is read, and while it is evaluated."""

from __future__ import annotations

from typing import Any

from app.errors import Invalid


class FeelError(Invalid):
    """The expression cannot be evaluated: {why}."""

    zh = "这个表达式算不出来：{why}"

    def in_chinese(self) -> str:
        """The sentence for owners who read Chinese."""
        return self.zh.format(**self._said())

    def _said(self) -> dict[str, Any]:
        """The facts, with our own words in Chinese; what the owner wrote stays as it is."""
        ours = {name: IN_CHINESE.get(str(self.facts[name]), self.facts[name]) for name in self.facts.keys() & OURS}
        return {**self.facts, **ours}


class BudgetSpent(FeelError):
    """The expression asks for too much: {what}."""

    zh = "这个表达式要求太多：{what}"


class FeelSyntaxError(FeelError):
    """Line {line}, column {column}: “{found}” is not expected here; expected is {expected}."""

    zh = "第 {line} 行第 {column} 列：这里不能写「{found}」，应为{expected}"

    def __init__(self, text: str, position: int, **facts: Any) -> None:
        self.text = text
        self.position = position
        self.line = text.count("\n", 0, position) + 1
        self.column = position - (text.rfind("\n", 0, position) + 1) + 1
        self.expected: tuple[str, ...] = tuple(facts.pop("expected", ()))
        expected = " or ".join(one if one in IN_CHINESE else f"“{one}”" for one in self.expected)
        super().__init__(line=self.line, column=self.column, expected=expected, **facts)

    def in_chinese(self) -> str:
        expected = "或".join(IN_CHINESE.get(one, f"「{one}」") for one in self.expected)
        return self.zh.format(**{**self._said(), "expected": expected})


class EndsTooEarly(FeelSyntaxError):
    """Line {line}, column {column}: the expression ends too early; expected is {expected}."""

    zh = "第 {line} 行第 {column} 列：表达式没有写完，还应有{expected}"


class WriteInstead(FeelSyntaxError):
    """Line {line}, column {column}: “{found}” is not FEEL, write “{instead}”."""

    zh = "第 {line} 行第 {column} 列：FEEL 里没有「{found}」，请写「{instead}」"


class Mistaken(FeelSyntaxError):
    """Line {line}, column {column}: “{found}” is not FEEL. {hint}."""

    zh = "第 {line} 行第 {column} 列：FEEL 里不能这样写「{found}」。{hint}"


class StrangeText(FeelSyntaxError):
    """Line {line}, column {column}: “{found}” has no meaning in FEEL."""

    zh = "第 {line} 行第 {column} 列：「{found}」在 FEEL 里没有意义"


class NotClosed(FeelSyntaxError):
    """Line {line}, column {column}: the {what} that begins here is not closed."""

    zh = "第 {line} 行第 {column} 列：从这里开始的{what}没有结束"


class TooDeep(FeelSyntaxError):
    """Line {line}, column {column}: the expression is nested too deep."""

    zh = "第 {line} 行第 {column} 列：表达式嵌套太深"


class TooLong(FeelSyntaxError):
    """The expression is longer than {limit} characters."""

    zh = "表达式超过 {limit} 个字符"


class NoSuchType(FeelSyntaxError):
    """Line {line}, column {column}: there is no type {name}."""

    zh = "第 {line} 行第 {column} 列：没有类型 {name}"


class NotTemporal(FeelSyntaxError):
    """Line {line}, column {column}: {found} is not a date, a time, a date and time or a duration."""

    zh = "第 {line} 行第 {column} 列：{found} 不是日期、时间、日期时间或时长"


class NotANumber(FeelSyntaxError):
    """Line {line}, column {column}: {found} is larger than a number can be."""

    zh = "第 {line} 行第 {column} 列：数字 {found} 太大"


class TwiceTheSame(FeelSyntaxError):
    """Line {line}, column {column}: the name {name} is given twice."""

    zh = "第 {line} 行第 {column} 列：名称 {name} 重复"


class ForeignCode(FeelSyntaxError):
    """Line {line}, column {column}: functions written in other languages cannot be called."""

    zh = "第 {line} 行第 {column} 列：不能调用其他语言写的函数"


OURS = frozenset({"what", "why", "hint"})
IN_CHINESE = {
    "a value": "一个值",
    "an operator": "运算符",
    "a name": "名称",
    "the end": "结尾",
    "text": "文本",
    "name": "名称",
    "A choice is written with if, then and else": "二选一要写成 if … then … else …",
    "A number stands without a unit": "数字后面不写单位",
    "A number is written without separators, such as 1000": "数字里不写逗号，例如 1000",
    'A date, a time or a duration is written in quotes, such as @"2026-10-01"': (
        '日期、时间和时长要写在引号里，例如 @"2026-10-01"'
    ),
    "a number in it becomes too large": "里面有个数字变得太大",
    "it is nested too deep": "嵌套太深",
    "it takes too many steps": "步数太多",
    "functions call each other too deep, or values are nested too deep": "函数层层调用太深，或者值的嵌套太深",
    "a list or context grows too large": "列表变得太大",
    "a text grows too long": "文本变得太长",
    "a value is nested too deep": "值的嵌套太深",
    "the result is too large": "结果太大",
}
