"""Arithmetic, comparison and logic. The common types are tried first, in line: conditions run on every step."""

from __future__ import annotations

import decimal
import operator
from decimal import Decimal
from typing import Any

from app.feel import arithmetic, comparing
from app.feel.closures.rules import Node, compile_all, compile_node, rule, trees
from app.feel.closures.types import compile_type
from app.feel.comparing import Operator, equal, ordered
from app.feel.numbers import CONTEXT
from app.feel.run import Code, Env
from app.feel.scope import Scope

EQUAL_AS_IN_PYTHON = frozenset({Decimal, str, bool, int})
FAST = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply, "/": CONTEXT.divide, "**": CONTEXT.power}


@rule("sum", "product")
def chain(node: Node, scope: Scope) -> Code:
    """Operands with signs between them, from left to right."""
    signs = [str(sign) for sign in node.children[1::2]]
    return left_to_right(compile_all(node.children[0::2], scope), signs)


@rule("power")
def power(node: Node, scope: Scope) -> Code:
    return left_to_right(compile_all(node.children, scope), ["**"] * (len(node.children) - 1))


def left_to_right(operands: list[Code], signs: list[str]) -> Code:
    first, second, *others = operands
    start = binary(signs[0], first, second)
    if not others:
        return start
    rest = [(arithmetic.OPERATORS[sign], sign, code) for sign, code in zip(signs[1:], others, strict=True)]

    def calculate(env: Env) -> Any:
        value = start(env)
        for table, sign, code in rest:
            value = arithmetic.apply(table, sign, env.run, value, code(env))
        return value

    return calculate


def binary(sign: str, left: Code, right: Code) -> Code:
    table = arithmetic.OPERATORS[sign]
    fast = FAST[sign]
    apply = arithmetic.apply

    def calculate(env: Env) -> Any:
        a = left(env)
        b = right(env)
        if type(a) is Decimal and type(b) is Decimal:
            try:
                return fast(a, b)
            except decimal.DecimalException:
                pass  # the slow way says why
        return apply(table, sign, env.run, a, b)

    return calculate


@rule("negate")
def negate(node: Node, scope: Scope) -> Code:
    operand = compile_node(node.children[-1], scope)
    return lambda env: arithmetic.negate(env.run, operand(env))


# -- comparison -------------------------------------------------------------------------------------------------


@rule("compare")
def compare(node: Node, scope: Scope) -> Code:
    left, right = compile_all(trees(node), scope)
    sign = str(node.children[1])
    if sign in comparing.ORDERS:
        return _order(comparing.ORDERS[sign], left, right)
    return _equality(left, right) if sign == "=" else _inequality(left, right)


def _equality(left: Code, right: Code) -> Code:
    def is_equal(env: Env) -> bool | None:
        a = left(env)
        b = right(env)
        if type(a) is type(b) and type(a) in EQUAL_AS_IN_PYTHON:
            return a == b
        return equal(env.run, a, b)

    return is_equal


def _inequality(left: Code, right: Code) -> Code:
    def is_different(env: Env) -> bool | None:
        same = equal(env.run, left(env), right(env))
        return None if same is None else not same

    return is_different


def _order(how: Operator, left: Code, right: Code) -> Code:
    def is_ordered(env: Env) -> bool | None:
        a = left(env)
        b = right(env)
        if type(a) is Decimal and type(b) is Decimal:
            return how(a, b)
        return ordered(env.run, how, a, b)

    return is_ordered


@rule("between")
def between(node: Node, scope: Scope) -> Code:
    value, low, high = compile_all(node.children, scope)

    def is_between(env: Env) -> bool | None:
        run, given = env.run, value(env)
        return comparing.both(
            ordered(run, operator.ge, given, low(env)),
            ordered(run, operator.le, given, high(env)),
        )

    return is_between


@rule("instance_of")
def instance_of(node: Node, scope: Scope) -> Code:
    value = compile_node(node.children[0], scope)
    asked = compile_type(trees(node)[1], scope).plain()
    return lambda env: asked.has(value(env))


# -- logic ------------------------------------------------------------------------------------------------------


@rule("conjunction")
def conjunction(node: Node, scope: Scope) -> Code:
    """False as soon as one is false; null when none is and one is no boolean."""
    parts = compile_all(node.children, scope)

    def all_true(env: Env) -> bool | None:
        result: bool | None = True
        for part in parts:
            value = part(env)
            if value is False:
                return False
            if value is not True:
                result = _not_boolean(env, value)
        return result

    return all_true


@rule("disjunction")
def disjunction(node: Node, scope: Scope) -> Code:
    """True as soon as one is true; null when none is and one is no boolean."""
    parts = compile_all(node.children, scope)

    def any_true(env: Env) -> bool | None:
        result: bool | None = False
        for part in parts:
            value = part(env)
            if value is True:
                return True
            if value is not False:
                result = _not_boolean(env, value)
        return result

    return any_true


def _not_boolean(env: Env, value: Any) -> Any:
    if value is None:
        return None
    return env.run.warn("a {what} is neither true nor false", what=comparing.KINDS[type(value)])


@rule("if")
def if_then_else(node: Node, scope: Scope) -> Code:
    """A condition that is not true, null included, leads to else."""
    condition, then, otherwise = compile_all(node.children, scope)

    def choose(env: Env) -> Any:
        return then(env) if condition(env) is True else otherwise(env)

    return choose
