"""Tokens to trees, and a lark error to a sentence that an owner can act on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree, UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from app.feel import hints
from app.feel.errors import EndsTooEarly, FeelSyntaxError
from app.feel.scanner import scan

GRAMMAR = Path(__file__).with_name("grammar.lark")

OPERATORS = {"COMPARE", "LESS", "GREATER", "PLUS", "MINUS", "TIMES", "_POWER", "_AND", "_OR", "_IN", "_BETWEEN"}
OPERANDS = {"NUMBER", "STRING", "TEMPORAL", "NAME", "_TRUE", "_FALSE", "_NULL", "_IF", "_FOR", "_SOME", "_EVERY"}
SHOWN = {
    "_RPAR": ")", "_RSQB": "]", "_RBRACE": "}", "_COMMA": ",", "_COLON": ":", "_DOTS": "..", "_ARROW": "->",
    "_LPAR": "(", "LESS": "<", "GREATER": ">", "NAME": "a name", "EXTERNAL": "external", "_IN": "in",
    "_RETURN": "return", "_THEN": "then", "_ELSE": "else", "_SATISFIES": "satisfies", "_AND": "and",
    "_CLOSING_LSQB": "[", "$END": "the end",
}  # fmt: skip


def parse_tree(text: str, start: str, known: Iterable[str] = ()) -> Tree[Token]:
    """The tree of the text; `start` is "start" (an expression) or "tests" (unary tests)."""
    return tree_of(text, scan(text, known), start)


def tree_of(text: str, tokens: list[Token], start: str) -> Tree[Token]:
    try:
        return _lark().parse(tokens, start=start)
    except UnexpectedToken as error:
        raise _sentence(text, tokens, error) from None


class _Tokens(Lexer):
    """Hands the scanner's tokens to lark."""

    def __init__(self, _conf: Any) -> None:
        pass

    def lex(self, tokens: Any) -> Iterator[Token]:  # type: ignore[override]
        return iter(tokens)


@cache
def _lark() -> Lark:
    return Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        lexer=_Tokens,
        start=["start", "tests"],
        maybe_placeholders=False,
    )


def _sentence(text: str, tokens: list[Token], error: UnexpectedInput) -> FeelSyntaxError:
    token: Token = error.token  # type: ignore[attr-defined]
    accepted = set(error.accepts or error.expected)  # type: ignore[attr-defined]
    expected = _expected(accepted)
    if token.type == "$END":
        return EndsTooEarly(text, len(text), expected=expected)
    place = next(place for place, one in enumerate(tokens) if one is token)
    said = hints.mistake(text, tokens, place)
    return said or FeelSyntaxError(text, token.start_pos or 0, found=str(token), expected=expected)


def _expected(accepted: set[str]) -> list[str]:
    said = []
    if accepted >= OPERANDS:
        said.append("a value")
        accepted = accepted - OPERANDS - {"_LPAR", "_IN", "MINUS"}
    if {"PLUS", "TIMES"} <= accepted:
        said.append("an operator")
        accepted = accepted - OPERATORS - {"_LPAR"}
    return said + [SHOWN[name] for name in sorted(accepted) if name in SHOWN]
