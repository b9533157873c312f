"""Conditions of other engines (JUEL, `${amount > 10 && ok}`) as FEEL, where there is an equal."""

from __future__ import annotations

import re

from app import feel

WRAPPED = re.compile(r"^[$#]\{(.*)\}$", re.DOTALL)
TOKENS = re.compile(
    r"""\s*(?:(?P<text>'[^'\\]*'|"[^"\\]*")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"""
    r"""|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/<>!()]))"""
)
WORDS = {
    "==": "=",
    "eq": "=",
    "ne": "!=",
    "lt": "<",
    "gt": ">",
    "le": "<=",
    "ge": ">=",
    "&&": "and",
    "||": "or",
    "!": "not",
    "div": "/",
}
NO_NAMES = frozenset({"empty", "instanceof", "mod"})


def is_juel(text: str) -> bool:
    return WRAPPED.match(text.strip()) is not None


def to_feel(text: str) -> str | None:
    """The FEEL expression, with its `=`, that means the same; None where there is none that is sure to."""
    text = text.strip()
    wrapped = WRAPPED.match(text)
    words = _words(wrapped[1] if wrapped else text)
    if words is None:
        return None
    try:
        feel.parse(said := " ".join(words))
    except feel.FeelError:
        return None
    return f"= {said}"


def value(text: str) -> str | None:
    """A text that may hold an expression: a literal stays as it is."""
    if is_juel(text):
        return to_feel(text)
    return None if "${" in text or "#{" in text else text


def _words(text: str) -> list[str] | None:
    words: list[str] = []
    place = 0
    text = text.strip()
    while place < len(text):
        token = TOKENS.match(text, place)
        if token is None:
            return None
        place = token.end()
        if token["name"] and (token["name"] in NO_NAMES or text[place:].lstrip().startswith("(")):
            return None  # a call of a method, or an operator that FEEL does not have
        words.append(_word(token))
    return _negated(words)


def _word(token: re.Match[str]) -> str:
    if token["text"]:
        return f'"{token["text"][1:-1]}"'
    word = token[0].strip()
    return WORDS.get(word, word)


def _negated(words: list[str]) -> list[str] | None:
    """FEEL negates by a function: what `not` stands before has to be one name or something in brackets."""
    out: list[str] = []
    for i, word in enumerate(words):
        if i and words[i - 1] == "not" and word != "(":
            if not word[0].isalpha():
                return None
            out.append(f"({word})")
        else:
            out.append(word)
    return out
