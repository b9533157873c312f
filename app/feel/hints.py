"""What an owner most likely meant: words and forms of Chinese, English and other languages, and what FEEL writes."""

from __future__ import annotations

import re

from lark import Token

from app.feel import temporal
from app.feel.errors import FeelSyntaxError, Mistaken, WriteInstead

# Signs of other languages, and of Chinese keyboards.
SIGNS = {
    "==": "=", "<>": "!=", "&&": "and", "||": "or", "!": "not(...)", "%": "modulo(a, b)", "'": '"', ";": ",",
    "，": ",", "、": ",", "；": ",", "：": ":", "（": "(", "）": ")", "“": '"', "”": '"', "‘": '"', "’": '"',
    "＝": "=", "＞": ">", "＜": "<", "≥": ">=", "≤": "<=", "≠": "!=", "×": "*", "÷": "/", "－": "-", "–": "-",
    "—": "-", "＋": "+", "。": ".", "【": "[", "】": "]", "？": "?", "［": "[", "］": "]", "｛": "{", "｝": "}",
    "／": "/", "＊": "*", "．": ".", "＂": '"', "＇": '"', "「": '"', "」": '"', "『": '"', "』": '"', "～": "..",
    "！": "not(...)", "！=": "!=", "％": "/ 100", "=>": ">=", "=<": "<=", "＆": "and", "&": "and", "｜": "or",
    "|": "or", "∈": "in",
}  # fmt: skip
# Words for operators, as they stand between values.
WORDS = {
    **dict.fromkeys(("并且", "而且", "且", "同时", "以及", "和", "与", "AND", "And"), "and"),
    **dict.fromkeys(("或者", "或", "OR", "Or"), "or"),
    **dict.fromkeys(("等于", "是", "为", "equals", "is"), "="),
    **dict.fromkeys(("不等于", "不是", "不为"), "!="),
    **dict.fromkeys(("大于等于", "不小于", "至少"), ">="),
    **dict.fromkeys(("小于等于", "不大于", "至多"), "<="),
    **dict.fromkeys(("大于", "超过"), ">"),
    **dict.fromkeys(("小于", "不足"), "<"),
    **dict.fromkeys(("属于", "IN"), "in"),
    **dict.fromkeys(("不", "非", "NOT", "not"), "not(...)"),
    **dict.fromkeys(("如果", "若", "IF"), "if ... then ... else ..."),
    **dict.fromkeys(("那么", "则", "THEN"), "then"),
    **dict.fromkeys(("否则", "ELSE"), "else"),
    **dict.fromkeys(("包含", "含有", "like", "LIKE"), "contains(a, b)"),
}
# Words for values.
VALUES = {
    **dict.fromkeys(("TRUE", "True", "真"), "true"),
    **dict.fromkeys(("FALSE", "False", "假"), "false"),
    **dict.fromkeys(("NULL", "Null", "None", "nil", "undefined", "空", "空值", "为空"), "null"),
}
CHOICE = "A choice is written with if, then and else"
UNIT = "A number stands without a unit"
SEPARATOR = "A number is written without separators, such as 1000"
QUOTES = 'A date, a time or a duration is written in quotes, such as @"2026-10-01"'
FULL_WIDTH = str.maketrans({chr(0xFF10 + digit): str(digit) for digit in range(10)})
THOUSANDS = re.compile(r"\d{3}(?!\d)", re.ASCII)


def instead_of(name: str) -> str | None:
    """What to write instead of a name that no value has; None where the name tells nothing."""
    if name in VALUES:
        return VALUES[name]
    if temporal.read(name) is not None:
        return f'@"{name}"'
    words = name.split(" ")
    return next((WORDS[word] for word in words if word in WORDS), None) if len(words) > 1 else None


def mistake(text: str, tokens: list[Token], place: int) -> FeelSyntaxError | None:
    """What is to be said of a token that nobody expects, where it shows what was meant."""
    found, before = tokens[place], tokens[place - 1] if place else None
    word = str(found).split(" ")[0]
    if found.type == "NAME" and word in WORDS:
        return WriteInstead(text, _start(found), found=word, instead=WORDS[word])
    in_choice = found.type == "_LBRACE" and any(other.type == "_IF" for other in tokens[:place])
    if found == "?" or in_choice:
        return Mistaken(text, _start(found), found=str(found), hint=CHOICE)
    if before is None:
        return None
    if before.type == "NUMBER":
        return _after_number(text, found, before)
    last = str(before).split(" ")[-1]
    if before.type == "NAME" and last != before and last in WORDS:
        return WriteInstead(text, text.rindex(last, 0, _start(found)), found=last, instead=WORDS[last])
    return None


def _after_number(text: str, found: Token, before: Token) -> FeelSyntaxError | None:
    after = _start(before) + len(before)
    if found.type == "NAME" and _start(found) == after:
        return Mistaken(text, after, found=str(found).split(" ")[0], hint=UNIT)
    if found == "," and _start(found) == after and THOUSANDS.match(text, after + 1):
        return Mistaken(text, after, found=",", hint=SEPARATOR)
    return None


def _start(token: Token) -> int:
    return token.start_pos or 0
