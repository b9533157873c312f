"""The table from grammar rules to what compiles them. The modules beside this one fill it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lark import Token, Tree

from app.feel.errors import TooDeep
from app.feel.run import Code
from app.feel.scope import Scope

# Python allows a thousand calls within calls; a node takes up to three, functions take theirs (calls.py).
MAX_DEPTH = 80

Node = Tree[Token]
Rule = Callable[[Node, Scope], Code]
RULES: dict[str, Rule] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register what compiles the grammar rules of these names."""

    def register(compiler: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, compiler))
        return compiler

    return register


def compile_node(node: Any, scope: Scope) -> Code:
    """The closure of a node. Raises TooDeep before Python would."""
    used = scope.used
    used.nodes += 1
    used.depth += 1
    used.deepest = max(used.deepest, used.depth)
    if used.depth > MAX_DEPTH:
        raise TooDeep(scope.text, position(node))
    try:
        return RULES[node.data](node, scope)
    finally:
        used.depth -= 1


def compile_all(nodes: list[Any], scope: Scope) -> list[Code]:
    return [compile_node(node, scope) for node in nodes]


def trees(node: Node) -> list[Any]:
    """The children that are trees themselves, without signs and names."""
    return [child for child in node.children if isinstance(child, Tree)]


def position(node: Any) -> int:
    """Where in the text a node begins."""
    while isinstance(node, Tree):
        if not node.children:
            return 0
        node = node.children[0]
    return node.start_pos or 0
