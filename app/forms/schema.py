"""Reads form-js JSON. What a form cannot do here is refused with the component's key and a reason, never ignored."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from app.forms import vocabulary
from app.forms.component import Component
from app.forms.errors import FormBroken
from app.forms.field import CHOICES, Column, Field, Option, Place
from app.forms.form import Form
from app.forms.messages import Said
from app.forms.moment import Moment
from app.forms.options import choose, from_data
from app.forms.reading import read

OLDEST_SCHEMA = 16
MOST_FIELDS, DEEPEST, LARGEST = 500, 8, 1_000_000
KEY = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
RESERVED = {"case", "this", "parent", "i", "_this_", "_parent_", "_i_"}


def parse(data: bytes | str | Mapping[str, Any]) -> Form:
    """The form in form-js JSON. Raises FormBroken."""
    document = data if isinstance(data, Mapping) else _json(data)
    top = Component(str(document.get("id") or "?"), document, "the form")
    _check_top(top)
    fields = _fields(top, (), 1)
    _check_paths(top, fields)
    source = data if isinstance(data, bytes) else json.dumps(document, ensure_ascii=False).encode()
    return Form(id=top.form, title=top.word("title") or top.form, fields=fields, source=source)


def _json(data: bytes | str) -> Mapping[str, Any]:
    if len(data) > LARGEST:
        raise FormBroken(form="?", component="the file", reason="it is larger than a megabyte")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise FormBroken(form="?", component="the file", reason=f"it is not JSON ({problem})") from None
    if not isinstance(document, Mapping):
        raise FormBroken(form="?", component="the file", reason="it is not a form")
    return document


def _check_top(top: Component) -> None:
    if not top.word("id"):
        top.refuse("it has no id")
    top.one_of("type", ("default",))
    version = top.count_or_none("schemaVersion")
    if version is None or version < OLDEST_SCHEMA:
        top.refuse(f"it has to be of schemaVersion {OLDEST_SCHEMA} or newer")


def _check_paths(top: Component, fields: tuple[Field, ...]) -> None:
    """Refuse too many fields, and two that would write the same value."""
    if sum(1 for one in fields for _ in one.walk()) > MOST_FIELDS:
        top.refuse(f"it has more than {MOST_FIELDS} fields")
    for first, second in _overlapping(fields):
        top.refuse(f"{'.'.join(first)} and {'.'.join(second)} are the same value: a key is for one field")
    for inner in (one.children for field in fields for one in field.walk() if one.type == "dynamiclist"):
        for first, second in _overlapping(inner):
            top.refuse(f"{'.'.join(first)} and {'.'.join(second)} are the same value in a row: a key is for one field")


def _overlapping(fields: tuple[Field, ...]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    wheres = sorted(_wheres(fields))
    for first, second in pairwise(wheres):
        if second[: len(first)] == first:
            yield first, second


def _wheres(fields: tuple[Field, ...]) -> Iterator[tuple[str, ...]]:
    """The paths of the values of one scope: the form's, or those of a row."""
    for one in fields:
        if one.holds:
            yield one.where
        else:
            yield from _wheres(one.children)


def _fields(parent: Component, around: tuple[str, ...], depth: int) -> tuple[Field, ...]:
    components = parent.data.get("components") or []
    if not isinstance(components, list):
        parent.refuse("its components are not a list")
    if depth > DEEPEST:
        parent.refuse("it is nested too deep")
    read_ones = (_field(Component(parent.form, one), around, depth) for one in components)
    return tuple(one for one in read_ones if one.type not in vocabulary.IGNORED)


def _field(component: Component, around: tuple[str, ...], depth: int) -> Field:
    type_ = component.word("type") or "?"
    if type_ in vocabulary.REFUSED:
        component.refuse(vocabulary.REFUSED[type_])
    if type_ not in vocabulary.PROPERTIES:
        component.refuse(f"there is no field of type {type_}")
    component.only(vocabulary.PROPERTIES[type_])
    field = Field(
        type=type_,
        id=component.word("id") or component.name,
        label=component.text("label"),
        description=component.text("description"),
        place=_place(component.part("layout")),
        hide=component.part("conditional").formula("hide"),
        disabled=component.flag("disabled"),
        readonly=component.switch("readonly"),
    )
    field = SHAPES.get(type_, _keyed)(component, field, around, depth)
    return _with_default(component, field)


def _keyed(component: Component, field: Field, around: tuple[str, ...], _depth: int) -> Field:
    """A field with a value."""
    if field.type not in vocabulary.KEYED:
        return field
    where = around + _path(component, "key", component.word("key"))
    field = _validated(component, replace(field, key=component.word("key"), where=where))
    return DETAILS[field.type](component, field) if field.type in DETAILS else field


def _group(component: Component, field: Field, around: tuple[str, ...], depth: int) -> Field:
    path = component.word("path")
    inner = around + (_path(component, "path", path) if path else ())
    return replace(field, children=_fields(component, inner, depth + 1), outlined=component.flag("showOutline"))


