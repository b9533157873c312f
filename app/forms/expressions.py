"""The expressions inside a form: conditions, settings that may be computed, and texts with `{{ }}` in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app import feel
from app.forms.moment import Moment

Names = Mapping[str, Any]
HOLE = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True)
class Formula:
    """A FEEL expression, written with a leading `=`."""

    source: str
    expression: feel.Expression

    @classmethod
    def parse(cls, text: str) -> Formula:
        return cls(text, feel.parse(text.removeprefix("=")))

    def value(self, names: Names, moment: Moment) -> Any:
        return self.expression.evaluate(names, now=moment.local, functions=moment.functions)


@dataclass(frozen=True)
class Setting:
    """A property that is written down or computed, such as the smallest number."""

    constant: Any = None
    formula: Formula | None = None

    @classmethod
    def parse(cls, written: Any) -> Setting:
        if isinstance(written, str) and feel.is_expression(written):
            return cls(formula=Formula.parse(written))
        return cls(constant=written)

    def value(self, names: Names, moment: Moment) -> Any:
        return self.formula.value(names, moment) if self.formula else self.constant

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return (self.formula,) if self.formula else ()


@dataclass(frozen=True)
class Text:
    """A text for people; `{{ expression }}` in it, or the whole of it after `=`, is computed."""

    source: str = ""
    parts: tuple[str | Formula, ...] = ()

    @classmethod
    def parse(cls, source: str) -> Text:
        if feel.is_expression(source):
            return cls(source, (Formula.parse(source),))
        return cls(source, tuple(_parts(source)))

    def value(self, names: Names, moment: Moment, quote: Callable[[str], str] = str) -> str:
        """The text as the values are now; `quote` guards what was computed, where the text is markdown."""
        return "".join(
            part if isinstance(part, str) else quote(spoken(part.value(names, moment))) for part in self.parts
        )

    @property
    def formulas(self) -> tuple[Formula, ...]:
        return tuple(part for part in self.parts if isinstance(part, Formula))

    def __str__(self) -> str:
        return self.source

    def __bool__(self) -> bool:
        return bool(self.source)


def spoken(value: Any) -> str:
    """A value inside a text: nothing for null, lists with commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(spoken(item) for item in value)
    return str(value)


def _parts(source: str) -> list[str | Formula]:
    parts: list[str | Formula] = []
    for number, piece in enumerate(HOLE.split(source)):
        if number % 2:
            parts.append(Formula.parse(piece.strip()))
        elif piece:
            parts.append(piece)
    return parts
