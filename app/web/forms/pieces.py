"""What a template shows of an entry: everything worked out, so that templates only lay out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from app.forms import Entry, FileFacts, Filling, Form
from app.forms.field import Option, key_of
from app.forms.files import Files
from app.forms.paths import MISSING, dig
from app.web.forms.markdown import quoted, to_html
from app.web.forms.naming import input_id, input_name

GRID = 16  # form-js lays a row out over sixteen columns
ROW_NAMES = {"this", "parent", "_this_", "_parent_"}  # names by which a condition looks at a row
TIMES = {"date": "date", "time": "time", "datetime": "datetime-local"}


@dataclass(frozen=True)
class File:
    id: str
    name: str
    url: str


@dataclass(frozen=True)
class Piece:
    """One field on a page."""

    type: str
    id: str
    name: str
    path: str
    label: str = ""
    description: str = ""
    required: bool = False
    editable: bool = True
    watched: bool = False  # a condition looks at it: when it changes, the form is asked for anew
    errors: tuple[str, ...] = ()
    text: str = ""  # what an input holds
    chosen: frozenset[str] = frozenset()  # keys of the options chosen
    options: tuple[Option, ...] = ()
    said: str = ""  # the value for people who only read
    input_type: str = "text"
    prefix: str = ""
    suffix: str = ""
    html: Markup | None = None
    files: tuple[File, ...] = ()
    accept: str = ""
    multiple: bool = False
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    lines: tuple[tuple[Piece, ...], ...] = ()  # what is inside, line by line
    rows: tuple[Row, ...] = ()
    growing: bool = False
    outlined: bool = False
    height: int = 0
    span: int = GRID

    @property
    def described_by(self) -> str:
        hint = [f"{self.id}-hint"] if self.description else []
        return " ".join(hint + ([f"{self.id}-error"] if self.errors else []))


@dataclass(frozen=True)
class Row:
    number: int
    path: str
    lines: tuple[tuple[Piece, ...], ...] = field(default=())


@dataclass(frozen=True)
class Surroundings:
    """What pieces are made from besides their entries."""

    form: Form
    filling: Filling
    errors: Mapping[str, Iterable[str]]
    files: Files | None
    file_url: Callable[[str], str] | None

    def words(self, text: Any, entry: Entry) -> str:
        return str(text.value(self.filling.names(entry.row), self.filling.moment))


def lines_of(entries: Iterable[Entry], around: Surroundings) -> tuple[tuple[Piece, ...], ...]:
    """The pieces that are shown, those of one row side by side."""
    shown = [entry for entry in entries if entry.shown]
    grouped = groupby(shown, key=lambda entry: entry.field.place.row or entry.field.id)
    return tuple(_spanned([piece_of(entry, around) for entry in line], line) for line in _lists(grouped))


def _lists(grouped: Iterable[tuple[Any, Iterator[Entry]]]) -> Iterator[list[Entry]]:
    for _, line in grouped:
        yield list(line)


def _spanned(pieces: list[Piece], line: list[Entry]) -> tuple[Piece, ...]:
    """The pieces with their share of the line: what was asked for, or an equal part of what is left."""
    asked = [entry.field.place.columns for entry in line]
    left, open_ = GRID - sum(columns or 0 for columns in asked), asked.count(None)
    part = max(2, left // open_) if open_ else 0
    return tuple(replace(piece, span=columns or part) for piece, columns in zip(pieces, asked, strict=True))


def piece_of(entry: Entry, around: Surroundings) -> Piece:
    one = entry.field
    path = entry.name if one.holds else ".".join(str(part) for part in (*entry.row, one.id))
    piece = Piece(
        type=one.type,
        id=input_id(path),
        name=input_name(path),
        path=path,
        label=around.words(one.label, entry),
        description=around.words(one.description, entry),
        required=one.required,
        editable=entry.editable,
        watched=_watched(entry, around.form.names),
        errors=tuple(around.errors.get(path, ())),
    )
    return DETAILS.get(one.type, _plain)(piece, entry, around)


def _watched(entry: Entry, names: frozenset[str]) -> bool:
    return entry.field.holds and (entry.path[0] in names or bool(entry.row and names & ROW_NAMES))


def _typed(entry: Entry) -> str:
    """What an input shows: what was typed, however wrong it is, else the value."""
    if entry.problem and isinstance(entry.sent, str):
        return entry.sent
    return "" if entry.value is None else entry.field.said(entry.value)


def _plain(piece: Piece, entry: Entry, around: Surroundings) -> Piece:
    text = _typed(entry)
    prefix, suffix = around.words(entry.field.prefix, entry), around.words(entry.field.suffix, entry)
    suffix = suffix or (gettext("yuan") if entry.field.money else "")
    said = f"{prefix} {text} {suffix}".strip() if text else ""
    return replace(
        piece, text=text, said=said, prefix=prefix, suffix=suffix, input_type=KINDS.get(entry.field.kind or "", "text")
    )


def _tick(piece: Piece, entry: Entry, _around: Surroundings) -> Piece:
    return replace(piece, text="true" if entry.value is True else "")


def _choice(piece: Piece, entry: Entry, _around: Surroundings) -> Piece:
    """A choice; a value that is no longer an option is still said to those who read."""
    value = entry.sent if entry.problem else entry.value
    keys = [key_of(one) for one in (value if isinstance(value, list) else [value]) if one is not None]
    labels = {option.key: option.label for option in entry.options}
    return replace(
        piece,
        options=entry.options,
        chosen=frozenset(keys),
        text=keys[0] if keys else "",
        said="、".join(labels.get(key, key) for key in keys),
    )


def _time(piece: Piece, entry: Entry, around: Surroundings) -> Piece:
    text = _typed(entry)
    if entry.field.subtype == "datetime" and not entry.problem:
        text = _local(text, around)
    return replace(piece, text=text, said=text.replace("T", " "), input_type=TIMES[entry.field.subtype])


def _local(text: str, around: Surroundings) -> str:
    """A date and time as an input wants it: local, without a zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    local = at.astimezone(around.filling.moment.zone).replace(tzinfo=None) if at.tzinfo else at
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def _files(piece: Piece, entry: Entry, around: Surroundings) -> Piece:
    ids = entry.sent if entry.problem else entry.value
    return replace(
        piece,
        files=tuple(_file(one, around) for one in (ids if isinstance(ids, list) else []) if isinstance(one, str)),
        accept=around.words(entry.field.accept, entry),
        multiple=entry.field.multiple.value(around.filling.names(entry.row), around.filling.moment) is True,
    )


