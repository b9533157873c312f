"""Conditions that compare values with literals, and a few values that stand for all others.

`x > 1000 and kind in ("a", "b")` cannot tell two numbers apart that lie between the same literals, nor two texts that
it does not name. So it is decided by trying one value of each sort, and FEEL itself says what comes of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise, product
from math import prod
from typing import Any

from lark import Token, Tree

from app import feel
from app.feel.closures.literals import unescape
from app.feel.closures.rules import trees
from app.feel.parser import parse_tree

MOST_TRIALS = 1_000
OTHER = "…"  # a text that no condition names
ORDERS = frozenset({"<", "<=", ">", ">="})

Path = tuple[str, ...]
Sample = Mapping[Path, Any]


class Unclear(Exception):
    """The condition does more than compare values with literals."""


@dataclass(frozen=True)
class Condition:
    """A condition that can be decided by samples."""

    expression: feel.Expression
    compared: Mapping[Path, frozenset[Any]]  # what each value is compared with

    def holds(self, sample: Sample) -> bool | None:
        """What it says of these values; None: it cannot tell."""
        try:
            said = self.expression.evaluate(_context(sample))
        except feel.FeelError:
            return None
        return said if isinstance(said, bool) else None


def condition(text: str) -> Condition | None:
    """The condition, if samples decide it."""
    reader = _Reader()
    try:
        expression = feel.parse(text)
        reader.truth(parse_tree(text.replace("=", " ", 1), "start").children[0])
    except (feel.FeelError, Unclear):
        return None
    return Condition(expression, {path: frozenset(found) for path, found in reader.compared.items()})


def samples(conditions: Iterable[Condition], options: Mapping[Path, Sequence[Any]]) -> list[Sample] | None:
    """Values that stand for all there can be, in every combination; None where that would be too many.

    `options` are the values that a name can have at all, where that is known.
    """
    compared: dict[Path, set[Any]] = {}
    for each in conditions:
        for path, found in each.compared.items():
            compared.setdefault(path, set()).update(found)
    if any(one[: len(other)] == other for one in compared for other in compared if one != other):
        return None  # a value as a whole, and an entry of it
    ranges = [_range(found, options.get(path)) for path, found in compared.items()]
    if prod(map(len, ranges)) > MOST_TRIALS:
        return None
    return [dict(zip(compared, values, strict=True)) for values in product(*ranges)]


def _range(compared: set[Any], options: Sequence[Any] | None) -> list[Any]:
    if options is not None and {type(each) for each in compared if each is not None} <= set(map(type, options)):
        return [*options, None]
    numbers = sorted(each for each in compared if isinstance(each, Decimal))
    found: list[Any] = [*numbers, *((one + other) / 2 for one, other in pairwise(numbers))]
    if numbers:
        found += [numbers[0] - 1, numbers[-1] + 1]
    texts = sorted(each for each in compared if isinstance(each, str))
    if texts or not (numbers or True in compared):
        found += [*texts, OTHER]
    return [*found, *((True, False) if True in compared else ()), None]


def _context(sample: Sample) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for path, value in sample.items():
        here = context
        for name in path[:-1]:
            here = here.setdefault(name, {})
        here[path[-1]] = value
    return context


@dataclass
class _Reader:
    """Goes through the tree of a condition; nesting is bounded by what the parser lets through."""

    compared: dict[Path, set[Any]] = field(default_factory=dict)

    def truth(self, node: Any) -> None:
        if node.data in {"disjunction", "conjunction"}:
            for part in trees(node):
                self.truth(part)
        elif node.data == "call":
            called, *arguments = trees(node)
            given = trees(arguments[0]) if arguments else []
            if _path(called) != ("not",) or len(given) != 1:
                raise Unclear
            self.truth(given[0])
        elif node.data in {"compare", "between", "within"}:
            self.comparison(node)
        elif node.data not in {"true", "false"}:
            self.note(_path(node), True)

    def comparison(self, node: Tree[Token]) -> None:
        """One side is a value of the case, or both are literals."""
        values = [each for each in trees(node) if each.data in {"name", "path"}]
        literals = list(_literals(each for each in trees(node) if each not in values))
        if len(values) > 1 or (values and node.data != "compare" and trees(node)[0] is not values[0]):
            raise Unclear
        if any(isinstance(each, str) for each in literals) and _has_order(node):
            raise Unclear
        for value in values:
            for literal in literals or [None]:
                self.note(_path(value), literal)

    def note(self, path: Path, literal: Any) -> None:
        self.compared.setdefault(path, set()).add(True if isinstance(literal, bool) else literal)


def _path(node: Any) -> Path:
    if node.data == "name":
        return (str(node.children[0]),)
    if node.data == "path":
        return (*_path(node.children[0]), str(node.children[1]))
    raise Unclear


def _has_order(node: Tree[Token]) -> bool:
    if node.data == "between" or any(isinstance(part, Token) and str(part) in ORDERS for part in node.children):
        return True
    return any(part.data in {"range", "comparing"} and _has_order_inside(part) for part in trees(node))


def _has_order_inside(part: Tree[Token]) -> bool:
    return part.data == "range" or str(part.children[0]) in ORDERS


def _literals(nodes: Iterable[Any]) -> Iterator[Any]:
    for node in nodes:
        if node.data in {"list", "range", "comparing"}:
            yield from _literals(trees(node))
        elif node.data == "number":
            yield Decimal(str(node.children[0]))
        elif node.data == "negate" and trees(node)[0].data == "number":
            yield -Decimal(str(trees(node)[0].children[0]))
        elif node.data == "string":
            yield unescape(str(node.children[0]))
        elif node.data in {"true", "false", "null"}:
            yield {"true": True, "false": False, "null": None}[node.data]
        else:
            raise Unclear
