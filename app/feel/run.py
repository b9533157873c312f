"""One evaluation: what it may spend, what it was given, and what it has to say.

Nothing here reads a clock: the same expression over the same context costs the same, here and in a replay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NoReturn

from app.feel import chinese
from app.feel.errors import BudgetSpent

MAX_WARNINGS = 100
MAX_NESTING = 60  # of a value that comes in or goes out: lists and contexts within one another
LEVEL = 4  # calls of Python's that one level of a value takes, where something goes down into it


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one evaluation may ask for. Straight-line code is bounded by the length of the text."""

    steps: int = 1_000_000  # rounds of loops, calls, elements looked at
    items: int = 100_000  # elements of one list, entries of one context
    characters: int = 1_000_000  # length of one text
    depth: int = 650  # nodes of functions within functions, so that Python's own limit is never met: it would
    # depend on who calls, and a replay could end differently
    result: int = 200_000  # elements of the result, counted through all its levels


DEFAULT = Budget()


class Warned(str):
    """Why a part of the expression became null."""

    template: str
    facts: dict[str, str]

    @classmethod
    def of(cls, template: str, facts: dict[str, Any]) -> Warned:
        said = {name: _said(fact) for name, fact in facts.items()}
        warned = cls(template.format(**said))
        warned.template, warned.facts = template, said
        return warned

    def in_chinese(self) -> str:
        """The sentence for owners who read Chinese."""
        return chinese.reason(self.template, self.facts)


def _said(fact: Any) -> str:
    """A fact as a short text. Python refuses to write down integers of thousands of digits; Decimal does not."""
    return str(Decimal(fact) if isinstance(fact, int) else fact)[:80]


class Run:
    """The state of one evaluation."""

    __slots__ = ("budget", "cleaned", "depth", "functions", "now", "spent", "told", "warnings")

    def __init__(
        self,
        now: datetime | None,
        functions: Mapping[str, Callable[..., Any]] | None,
        budget: Budget,
        warnings: list[str] | None,
    ) -> None:
        self.now = now
        self.functions = functions
        self.budget = budget
        self.warnings = warnings
        self.spent = 0
        self.depth = 0
        self.cleaned: dict[str, Any] | None = None
        self.told: list[Any] | None = None  # what parts of a larger evaluation tell beside their values

    def spend(self, steps: int) -> None:
        self.spent += steps
        if self.spent > self.budget.steps:
            self.refuse("it takes too many steps")

    def enter(self, weight: int) -> None:
        """Go into the body of a function, or down into a value, that is so deep; `leave` when it comes back."""
        self.spend(1)
        self.depth += weight
        if self.depth > self.budget.depth:
            self.refuse("functions call each other too deep, or values are nested too deep")

    def leave(self, weight: int) -> None:
        self.depth -= weight

    def sized(self, value: list[Any] | dict[str, Any]) -> Any:
        """The list or context, when it is not too large."""
        if len(value) > self.budget.items:
            self.refuse("a list or context grows too large")
        return value

    def text(self, value: str) -> str:
        if len(value) > self.budget.characters:
            self.refuse("a text grows too long")
        return value

    def refuse(self, what: str) -> NoReturn:
        raise BudgetSpent(what=what)

    def warn(self, template: str, **facts: Any) -> Any:
        """Record why a value is null. Returns None, the value: typed so that it can be returned as it is."""
        if self.warnings is not None and len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(Warned.of(template, facts))
        return None

    @property
    def listens(self) -> bool:
        """Whether one more warning will be kept: what is only said there need not be found out otherwise."""
        return self.warnings is not None and len(self.warnings) < MAX_WARNINGS


class Env:
    """The names an expression sees at one place: its own, and those around it."""

    __slots__ = ("names", "outer", "run")

    def __init__(self, names: Mapping[str, Any], outer: Env | None, run: Run) -> None:
        self.names = names
        self.outer = outer
        self.run = run

    def inner(self, names: Mapping[str, Any]) -> Env:
        return Env(names, self, self.run)


Code = Callable[[Env], Any]
