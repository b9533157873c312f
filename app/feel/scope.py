"""What is known about names while an expression is compiled: which are bound where, and what it asks from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.feel.types import NAMED, Type


@dataclass
class Used:
    """What one expression uses of the world around it."""

    names: set[str] = field(default_factory=set)
    item_names: set[str] = field(default_factory=set)  # in filters: entries of the element, or names from outside
    functions: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)  # to built-in functions, or to values that are called like one
    nodes: int = 0
    depth: int = 0  # of the node that is being compiled
    deepest: int = 0  # of all nodes so far


@dataclass(frozen=True)
class Scope:
    """The names bound at one place of the text. `within_filter`: the element's own entries may be names too."""

    text: str
    used: Used
    bound: frozenset[str] = frozenset()
    top: bool = True  # no names are bound here but the caller's
    within_filter: bool = False
    types: Mapping[str, Type] = field(default_factory=lambda: NAMED)

    def binding(self, *names: str, within_filter: bool = False) -> Scope:
        return Scope(
            self.text,
            self.used,
            self.bound | frozenset(names),
            top=False,
            within_filter=self.within_filter or within_filter,
            types=self.types,
        )

    def uses(self, name: str) -> None:
        if name not in self.bound:
            (self.used.item_names if self.within_filter else self.used.names).add(name)

    def refers(self, name: str) -> None:
        if name not in self.bound:
            self.used.references.add(name)

    def calls(self, name: str) -> None:
        if name not in self.bound:
            self.used.functions.add(name)
