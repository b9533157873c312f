"""What a page sent, nested as the form declares it. Texts stay texts: the form reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from app.errors import Invalid
from app.forms import Field, Form
from app.forms.field import CHOICES_OF_MANY
from app.forms.files import NotKept
from app.forms.paths import MISSING, Path, dig, put, text_of
from app.web.forms.naming import PREFIX, RESHAPE, input_name

Keep = Callable[[FileStorage], str]  # stores an uploaded file and returns its attachment id
NUMBER = re.compile(r"\d{1,6}", re.ASCII)
MOST_PARTS = 40  # a name with more dots than a form can have is nobody's


def reshaped(data: MultiDict[str, str]) -> bool:
    """Whether the page only asks to see the form anew: with a row more or less, or after a choice."""
    return RESHAPE in data


def submitted(
    form: Form, data: MultiDict[str, str], files: MultiDict[str, FileStorage], keep: Keep | None = None
) -> dict[str, Any]:
    """What was sent, for `form.accept`; a field that was not on the page is not in it.

    Uploaded files go through `keep` at once, so that they are not lost when something else has to be put right.
    """
    page = _Page(data, files, keep)
    sent: Any = page.fields(form.fields, ())
    for path in page.strange():
        sent = put(sent, path, data[input_name(text_of(path))])
    return _rows_changed(sent, data.get(RESHAPE, ""))


class _Page:
    """The inputs of a page, remembered as they are read, so that those nobody asked for can be told."""

    def __init__(self, data: MultiDict[str, str], files: MultiDict[str, FileStorage], keep: Keep | None) -> None:
        self.data, self.files, self.keep = data, files, keep
        self.read: set[str] = set()

    def fields(self, fields: tuple[Field, ...], around: Path) -> dict[str, Any]:
        sent: Any = {}
        for field in fields:
            if not field.holds:
                sent = _merged(sent, self.fields(field.children, around))
            elif (value := self.value(field, around + field.where)) is not MISSING:
                sent = put(sent, field.where, value)
        return dict(sent)

    def value(self, field: Field, path: Path) -> Any:
        name = input_name(text_of(path))
        self.read.add(name)
        if name not in self.data and name not in self.files:
            return MISSING
        if field.type == "dynamiclist":
            return self.rows(field, path, name)
        if field.type == "filepicker":
            return self.attachments(name)
        given = [text for text in self.data.getlist(name) if text]
        if field.type in CHOICES_OF_MANY:
            return given
        return given[-1] if given else None

    def rows(self, field: Field, path: Path, name: str) -> list[dict[str, Any]]:
        """The rows in the order of the page; their numbers may have gaps."""
        numbers = [int(text) for text in self.data.getlist(name) if NUMBER.fullmatch(text)]
        return [self.fields(field.children, (*path, number)) for number in dict.fromkeys(numbers)]

    def attachments(self, name: str) -> list[str | NotKept]:
        """The files that were there and are not taken away, and the new ones."""
        gone = set(self.data.getlist(f"{name}:gone"))
        kept: list[str | NotKept] = [text for text in self.data.getlist(name) if text and text not in gone]
        return kept + [_kept(one, self.keep) for one in self.files.getlist(name) if one.filename and self.keep]

    def strange(self) -> Iterator[Path]:
        """Inputs named like a form's that the form does not have: for the form to refuse."""
        for name in self.data:
            known = name in self.read or name.removesuffix(":gone") in self.read
            if name.startswith(PREFIX) and not known and name.count(".") < MOST_PARTS:
                yield tuple(name.removeprefix(PREFIX).split("."))


def _kept(file: FileStorage, keep: Keep) -> str | NotKept:
    """The id of a stored file; why it is refused is for the form to say, beside the field."""
    try:
        return keep(file)
    except Invalid as refusal:
        return NotKept(refusal.template(), refusal.facts)


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    merged = dict(one)
    for name, value in other.items():
        known = merged.get(name)
        merged[name] = _merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged


def _rows_changed(sent: dict[str, Any], asked: str) -> dict[str, Any]:
    """What was sent with a row more or less, as a button asked."""
    verb, _, where = asked.partition(" ")
    path: Path = tuple(int(part) if NUMBER.fullmatch(part) else part for part in where.split("."))
    if verb == "add" and isinstance(rows := dig(sent, path), list):
        return dict(put(sent, path, [*rows, {}]))
    if verb == "remove" and isinstance(rows := dig(sent, path[:-1]), list) and isinstance(gone := path[-1], int):
        return dict(put(sent, path[:-1], rows[:gone] + rows[gone + 1 :]))
    return sent
