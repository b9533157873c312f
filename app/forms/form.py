"""A form: what it declares, and what it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

from app.errors import FieldNotDeclared, FormInvalid
from app.forms.expressions import Names
from app.forms.field import Field
from app.forms.files import Files
from app.forms.filling import Entry, Filling
from app.forms.messages import Said, Translate, english
from app.forms.moment import HOME, Moment
from app.forms.paths import MISSING, Path, dig, put, text_of
from app.forms.rules import Question, broken, missing

Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True)
class Form:
    id: str
    title: str
    fields: tuple[Field, ...]
    source: bytes = field(repr=False, default=b"")  # the JSON it was read from

    @cached_property
    def keys(self) -> frozenset[str]:
        """The names of the values that it writes."""
        return frozenset(self._shape)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the values that its expressions look at."""
        used = {name for one in self.walk() for formula in one.formulas for name in formula.expression.names}
        used |= {one.options_key.split(".")[0] for one in self.walk() if one.options_key}
        return frozenset(used)

    def walk(self) -> Iterator[Field]:
        for one in self.fields:
            yield from one.walk()

    def accept(
        self,
        submitted: Mapping[str, Any],
        values: Mapping[str, Any],
        *,
        now: datetime,
        zone: tzinfo = HOME,
        functions: Functions | None = None,
        files: Files | None = None,
        translate: Translate = english,
    ) -> dict[str, Any]:
        """The typed values to write. Raises FormInvalid, and FieldNotDeclared for what the form does not have.

        What is hidden now, read-only or disabled is dropped. A field that was not sent keeps its value or default.
        """
        self._check_declared(submitted)
        filling = Filling(self.fields, values, submitted, Moment(now, zone, functions))
        errors = self._errors(filling, files)
        if errors:
            raise FormInvalid({name: [said.by(translate) for said in found] for name, found in errors.items()})
        return _written(filling)

    def fill(
        self,
        values: Mapping[str, Any],
        submitted: Mapping[str, Any] | None = None,
        *,
        now: datetime | None = None,
        zone: tzinfo = HOME,
        functions: Functions | None = None,
    ) -> Filling:
        """The form laid over the values of a case and what was sent so far, for showing it."""
        return Filling(self.fields, values, submitted or {}, Moment(now, zone, functions))

    def shown(self, values: Mapping[str, Any], *, now: datetime | None = None) -> set[str]:
        """The paths of the fields with a value that are visible with these values."""
        return {entry.name for entry in self.fill(values, now=now).walk() if entry.shown and entry.field.holds}

    def defaults(self, values: Mapping[str, Any], *, now: datetime | None = None) -> dict[str, Any]:
        """What the fields hold when the form is opened: the values of the case, else the defaults."""
        filling = self.fill(values, now=now)
        return {name: filling.data[name] for name in self.keys if name in filling.data}

    # -- checking

    @cached_property
    def _shape(self) -> dict[str, Any]:
        return shape_of(self.fields)

    def _check_declared(self, submitted: Mapping[str, Any]) -> None:
        for path in undeclared(submitted, self._shape, ()):
            raise FieldNotDeclared(field=text_of(path))

    def _errors(self, filling: Filling, files: Files | None) -> dict[str, list[Said]]:
        errors: dict[str, list[Said]] = {}
        for entry in filling.walk():
            if entry.asked and entry.shown and entry.editable and entry.field.holds:
                found = _wrong(entry, filling.names(entry.row), filling.moment, files)
                if found:
                    errors[entry.name] = found
        return errors


def shape_of(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The names that fields declare, nested as their values are: a name, a context of names, or a list of contexts."""
    shape: dict[str, Any] = {}
    for one in fields:
        if one.type == "dynamiclist":
            shape = put(shape, one.where, [shape_of(one.children)])
        elif one.key:
            shape = put(shape, one.where, None)
        else:
            shape = _merged(shape, shape_of(one.children))
    return shape


def undeclared(sent: Any, shape: Any, path: Path) -> Iterator[Path]:
    """The paths of what was sent that the shape does not have."""
    if isinstance(shape, list):
        for number, row in enumerate(sent if isinstance(sent, list) else ()):
            yield from undeclared(row, shape[0], (*path, number))
    elif isinstance(shape, dict):
        if not isinstance(sent, Mapping):
            yield path
            return
        for name, item in sent.items():
            if name not in shape:
                yield (*path, str(name))
            else:
                yield from undeclared(item, shape[name], (*path, name))


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = dict(one)
    for name, inner in other.items():
        known = merged.get(name)
        merged[name] = _merged(known, inner) if isinstance(known, dict) and isinstance(inner, dict) else inner
    return merged


def _wrong(entry: Entry, names: Names, moment: Moment, files: Files | None) -> list[Said]:
    """What is wrong with an entry. A value that was there before is only asked to be there."""
    if entry.problem:
        return [entry.problem]
    if entry.is_list:
        return []
    if empty := missing(entry.field, entry.value):
        return [empty]
    if entry.sent is MISSING:
        return []
    return broken(Question(entry.field, entry.value, names, moment, files))


def _written(filling: Filling) -> dict[str, Any]:
    """The values that the case gets: whole top-level values, with what the form does not know of them kept."""
    data: Any = dict(filling.values)
    entries = [entry for entry in filling.walk() if entry.is_written]
    for entry in entries:
        data = put(data, entry.path, [{} for _ in entry.rows] if entry.is_list else entry.value)
    for entry in reversed(entries):  # inner lists before those around them, whose rows then still have their numbers
        if entry.is_list and entry.field.growing:
            data = put(data, entry.path, [row for row in dig(data, entry.path) if not _blank(row)])
    return {name: data[name] for name in sorted({str(entry.path[0]) for entry in entries})}


def _blank(value: Any) -> bool:
    """Whether nothing was entered into a row."""
    if isinstance(value, Mapping):
        return all(_blank(item) for item in value.values())
    return value is None or value is False or value in ("", [])