def _list(component: Component, field: Field, around: tuple[str, ...], depth: int) -> Field:
    return replace(
        field,
        where=around + _path(component, "path", component.word("path")),
        children=_fields(component, (), depth + 1),
        outlined=component.flag("showOutline"),
        first_rows=component.count("defaultRepetitions", 1),
        growing=component.flag("allowAddRemove", otherwise=True),
    )


def _text(component: Component, field: Field, _around: tuple[str, ...], _depth: int) -> Field:
    return replace(field, text=component.text("text"))


def _spacer(component: Component, field: Field, _around: tuple[str, ...], _depth: int) -> Field:
    return replace(field, height=component.count("height", 60))


def _table(component: Component, field: Field, _around: tuple[str, ...], _depth: int) -> Field:
    written = component.data.get("columns") or []
    columns = [Component(component.form, one, component.name) for one in written]
    if not columns:
        component.refuse("a table needs columns")
    return replace(
        field,
        formula=component.formula("dataSource"),
        columns=tuple(Column(one.word("label") or "", one.word("key") or "") for one in columns),
    )


def _validated(component: Component, field: Field) -> Field:
    """What the value of a field has to be."""
    validate = component.part("validate")
    validate.only(vocabulary.VALIDATE.get(field.type, {"required"}), "validate.")
    return replace(
        field,
        required=validate.flag("required"),
        minimum=validate.limit("min"),
        maximum=validate.limit("max"),
        min_length=validate.limit("minLength"),
        max_length=validate.limit("maxLength"),
        pattern=validate.pattern(),
        kind=validate.one_of("validationType", vocabulary.VALIDATION_TYPES),
    )


def _adorned(component: Component, field: Field) -> Field:
    appearance = component.part("appearance")
    appearance.only({"prefixAdorner", "suffixAdorner"}, "appearance.")
    return replace(field, prefix=appearance.text("prefixAdorner"), suffix=appearance.text("suffixAdorner"))


def _number(component: Component, field: Field) -> Field:
    field = _adorned(component, field)
    digits, step = component.count_or_none("decimalDigits"), component.number("increment")
    money = component.part("properties").one_of("money", vocabulary.MONEY) is not None
    return replace(field, digits=digits, step=step, money=money)


def _datetime(component: Component, field: Field) -> Field:
    subtype = component.one_of("subtype", vocabulary.SUBTYPES) or "date"
    label = component.text("timeLabel" if subtype == "time" else "dateLabel")
    return replace(
        field,
        label=field.label or label,
        subtype=subtype,
        zoned=component.one_of("timeSerializingFormat", vocabulary.TIME_FORMATS) or "no_timezone",
        not_past=component.flag("disallowPassedDates"),
    )


def _choice(component: Component, field: Field) -> Field:
    written = component.data.get("values") or []
    options = from_data(written)
    if not isinstance(written, list) or len(options) < len(written):
        component.refuse("each of its options needs a value")
    for twice in _twice(options):
        component.refuse(f"the option {twice} is there twice")
    field = replace(
        field,
        options=options,
        options_key=component.word("valuesKey"),
        options_formula=component.formula("valuesExpression"),
    )
    sources = [source for source in (field.options, field.options_key, field.options_formula) if source]
    return (
        field
        if len(sources) == 1
        else component.refuse("it needs options from one place: values, a key or an expression")
    )


def _twice(options: tuple[Option, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for option in options:
        if option.key in seen:
            yield option.key
        seen.add(option.key)


def _files(component: Component, field: Field) -> Field:
    return replace(field, accept=component.text("accept"), multiple=component.switch("multiple"))


def _expression(component: Component, field: Field) -> Field:
    formula = component.formula("expression")
    return replace(field, formula=formula) if formula else component.refuse("it needs an expression")


def _place(layout: Component) -> Place:
    columns = layout.count_or_none("columns")
    if columns is not None and not 2 <= columns <= 16:
        layout.refuse("its columns have to be 2 to 16")
    return Place(layout.word("row"), columns)


def _path(component: Component, name: str, written: str | None) -> tuple[str, ...]:
    if not written or not KEY.fullmatch(written):
        component.refuse(f"its {name} {written or ''} has to be a name without blanks, or names with dots between them")
    parts = tuple(written.split("."))
    if parts[0] in RESERVED:
        component.refuse(f"{parts[0]} has a meaning of its own and cannot be written")
    return parts


def _with_default(component: Component, field: Field) -> Field:
    """The field with its default, which has to be a value that it takes."""
    given = component.data.get("defaultValue")
    if given in (None, ""):
        return field
    dynamic = field.options_key or field.options_formula
    found = None
    if field.type in CHOICES:
        found = None if dynamic else choose(field, given, field.options)
    else:
        found = read(field, given, Moment())
    if isinstance(found, Said):
        component.refuse(f"its default {given} is not a value that it takes")
    return replace(field, default=given)


SHAPES: dict[str, Callable[[Component, Field, tuple[str, ...], int], Field]] = {
    "group": _group,
    "dynamiclist": _list,
    "text": _text,
    "spacer": _spacer,
    "table": _table,
}
DETAILS: dict[str, Callable[[Component, Field], Field]] = {
    "textfield": _adorned,
    "number": _number,
    "datetime": _datetime,
    "expression": _expression,
    "filepicker": _files,
    **dict.fromkeys(CHOICES, _choice),
}
