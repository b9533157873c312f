"""Types as they are written: `list<number>`, `context<a: string>`, `function<number> -> string`."""

from __future__ import annotations

from collections.abc import Callable

from lark import Token

from app.feel import types
from app.feel.closures.rules import Node, position, trees
from app.feel.errors import NoSuchType
from app.feel.scope import Scope
from app.feel.types import Type

OF: dict[str, Callable[[Type], Type]] = {"list": types.ListOf, "range": types.RangeOf}


def compile_type(node: Node, scope: Scope) -> Type:
    return WRITTEN[node.data](node, scope)


def _named(node: Node, scope: Scope) -> Type:
    name = ".".join(str(part) for part in node.children)
    if name not in scope.types:
        raise NoSuchType(scope.text, position(node), name=name)
    return scope.types[name]


def _null(_node: Node, _scope: Scope) -> Type:
    return types.Null()


def _of(node: Node, scope: Scope) -> Type:
    name = str(node.children[0])
    if name not in OF:
        raise NoSuchType(scope.text, position(node), name=f"{name}<…>")
    return OF[name](compile_type(trees(node)[0], scope))


def _context(node: Node, scope: Scope) -> Type:
    members = tuple((str(member.children[0]), compile_type(member.children[1], scope)) for member in trees(node))
    return types.ContextOf(members)


def _any_function(_node: Node, _scope: Scope) -> Type:
    return types.AnyFunction()


def _function(node: Node, scope: Scope) -> Type:
    *parameters, result = [compile_type(part, scope) for part in trees(node)]
    return types.FunctionOf(tuple(parameters), result)


def parameter(node: Node, scope: Scope) -> tuple[Token, Type]:
    """The name and type of a function's parameter."""
    name, *declared = node.children
    return name, compile_type(declared[0], scope) if declared else types.ANY  # type: ignore[return-value, arg-type]


WRITTEN: dict[str, Callable[[Node, Scope], Type]] = {
    "named_type": _named,
    "null_type": _null,
    "of_type": _of,
    "context_type": _context,
    "any_function_type": _any_function,
    "function_type": _function,
}
