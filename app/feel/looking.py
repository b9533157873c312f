"""Goes through the tree of an expression and finds what is certain about it: kinds of values, and what never works."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lark import Token, Tree

from app.feel import chinese, temporal
from app.feel.arithmetic import OPERATORS
from app.feel.closures.literals import unescape
from app.feel.closures.rules import trees
from app.feel.comparing import ORDERED, ORDERS
from app.feel.functions.signatures import signatures_of
from app.feel.results import of_function, of_operator
from app.feel.values import (
    BOOLEAN,
    CONTEXT,
    DAYS_DURATION,
    FUNCTION,
    KINDS,
    LIST,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    RANGE,
    STRING,
)

Kinds = frozenset[str] | None  # the kinds a value may have; None: any
DATE = re.compile(r"[12]\d{3}-\d{1,2}-\d{1,2}", re.ASCII)
NOTHING: Mapping[str, Kinds] = {}
NEGATED = frozenset({NUMBER, DAYS_DURATION, MONTHS_DURATION})


@dataclass(frozen=True)
class Doubt:
    """A part of an expression that can never give an answer, and why."""

    position: int
    template: str
    facts: Mapping[str, str]

    def __str__(self) -> str:
        return self.template.format(**self.facts)

    def in_chinese(self) -> str:
        return chinese.reason(self.template, self.facts)


class Look:
    """At one place of a tree, with what is known of names there. Nesting is bounded by what the parser lets through."""

    def __init__(self, known: Mapping[str, Kinds], functions: Mapping[str, Kinds], doubts: list[Doubt]) -> None:
        self.known = known
        self.functions = functions
        self.doubts = doubts

    def at(self, node: Any) -> Kinds:
        rule = RULES.get(node.data)
        if rule is not None:
            return rule(self, node)
        for child in trees(node):
            self.at(child)
        return RESULTS.get(node.data)

    def doubt(self, node: Any, template: str, **facts: str) -> None:
        found = Doubt(_position(node), template, facts)
        if found not in self.doubts:
            self.doubts.append(found)

    def binding(self, names: Iterable[str]) -> Look:
        """The same where these names are bound to something unknown."""
        return Look({**self.known, **dict.fromkeys(names)}, self.functions, self.doubts)

    # -- names and literals

    def name(self, node: Tree[Token]) -> Kinds:
        return self.known.get(str(node.children[0]))

    def temporal(self, node: Tree[Token]) -> Kinds:
        return _only(KINDS[type(temporal.read(unescape(str(node.children[0])[1:].lstrip())))])

    # -- operators

    def chain(self, node: Tree[Token]) -> Kinds:
        if written := _as_date(node):
            self.doubt(node, '{text} is a subtraction: a date is written @"{text}"', text=written)
        first, *others = node.children[0::2]
        kinds = self.at(first)
        for sign, operand in zip(map(str, node.children[1::2]), others, strict=True):
            kinds = self.calculation(node, sign, kinds, self.at(operand))
        return kinds

    def power(self, node: Tree[Token]) -> Kinds:
        kinds = self.at(node.children[0])
        for operand in node.children[1:]:
            kinds = self.calculation(node, "**", kinds, self.at(operand))
        return kinds

    def calculation(self, node: Any, sign: str, a: Kinds, b: Kinds) -> Kinds:
        if a is None or b is None:
            return None
        pairs = [(one, other) for one in a for other in b if (one, other) in OPERATORS[sign]]
        if not pairs:
            self.doubt(node, "{a} {sign} {b} has no meaning", a=_said(a), sign=sign, b=_said(b))
            return None
        return frozenset(of_operator(sign, *pair) for pair in pairs)

    def negate(self, node: Tree[Token]) -> Kinds:
        kinds = self.at(node.children[-1])
        if kinds is not None and not kinds & NEGATED:
            self.doubt(node, "{a} cannot be negated", a=_said(kinds))
        return None if kinds is None else kinds & NEGATED or None

    def compare(self, node: Tree[Token]) -> Kinds:
        left, right = trees(node)
        self.comparison(node, str(node.children[1]), self.at(left), self.at(right))
        return _only(BOOLEAN)

    def between(self, node: Tree[Token]) -> Kinds:
        value, *limits = map(self.at, node.children)
        for kinds in limits:
            self.comparison(node, "<=", value, kinds)
        return _only(BOOLEAN)

    def within(self, node: Tree[Token]) -> Kinds:
        value = self.at(node.children[0])
        for test in node.children[1:]:
            if isinstance(test, Tree) and test.data == "comparing":
                end = trees(test)[0]
                self.comparison(node, str(test.children[0]), value, self.at(end))
            else:
                kinds = self.at(test)
                if kinds is not None and not kinds & {LIST, RANGE, BOOLEAN} and LIST not in (value or ()):
                    self.comparison(node, "=", value, kinds)
        return _only(BOOLEAN)

    def comparison(self, node: Any, sign: str, a: Kinds, b: Kinds) -> None:
        """Null is not equal to anything, but has no order."""
        if a is None or b is None:
            return
        ordered = sign in ORDERS
        alike = a & b & ORDERED if ordered else (a - {NULL}) & (b - {NULL}) or a == {NULL} or b == {NULL}
        if not alike:
            self.doubt(node, "{a} and {b} cannot be compared", a=_said(a), b=_said(b))

    def logic(self, node: Tree[Token]) -> Kinds:
        for part in node.children:
            self.truth(part)
        return _only(BOOLEAN)

    def truth(self, part: Any) -> None:
        kinds = self.at(part)
        if kinds is not None and BOOLEAN not in kinds and kinds != {NULL}:
            self.doubt(part, "a {what} is neither true nor false", what=_said(kinds))

    def choice(self, node: Tree[Token]) -> Kinds:
        condition, then, otherwise = node.children
        self.truth(condition)
        a, b = self.at(then), self.at(otherwise)
        return None if a is None or b is None else a | b

    # -- what binds names

    def loop(self, node: Any) -> Kinds:
        here = self.binding(["partial"])
        iterators, body = node.children
        for iterator in trees(iterators):
            name, *parts = iterator.children
            for part in parts:
                here.at(part)
            here = here.binding([str(name)])
        here.at(body)
        return _only(LIST if node.data == "for" else BOOLEAN)

    def function(self, node: Any) -> Kinds:
        parameters = [str(one.children[0]) for one in trees(node.children[0])]
        self.binding(parameters).at(node.children[-1])
        return _only(FUNCTION)

    def filter(self, node: Tree[Token]) -> Kinds:
        """Any name may be an entry of the elements."""
        of, condition = node.children
        self.at(of)
        Look({}, self.functions, self.doubts).at(condition)
        return None

    def context(self, node: Tree[Token]) -> Kinds:
        here = self
        for entry in trees(node):
            name, value = entry.children
            here.at(value)
            here = here.binding([str(name)])
        return _only(CONTEXT)

    def path(self, node: Tree[Token]) -> Kinds:
        self.at(node.children[0])
        return None

    # -- calls

    def call(self, node: Tree[Token]) -> Kinds:
        target, *given = node.children
        arguments: list[Any] = given[0].children if given else []  # type: ignore[union-attr]
        named = any(argument.data == "named" for argument in arguments)
        kinds = [self.at(argument.children[-1] if named else argument) for argument in arguments]
        if not (isinstance(target, Tree) and target.data == "name"):
            self.at(target)
            return None
        name = str(target.children[0])
        if name in self.known:
            return None
        if name in self.functions:
            return self.functions[name]
        signatures = signatures_of(name)
        if signatures and not named and not any(one.could_take(kinds) for one in signatures):
            said = ", ".join(_said(one) if one else "Any" for one in kinds)
            self.doubt(target, "{name} cannot be called with ({kinds})", name=name, kinds=said)
        return of_function(name)


def _as_date(node: Tree[Token]) -> str | None:
    """What looks like a date and is a subtraction: 2026-10-01."""
    tokens = list(node.scan_values(lambda value: isinstance(value, Token)))
    text = "".join(map(str, tokens))
    if DATE.fullmatch(text) is None:
        return None
    begin, end = tokens[0].start_pos or 0, (tokens[-1].start_pos or 0) + len(tokens[-1])
    return text if end - begin == len(text) else None


def _position(node: Any) -> int:
    """Where a part begins, as far as its tokens tell: null, true and false leave none."""
    tokens = node.scan_values(lambda value: isinstance(value, Token))
    return next((token.start_pos or 0 for token in tokens), 0)


def _only(kind: str) -> Kinds:
    return frozenset({kind})


def _said(kinds: frozenset[str]) -> str:
    """The kinds as a fact of a sentence; that a value may be missing is no news."""
    return ", ".join(sorted(kinds - {NULL} or kinds))


RESULTS: Mapping[str, Kinds] = {
    "number": _only(NUMBER),
    "string": _only(STRING),
    "true": _only(BOOLEAN),
    "false": _only(BOOLEAN),
    "null": _only(NULL),
    "list": _only(LIST),
    "range": _only(RANGE),
    "instance_of": _only(BOOLEAN),
}
RULES: Mapping[str, Callable[[Look, Tree[Token]], Kinds]] = {
    "name": Look.name,
    "temporal": Look.temporal,
    "sum": Look.chain,
    "product": Look.chain,
    "power": Look.power,
    "negate": Look.negate,
    "compare": Look.compare,
    "between": Look.between,
    "within": Look.within,
    "conjunction": Look.logic,
    "disjunction": Look.logic,
    "if": Look.choice,
    "for": Look.loop,
    "some": Look.loop,
    "every": Look.loop,
    "function": Look.function,
    "filter": Look.filter,
    "context": Look.context,
    "path": Look.path,
    "call": Look.call,
}
