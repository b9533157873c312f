"""The organisation's parameters as they are declared, and their values by unit: pure, so that a rehearsal on a laptop
(from `parameters.yaml` and `organisation.yaml`) and live work (from the database) take them by the same code.

A value is a FEEL value: numbers are Decimal or int, money whole 分, a percentage a fraction, a limit a text such as
`2WD`, `texts` a list, a table a list of contexts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from app.calendars import Limit
from app.casework.organisation import Directory, read_yaml
from app.engine.parameters import Known
from app.errors import BadDuration, Invalid, NotThere

FILE = "parameters.yaml"  # among the processes
ID = re.compile(r"[a-z][a-z0-9_]{0,60}")
MOST_LETTERS = 2000
KEYS = frozenset({"id", "name", "type", "range", "clocks", "columns", "purpose", "source", "used_by", "default"})


class ParametersBroken(Invalid):
    """The declarations of parameters cannot be read: {why}."""


class WrongValue(Invalid):
    """{value} is no value of the parameter {name} ({parameter})."""


class NoNumber(WrongValue):
    """{name}: {value} is no number."""


class NotWhole(WrongValue):
    """{name}: {value} is no whole number."""


class OutOfRange(WrongValue):
    """{name}: {value} is not from {first} to {last}."""


class NoLimit(WrongValue):
    """{name}: {value} is no time limit; write such as 2WD, 4WH, 24H or 15ND."""


class OtherClock(WrongValue):
    """{name}: {value} is not counted in {clocks}."""


class NoText(WrongValue):
    """{name}: a text is needed, of up to {most} letters."""


class NoTexts(WrongValue):
    """{name}: a list of texts is needed."""


class NotTrueNorFalse(WrongValue):
    """{name}: {value} is neither true nor false."""


class NoTable(WrongValue):
    """{name}: rows with the columns {columns} are needed."""


class ParameterUnknown(NotThere):
    """There is no parameter {parameter}."""


class ParameterEmpty(Invalid):
    """The parameter {name} ({parameter}) has no value for the unit {unit}: fill it in on the page Parameters."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter as `processes/parameters.yaml` declares it."""

    id: str
    name: str
    type: str  # a key of TYPES
    purpose: str
    source: str  # the article, or that the text says nothing
    used_by: tuple[str, ...] = ()  # procedures and tables of the catalogue
    range: tuple[Decimal, Decimal] | None = None  # smallest and largest: of the value, the amount, the length
    clocks: tuple[str, ...] = ()  # of a limit; none: any
    columns: Mapping[str, str] = field(default_factory=dict)  # of a table: name -> type
    default: Any = None  # what the text itself says

    def checked(self, value: Any) -> Any:
        """The FEEL value of what was written. Raises WrongValue."""
        return TYPES[self.type](self, value)

    def wrong(self, problem: Callable[..., WrongValue], value: Any, **facts: Any) -> WrongValue:
        return problem(value=value, name=self.name, parameter=self.id, **facts)

    def to_json(self) -> dict[str, Any]:
        """The declaration as `declaration` reads it."""
        out: dict[str, Any] = {name: getattr(self, name) for name in ("id", "name", "type", "purpose", "source")}
        out |= {
            "used_by": list(self.used_by),
            "clocks": list(self.clocks),
            "columns": [list(pair) for pair in self.columns.items()],
        }
        out["range"] = [str(end) for end in self.range] if self.range else None
        out["default"] = str(self.default) if isinstance(self.default, Decimal) else self.default
        return {name: value for name, value in out.items() if value not in (None, [], {})}


@dataclass(frozen=True)
class Book:
    """What is declared, and the values that units have of their own."""

    declared: Mapping[str, Parameter] = field(default_factory=dict)
    procedures: Mapping[str, str] = field(default_factory=dict)  # code of the catalogue -> name
    values: Mapping[tuple[str, str], Any] = field(default_factory=dict)  # (parameter, unit) -> value

    def get(self, id_: str) -> Parameter:
        if id_ not in self.declared:
            raise ParameterUnknown(parameter=id_)
        return self.declared[id_]

    def found(self, id_: str, unit: str | None, directory: Directory) -> tuple[Any, str | None]:
        """The value that holds in a unit, and the unit it is from; (default, None) where no unit above has one."""
        for up in directory.upwards(unit) if unit else ():
            if (id_, up) in self.values:
                return self.values[id_, up], up
        return self.get(id_).default, None

    def pinned(self, ids: Iterable[str], unit: str | None, directory: Directory) -> dict[str, Any]:
        """The values that a case of a unit is started with. Raises ParameterEmpty for one that has none."""
        out = {}
        for id_ in sorted(ids):
            out[id_], _ = self.found(id_, unit, directory)
            if out[id_] is None:
                of = directory.units.get(unit or "")
                raise ParameterEmpty(parameter=id_, name=self.get(id_).name, unit=of.name if of else unit or "-")
        return out

    def known(self, unit: str | None, directory: Directory) -> dict[str, Known]:
        """What the gate asks: whether each parameter has a value in a unit."""
        return {id_: Known(one.name, self.found(id_, unit, directory)[0] is None) for id_, one in self.declared.items()}


NOTHING = Book()


# -- types: what was written, by hand in YAML or in a form, to a FEEL value -------------------------------------


def _number(of: Parameter, value: Any) -> Decimal | int:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise of.wrong(NoNumber, value)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise of.wrong(NoNumber, value) from None
    if not number.is_finite():
        raise of.wrong(NoNumber, value)
    return _within(of, int(number) if number == number.to_integral_value() else number)


