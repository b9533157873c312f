"""The function `range`: a range that is written in a text. It lives here because it needs the grammar."""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import Any

from lark import Tree

from app.feel.closures.rules import compile_node
from app.feel.comparing import ordered
from app.feel.errors import FeelSyntaxError
from app.feel.functions.signatures import builtin
from app.feel.parser import parse_tree
from app.feel.run import Code, Env, Run
from app.feel.scope import Scope, Used
from app.feel.values import Range

LITERALS = {"number", "string", "temporal"}
CONSTRUCTORS = {"date", "time", "date and time", "duration"}


@builtin("range(from: string)")
def written_range(run: Run, text: str) -> Range | None:
    code = _read(text)
    found = None if code is None else code(Env({}, None, run))
    if found is None or not ordered(run, operator.le, found.start, found.end):
        return run.warn("{text} is no range", text=text[:80])
    return found


@lru_cache(maxsize=512)
def _read(text: str) -> Code | None:
    """The code of a range between two literals; None when the text is anything else."""
    try:
        tree: Any = parse_tree(text, "start").children[0]
        if tree.data != "range" or not all(_is_literal(tree.children[place]) for place in (1, 3)):
            return None
        return compile_node(tree, Scope(text, Used()))
    except FeelSyntaxError:
        return None


def _is_literal(node: Any) -> bool:
    if node.data == "negate":
        return _is_literal(node.children[1])
    if node.data != "call":
        return node.data in LITERALS
    called, *given = node.children
    arguments = given[0].children if given else []
    is_constructor = called.data == "name" and called.children[0] in CONSTRUCTORS
    return is_constructor and len(arguments) == 1 and isinstance(arguments[0], Tree) and arguments[0].data == "string"
