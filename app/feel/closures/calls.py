"""Functions: defining them and calling them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lark import Token, Tree

from app.feel.closures.literals import MISSING
from app.feel.closures.rules import Node, compile_all, compile_node, position, rule
from app.feel.closures.types import parameter
from app.feel.errors import FeelError, ForeignCode, TwiceTheSame
from app.feel.functions import FUNCTIONS
from app.feel.incoming import incoming
from app.feel.run import Code, Env, Run
from app.feel.scope import Scope
from app.feel.types import Type
from app.feel.values import KINDS, Function

EMPTY: Mapping[str, Any] = MappingProxyType({})
CALL = 6  # calls of Python's that one call of FEEL's takes, beside its body
Found = Callable[[Env], Any]  # a Function, a function of the caller's, or null


@rule("function")
def function(node: Node, scope: Scope) -> Code:
    declared = [parameter(child, scope) for child in node.children[0].children]  # type: ignore[union-attr, arg-type]
    names = tuple(str(name) for name, _ in declared)
    if any(isinstance(child, Token) and child.type == "EXTERNAL" for child in node.children):
        raise ForeignCode(scope.text, position(node.children[0]))
    if len(set(names)) < len(names):
        raise TwiceTheSame(scope.text, position(node.children[0]), name=", ".join(names))
    body, depth = _measured(node.children[-1], scope.binding(*names))
    types = tuple(type_ for _, type_ in declared)
    return lambda env: define("function", names, types, body, env, depth)


def _measured(node: Any, scope: Scope) -> tuple[Code, int]:
    """The body of a function and how deep it is."""
    used = scope.used
    before, used.deepest = used.deepest, used.depth
    body = compile_node(node, scope)
    depth, used.deepest = used.deepest - used.depth, max(before, used.deepest)
    return body, depth


def define(name: str, names: tuple[str, ...], types: tuple[Type, ...], body: Code, around: Env, depth: int) -> Function:
    """A function as a value: it keeps the names it was defined among."""
    weight = CALL + 3 * depth

    def call(run: Run, arguments: list[Any]) -> Any:
        if len(arguments) != len(names):
            return run.warn("{name} takes {wanted} arguments, not {given}", name=name, wanted=len(names),
                            given=len(arguments))  # fmt: skip
        given: dict[str, Any] = {}
        for parameter_name, type_, argument in zip(names, types, arguments, strict=True):
            fits, given[parameter_name] = type_.fit(argument)
            if not fits:
                return run.warn("{value} does not fit parameter {name}", value=KINDS[type(argument)],
                                name=parameter_name)  # fmt: skip
        run.enter(weight)
        try:
            return body(Env(given, around, run))
        finally:
            run.leave(weight)

    return Function(name, names, call, types=types)


# -- calls ------------------------------------------------------------------------------------------------------


@rule("call")
def call(node: Node, scope: Scope) -> Code:
    target, *given = node.children
    find = _finder(target, scope)
    arguments = given[0].children if given else []  # type: ignore[union-attr]
    if arguments and isinstance(arguments[0], Tree) and arguments[0].data == "named":
        return _named_call(find, arguments, scope)
    codes = compile_all(arguments, scope)

    def invoke(env: Env) -> Any:
        found = find(env)
        values = [code(env) for code in codes]
        if type(found) is Function:
            return found.call(env.run, values)
        return _outside(env.run, found, values)

    return invoke


def _named_call(find: Found, arguments: list[Any], scope: Scope) -> Code:
    codes = {str(argument.children[0]): compile_node(argument.children[1], scope) for argument in arguments}
    if len(codes) < len(arguments):
        raise TwiceTheSame(scope.text, position(arguments[0]), name=str(arguments[-1].children[0]))

    def invoke(env: Env) -> Any:
        found = find(env)
        values = {name: code(env) for name, code in codes.items()}
        if type(found) is Function:
            return found.named(env.run, values)
        return _outside(env.run, found, [], values)

    return invoke


def _finder(target: Any, scope: Scope) -> Found:
    if not (isinstance(target, Tree) and target.data == "name"):
        return compile_node(target, scope)
    name = str(target.children[0])
    scope.calls(name)
    return lambda env: find_function(env, name)


def find_function(env: Env, name: str) -> Any:
    """A function among the names in sight, then one the caller adds, then one built in."""
    place: Env | None = env
    while place is not None:
        if type(found := place.names.get(name, MISSING)) is Function:
            return found
        place = place.outer
    run = env.run
    if run.functions and name in run.functions:
        return run.functions[name]
    return FUNCTIONS.get(name) or run.warn("there is no function named {name}", name=name)


def _outside(run: Run, found: Any, arguments: list[Any], named: Mapping[str, Any] = EMPTY) -> Any:
    """Call a function of the caller's. It may refuse in its own words; wrong arguments are the expression's fault."""
    if found is None:
        return None
    if not callable(found):
        return run.warn("a {what} cannot be called", what=KINDS[type(found)])
    try:
        inspect.signature(found).bind(*arguments, **named)
    except TypeError as error:
        raise FeelError(why=str(error)) from None
    run.spend(1)
    return incoming(run, found(*arguments, **named))
