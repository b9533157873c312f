"""What can be said of an expression before it is evaluated: the kinds its value may have, what in it can never work.

Only what is certain is doubted: a name of unknown kind, an entry of a context or the result of a function of one's own
may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.feel.expression import is_expression, special
from app.feel.looking import NOTHING, Doubt, Kinds, Look
from app.feel.parser import parse_tree

__all__ = ["Doubt", "Kinds", "Looked", "look"]


@dataclass
class Looked:
    """What was found in one expression."""

    kinds: Kinds = None
    doubts: list[Doubt] = field(default_factory=list)


def look(text: str, known: Mapping[str, Kinds] = NOTHING, functions: Mapping[str, Kinds] = NOTHING) -> Looked:
    """What can be said of an expression. `known` are the kinds of values, `functions` those of the results of one's
    own functions. Raises FeelSyntaxError."""
    body = text.replace("=", " ", 1) if is_expression(text) else text
    tree = parse_tree(body, "start", special(known))
    looked = Looked()
    looked.kinds = Look(known, functions, looked.doubts).at(tree.children[0])
    return looked