def _file(id: str, around: Surroundings) -> File:
    facts: FileFacts | None = around.files(id) if around.files else None
    return File(id, facts.name if facts else id, around.file_url(id) if around.file_url else "")


def _text(piece: Piece, entry: Entry, around: Surroundings) -> Piece:
    text = entry.field.text.value(around.filling.names(entry.row), around.filling.moment, quoted)
    return replace(piece, html=to_html(text))


def _group(piece: Piece, entry: Entry, around: Surroundings) -> Piece:
    return replace(piece, lines=lines_of(entry.children, around), outlined=entry.field.outlined)


def _list(piece: Piece, entry: Entry, around: Surroundings) -> Piece:
    rows = tuple(Row(number, f"{piece.path}.{number}", lines_of(row, around)) for number, row in enumerate(entry.rows))
    return replace(piece, rows=rows, growing=entry.field.growing, outlined=entry.field.outlined)


def _table(piece: Piece, entry: Entry, around: Surroundings) -> Piece:
    formula = entry.field.formula
    found = formula.value(around.filling.names(entry.row), around.filling.moment) if formula else None
    columns = entry.field.columns
    return replace(
        piece,
        columns=tuple(column.label for column in columns),
        cells=tuple(
            tuple(_cell(dig(row, (column.key,))) for column in columns)
            for row in (found if isinstance(found, list) else [])
        ),
    )


def _cell(value: Any) -> str:
    return "" if value is None or value is MISSING else key_of(value)


def _spacer(piece: Piece, entry: Entry, _around: Surroundings) -> Piece:
    return replace(piece, height=entry.field.height)


KINDS = {"email": "email", "phone": "tel"}
DETAILS: dict[str, Callable[[Piece, Entry, Surroundings], Piece]] = {
    "checkbox": _tick,
    "select": _choice,
    "radio": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "datetime": _time,
    "filepicker": _files,
    "text": _text,
    "group": _group,
    "dynamiclist": _list,
    "table": _table,
    "spacer": _spacer,
}
