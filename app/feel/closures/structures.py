"""Lists, contexts, ranges, and the way into them: paths and filters."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from lark import Token, Tree

from app.feel.closures.literals import unescape
from app.feel.closures.rules import Node, compile_all, compile_node, rule
from app.feel.comparing import ORDERED
from app.feel.errors import TwiceTheSame
from app.feel.properties import prop
from app.feel.run import Code, Env, Run
from app.feel.scope import Scope
from app.feel.values import KINDS, Range

CLOSED_START = "_LSQB"
CLOSED_END = "_RSQB"


@rule("list")
def list_literal(node: Node, scope: Scope) -> Code:
    items = compile_all(node.children, scope)
    return lambda env: [item(env) for item in items]


@rule("context")
def context_literal(node: Node, scope: Scope) -> Code:
    """Each entry sees those before it; a function sees itself as well, so that it may call itself."""
    entries: list[tuple[str, Code]] = []
    keys: set[str] = set()
    inner = scope.binding()
    for entry in node.children:
        key, value = entry.children  # type: ignore[union-attr]
        name = unescape(str(key)) if isinstance(key, Token) and key.type == "STRING" else str(key)
        if name in keys:
            raise TwiceTheSame(scope.text, key.start_pos or 0, name=name)  # type: ignore[union-attr]
        keys.add(name)
        own = inner.binding(name)
        is_function = isinstance(value, Tree) and value.data == "function"
        entries.append((name, compile_node(value, own if is_function else inner)))
        inner = own

    def build(env: Env) -> dict[str, Any]:
        result: dict[str, Any] = {}
        here = env.inner(result)
        for name, code in entries:
            result[name] = code(here)
        return result

    return build


@rule("range")
def range_literal(node: Node, scope: Scope) -> Code:
    opening, start_node, _, end_node, closing = node.children
    start, end = compile_node(start_node, scope), compile_node(end_node, scope)
    start_closed = opening.type == CLOSED_START  # type: ignore[union-attr]
    end_closed = closing.type == CLOSED_END  # type: ignore[union-attr]
    return lambda env: make_range(env.run, start(env), end(env), start_closed, end_closed)


def make_range(run: Run, start: Any, end: Any, start_closed: bool, end_closed: bool) -> Range | None:
    """A range with two ends of one type, which has an order; null when there is none."""
    if start is None or end is None:
        return run.warn("a range needs two ends")
    if KINDS[type(start)] is not KINDS[type(end)] or KINDS[type(start)] not in ORDERED:
        return run.warn("{a} and {b} are no ends of one range", a=KINDS[type(start)], b=KINDS[type(end)])
    return Range(start, end, start_closed, end_closed)


@rule("path")
def path(node: Node, scope: Scope) -> Code:
    value = compile_node(node.children[0], scope)
    name = str(node.children[1])

    def step(env: Env) -> Any:
        whole = value(env)
        if type(whole) is dict and name in whole:
            return whole[name]
        return prop(env.run, whole, name)

    return step


# -- filters ----------------------------------------------------------------------------------------------------


@rule("filter")
def filtered(node: Node, scope: Scope) -> Code:
    """`list[2]`, `list[-1]` or `list[condition]`. Whether it is an index shows when it is evaluated."""
    of = compile_node(node.children[0], scope)
    before = scope.used.nodes
    condition = compile_node(node.children[1], scope.binding("item", within_filter=True))
    weight = 1 + (scope.used.nodes - before) // 8

    def select(env: Env) -> Any:
        whole = of(env)
        if whole is None:
            return None
        return _select(env, whole if type(whole) is list else [whole], condition, weight)

    return select


def _select(env: Env, items: list[Any], condition: Code, weight: int) -> Any:
    run = env.run
    if not items:
        return run.warn("an empty list has no elements") if _is_number(condition(_item(env, None))) else []
    first = condition(_item(env, items[0]))
    if _is_number(first):
        return element(run, items, first)
    kept = [items[0]] if first is True else []
    for item in items[1:]:
        run.spend(weight)
        if condition(_item(env, item)) is True:
            kept.append(item)
    return kept


def _item(env: Env, item: Any) -> Env:
    """An element is known as `item`, and its entries by their own names."""
    here = env.inner({"item": item})
    return here.inner(item) if type(item) is dict else here


def _is_number(value: Any) -> bool:
    return type(value) is Decimal or type(value) is int


def element(run: Run, items: list[Any], index: Any) -> Any:
    """The element at a place from 1, or from -1 backwards."""
    if not 1 <= abs(index) <= len(items):
        return run.warn("a list of {count} elements has no element {index}", count=len(items), index=index)
    place = int(index)
    return items[place - 1 if place > 0 else place]
