"""Unary tests: the cells of decision tables, and what stands behind `in`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lark import Token

from app.feel import comparing
from app.feel.closures.rules import Node, compile_node, rule, trees
from app.feel.run import Code, Env
from app.feel.scope import Scope
from app.feel.values import Range

UnaryTest = Callable[[Env, Any], bool | None]
INPUT = "?"
NUMERIC = frozenset({Decimal, int})


@rule("within")
def within(node: Node, scope: Scope) -> Code:
    value = compile_node(node.children[0], scope)
    tests = [unary_test(test, scope) for test in node.children[1:]]

    def is_within(env: Env) -> bool | None:
        given = value(env)
        return any_of(tests, env, given)

    return is_within


def any_of(tests: list[UnaryTest], env: Env, value: Any) -> bool | None:
    result: bool | None = False
    for test in tests:
        result = comparing.either(result, test(env, value))
        if result:
            return True
    return result


def unary_test(node: Any, scope: Scope) -> UnaryTest:
    """What one test says of a value. With ? in it, it is a condition, otherwise what the value must equal or lie in."""
    if node.data == "comparing":
        return _comparison(node, scope)
    code = compile_node(node, scope)
    if node.data == "range":
        return lambda env, value: _in_range(env, value, code(env))
    if _mentions_input(node) and node.data != "name":
        return lambda env, _value: _as_truth(code(env))
    return _plain_test(code)


def _comparison(node: Node, scope: Scope) -> UnaryTest:
    sign, end = str(node.children[0]), compile_node(trees(node)[0], scope)
    if sign in comparing.ORDERS:
        return _order(comparing.ORDERS[sign], end)
    if sign == "=":
        return lambda env, value: comparing.equal(env.run, value, end(env))
    return lambda env, value: _negated(comparing.equal(env.run, value, end(env)))


def _order(how: comparing.Operator, end: Code) -> UnaryTest:
    """The common cells of a table: numbers are compared in line."""

    def test(env: Env, value: Any) -> bool | None:
        limit = end(env)
        if type(value) in NUMERIC and type(limit) in NUMERIC:
            return how(value, limit)
        return comparing.ordered(env.run, how, value, limit)

    return test


def _plain_test(code: Code) -> UnaryTest:
    return lambda env, value: comparing.member(env.run, value, code(env))


def _in_range(env: Env, value: Any, within: Any) -> bool | None:
    return None if within is None else comparing.member(env.run, value, within)


def _negated(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _as_truth(value: Any) -> bool | None:
    return value if value is True or value is False else None


def _mentions_input(node: Any) -> bool:
    return any(isinstance(token, Token) and token == INPUT for token in node.scan_values(lambda _: True))


@rule("comparing")
def comparing_value(node: Node, scope: Scope) -> Code:
    """A comparison as a value of its own, (<5), is the range of what passes it."""
    sign = str(node.children[0])
    end = compile_node(trees(node)[0], scope)
    make = RANGES.get(sign)
    if make is None:
        return lambda env: env.run.warn("{sign} is no range", sign=sign)

    def build(env: Env) -> Any:
        limit = end(env)
        if limit is None:
            return env.run.warn("a range needs an end")
        what = comparing.KINDS[type(limit)]
        if what not in comparing.ORDERED:
            return env.run.warn("{a} and {b} are no ends of one range", a=what, b=what)
        return make(limit)

    return build


RANGES: dict[str, Callable[[Any], Range]] = {
    "<": lambda end: Range(None, end, False, False),
    "<=": lambda end: Range(None, end, False, True),
    ">": lambda end: Range(end, None, False, False),
    ">=": lambda end: Range(end, None, True, False),
    "=": lambda end: Range(end, end, True, True),
}
