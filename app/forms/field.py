"""A field of a form, as its owner declared it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.forms.expressions import Formula, Setting, Text
from app.forms.patterns import Pattern

NOTHING = Text()
FEN = 100  # of them are a yuan
UNSET = Setting()

TEXTS = ("textfield", "textarea")
CHOICES_OF_ONE = ("select", "radio")
CHOICES_OF_MANY = ("checklist", "taglist")
CHOICES = CHOICES_OF_ONE + CHOICES_OF_MANY


@dataclass(frozen=True)
class Option:
    value: Any
    label: str

    @property
    def key(self) -> str:
        """How an input names it."""
        return key_of(self.value)


@dataclass(frozen=True)
class Column:
    label: str
    key: str


@dataclass(frozen=True)
class Place:
    """Where a field stands: fields of one row share its name; columns are of sixteen, None is what is left."""

    row: str | None = None
    columns: int | None = None


@dataclass(frozen=True, kw_only=True)
class Field:
    type: str
    id: str
    key: str | None = None  # what it writes, perhaps with dots; None: it writes nothing
    where: tuple[str, ...] = ()  # its path from the form, or from the row of the list it is in
    label: Text = NOTHING
    description: Text = NOTHING
    place: Place = Place()
    hide: Formula | None = None  # hidden where this is true
    default: Any = None
    disabled: bool = False  # shown, never written
    readonly: Setting = UNSET  # shown, written only by its default

    required: bool = False
    minimum: Setting = UNSET  # numbers
    maximum: Setting = UNSET
    min_length: Setting = UNSET  # texts
    max_length: Setting = UNSET
    pattern: Pattern | None = None
    kind: str | None = None  # texts: "email" or "phone"
    prefix: Text = NOTHING  # beside the input, such as a currency
    suffix: Text = NOTHING

    digits: int | None = None  # after the decimal point, at most
    money: bool = False  # kept as whole fen (分), typed and shown in yuan (元)
    step: Decimal | None = None  # numbers are multiples of it

    subtype: str = "date"  # "date" | "time" | "datetime"
    zoned: str = "no_timezone"  # how a time is written: also "utc_offset" and "utc_normalized"
    not_past: bool = False

    options: tuple[Option, ...] = ()  # written in the form
    options_key: str | None = None  # the name of a value that holds them
    options_formula: Formula | None = None

    accept: Text = NOTHING  # kinds of files, as in HTML
    multiple: Setting = UNSET

    text: Text = NOTHING  # of a text field: markdown
    formula: Formula | None = None  # of a computed field, or of a table's data
    columns: tuple[Column, ...] = ()  # of a table
    height: int = 60  # of a spacer

    children: tuple[Field, ...] = ()
    outlined: bool = False
    first_rows: int = 1  # how many rows a list begins with
    growing: bool = True  # rows may be added and removed

    @property
    def holds(self) -> bool:
        """Whether it has a value; groups, texts and the like have none."""
        return self.key is not None or self.type == "dynamiclist"

    def said(self, value: Any) -> str:
        """A value of it as an input shows it."""
        return yuan(value) if self.money else key_of(value)

    @property
    def conditional(self) -> Formula | None:
        return self.hide

    @property
    def formulas(self) -> Iterator[Formula]:
        """Every expression of this field alone."""
        for one in (self.hide, self.options_formula, self.formula):
            if one:
                yield one
        for text in (self.label, self.description, self.prefix, self.suffix, self.accept, self.text):
            yield from text.formulas
        for setting in (self.readonly, self.minimum, self.maximum, self.min_length, self.max_length, self.multiple):
            yield from setting.formulas

    def walk(self) -> Iterator[Field]:
        """This field and all that are in it."""
        yield self
        for child in self.children:
            yield from child.walk()


def yuan(fen: Any) -> str:
    """An amount as people write it: 1250 fen are 12.50. What is no number stays as it is."""
    is_number = isinstance(fen, int | float | Decimal) and not isinstance(fen, bool)
    return f"{Decimal(str(fen)) / FEN:.2f}" if is_number else key_of(fen)


def key_of(value: Any) -> str:
    """How an input names a value: the text itself, a number's digits, true or false, JSON for the rest."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return _digits(Decimal(value))
    if isinstance(value, float):
        return _digits(Decimal(repr(value)))
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return str(value)


def _digits(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