def _count(of: Parameter, value: Any) -> int:
    number = _number(of, value)
    if not isinstance(number, int):
        raise of.wrong(NotWhole, value)
    return number


def _limit(of: Parameter, value: Any) -> str:
    try:
        limit = Limit.parse(str(value))
    except BadDuration:
        raise of.wrong(NoLimit, value) from None
    if of.clocks and limit.clock not in of.clocks:
        raise of.wrong(OtherClock, value, clocks=", ".join(of.clocks))
    _within(of, limit.amount)
    return str(limit)


def _text(of: Parameter, value: Any) -> str:
    most = int(of.range[1]) if of.range else MOST_LETTERS
    if not isinstance(value, str) or not 0 < len(value.strip()) <= most:
        raise of.wrong(NoText, value, most=most)
    return value.strip()


def _texts(of: Parameter, value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one.strip() for one in value):
        raise of.wrong(NoTexts, value)
    _within(of, len(value))
    return [each.strip() for each in value]


def _boolean(of: Parameter, value: Any) -> bool:
    if not isinstance(value, bool):
        raise of.wrong(NotTrueNorFalse, value)
    return value


def _table(of: Parameter, value: Any) -> list[dict[str, Any]]:
    rows = value if isinstance(value, list) else [None]
    if not all(isinstance(row, Mapping) and set(row) == set(of.columns) for row in rows):
        raise of.wrong(NoTable, value, columns=", ".join(of.columns))
    _within(of, len(rows))
    return [_row(of, number, row) for number, row in enumerate(rows, start=1)]


def _row(of: Parameter, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    out = {}
    for column, type_ in of.columns.items():
        name = f"{of.name} [{number}].{column}"
        out[column] = Parameter(id=of.id, name=name, type=type_, purpose="", source="").checked(row[column])
    return out


def _within(of: Parameter, number: Any) -> Any:
    if of.range is not None and not of.range[0] <= number <= of.range[1]:
        raise of.wrong(OutOfRange, number, first=of.range[0], last=of.range[1])
    return number


TYPES: Mapping[str, Callable[[Parameter, Any], Any]] = {
    "number": _number,
    "money": _count,
    "percentage": _number,
    "count": _count,
    "limit": _limit,
    "text": _text,
    "texts": _texts,
    "boolean": _boolean,
    "table": _table,
}


# -- parameters.yaml and organisation.yaml ----------------------------------------------------------------------


def read(declarations: Path, organisation: Path | None = None) -> Book:
    """What the two files say; nothing declared where the first is not there."""
    if not declarations.is_file():
        return Book()
    there = organisation is not None and organisation.is_file()
    return _book(declarations.read_text("utf-8"), organisation.read_text("utf-8") if organisation and there else None)


@lru_cache(maxsize=4)
def _book(declarations: str, organisation: str | None) -> Book:
    """Of the texts of both: whoever rehearses many processes asks for the same ones each time."""
    book = parse(_load(declarations))
    return Book(book.declared, book.procedures, examples(book, _load(organisation))) if organisation else book


def _load(text: str) -> Any:
    try:
        return read_yaml(text)
    except yaml.YAMLError as error:
        raise ParametersBroken(why=" ".join(str(error).split())) from None


def parse(data: Any) -> Book:
    """The declarations of `parameters.yaml`."""
    if not isinstance(data, Mapping) or not isinstance(data.get("parameters"), list):
        raise ParametersBroken(why="it needs a list of parameters")
    procedures = {str(code): str(name) for code, name in (data.get("procedures") or {}).items()}
    declared: dict[str, Parameter] = {}
    for row in data["parameters"]:
        one = declaration(row)
        if one.id in declared:
            raise ParametersBroken(why=f"there are two parameters {one.id}")
        declared[one.id] = one
    return Book(declared, procedures)


def declaration(row: Any) -> Parameter:
    """One parameter from its YAML, or from what the database keeps of it."""
    id_ = row.get("id") if isinstance(row, Mapping) else None
    if not isinstance(id_, str) or not ID.fullmatch(id_):
        raise ParametersBroken(why=f"{id_} is no id: write snake_case")
    for wrong in row.keys() - KEYS:
        raise ParametersBroken(why=f"{id_} has a word {wrong} that means nothing there")
    for needed in ("name", "type", "purpose", "source"):
        if not isinstance(row.get(needed), str):
            raise ParametersBroken(why=f"{id_} does not say its {needed}")
    types = {row["type"], *dict(row.get("columns") or {}).values()}
    if types - TYPES.keys() or (row["type"] == "table") != bool(row.get("columns")):
        raise ParametersBroken(why=f"{id_} has no type that is known")
    one = Parameter(
        id=id_,
        name=row["name"],
        type=row["type"],
        purpose=row["purpose"],
        source=row["source"],
        used_by=tuple(row.get("used_by") or ()),
        range=tuple(Decimal(str(end)) for end in row["range"]) if row.get("range") else None,  # type: ignore[arg-type]
        clocks=tuple(row.get("clocks") or ()),
        columns=dict(row.get("columns") or {}),
    )
    default = row.get("default")
    return one if default is None else Parameter(**{**one.__dict__, "default": one.checked(default)})


def examples(book: Book, data: Any) -> dict[tuple[str, str], Any]:
    """The values of `organisation.yaml`: `parameters: {unit: {parameter: value}}`."""
    found = {}
    for unit, given in (data.get("parameters") or {}).items():
        for id_, value in given.items():
            found[id_, unit] = book.get(id_).checked(value)
    return found
