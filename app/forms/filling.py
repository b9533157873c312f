"""A form with values in it: every field in its place, read, and either shown or hidden.

What is shown depends on values, and only values that are shown may count. So both are worked out together, beginning
with everything shown, until nothing changes any more.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.forms import messages
from app.forms.expressions import Names
from app.forms.field import CHOICES, Field, Option
from app.forms.messages import Said, say
from app.forms.moment import Moment
from app.forms.options import choose, options_of
from app.forms.paths import MISSING, Path, dig, put, text_of
from app.forms.reading import read

MOST_ROUNDS = 20  # conditions that hide each other for ever stop here, always in the same state
MOST_ROWS = 500


@dataclass
class Entry:
    """A field in its place, with what is in it."""

    field: Field
    path: Path  # where its value lies; of a field without a value: where the values around it lie
    row: Path  # the row of a list it is in
    asked: bool  # False in the rows of a list that was not sent: nothing is asked of them
    sent: Any = MISSING  # as it was sent
    known: Any = MISSING  # as the case has it
    value: Any = None
    problem: Said | None = None  # why what was sent cannot be read
    shown: bool = True
    editable: bool = True
    options: tuple[Option, ...] = ()
    children: list[Entry] = dataclasses.field(default_factory=list)
    rows: list[list[Entry]] = dataclasses.field(default_factory=list)

    @property
    def name(self) -> str:
        return text_of(self.path)

    @property
    def is_list(self) -> bool:
        return self.field.type == "dynamiclist"

    @property
    def inner(self) -> Iterator[Entry]:
        yield from self.children
        for row in self.rows:
            yield from row

    def walk(self) -> Iterator[Entry]:
        yield self
        for entry in self.inner:
            yield from entry.walk()

    @property
    def is_written(self) -> bool:
        """Whether the case gets its value: it is shown, and was sent, computed or filled in for the first time."""
        if not (self.asked and self.shown) or self.field.disabled or not self.field.holds:
            return False
        if self.field.type == "expression" or (self.editable and self.sent is not MISSING):
            return True
        return self.value is not None and self.known is MISSING and not self.is_list

    def take(self, outcome: Any) -> None:
        """Keep what reading made of it: a value, or what is wrong."""
        self.problem = outcome if isinstance(outcome, Said) else None
        self.value = None if self.problem else outcome


class Filling:
    """The entries of a form over the values of a case and what was sent, if anything was."""

    def __init__(self, fields: tuple[Field, ...], values: Names, sent: Mapping[str, Any], moment: Moment) -> None:
        self.values = values
        self.moment = moment
        self.data: dict[str, Any] = dict(values)  # the values of the case, under those that are shown
        self.entries = list(laid(fields, sent, values))
        self._settle()

    def walk(self) -> Iterator[Entry]:
        for entry in self.entries:
            yield from entry.walk()

    def names(self, row: Path) -> dict[str, Any]:
        """What an expression in a row may name: as in form-js, `this` is the row and `parent` what is around it."""
        if row not in self._names:
            here = dig(self.data, row)
            around = dig(self.data, _around(row)) if row else None
            special = {"this": here, "parent": around, "i": [part + 1 for part in row if isinstance(part, int)]}
            self._names[row] = {**special, **self.data, **{f"_{name}_": value for name, value in special.items()}}
        return self._names[row]

    def _settle(self) -> None:
        before = None
        for _ in range(MOST_ROUNDS):
            self._overlay()
            for entry in self.walk():
                self._work_out(entry, self.names(entry.row))
            self._overlay()
            for entry in self.entries:
                self._show(entry, around=True)
            after = [(entry.shown, entry.value) for entry in self.walk()]
            if after == before:
                break
            before = after
        self._overlay()

    def _overlay(self) -> None:
        """Lay the values that are shown over those of the case."""
        data: Any = dict(self.values)
        for entry in self.walk():
            if not (entry.shown and entry.field.holds):
                continue
            if entry.is_list:
                if entry.sent is not MISSING or entry.known is MISSING:
                    data = put(data, entry.path, [{} for _ in entry.rows])
            elif entry.value is not None or entry.sent is not MISSING:
                data = put(data, entry.path, entry.value)
        self.data = data
        self._names: dict[Path, dict[str, Any]] = {}

    def _work_out(self, entry: Entry, names: Names) -> None:
        """Read an entry, as far as what it depends on is known by now."""
        entry.editable = not entry.field.disabled and entry.field.readonly.value(names, self.moment) is not True
        if entry.field.type in CHOICES:
            entry.options = options_of(entry.field, names, self.moment)
        if entry.field.type == "expression":
            entry.take(entry.field.formula.value(names, self.moment) if entry.field.formula else None)
        elif entry.field.key:
            self._read(entry)

    def _read(self, entry: Entry) -> None:
        sent = entry.sent if entry.editable else MISSING
        if sent is MISSING and entry.known is not MISSING:
            entry.take(entry.known)
            return
        given = entry.field.default if sent is MISSING else sent
        if entry.field.type in CHOICES:
            entry.take(choose(entry.field, given, entry.options))
        else:
            entry.take(read(entry.field, given, self.moment))

    def _show(self, entry: Entry, around: bool) -> None:
        hide = entry.field.hide
        entry.shown = around and not (hide and hide.value(self.names(entry.row), self.moment) is True)
        for inner in entry.inner:
            self._show(inner, entry.shown)


def laid(
    fields: tuple[Field, ...], sent: Any, known: Any, around: Path = (), row: Path = (), asked: bool = True
) -> Iterator[Entry]:
    """The entries of fields; what was sent and what is known lie alike, beginning at the form or the row."""
    for one in fields:
        if not one.holds:
            inner = list(laid(one.children, sent, known, around, row, asked))
            yield Entry(one, around, row, asked, children=inner)
            continue
        entry = Entry(one, around + one.where, row, asked, dig(sent, one.where), dig(known, one.where))
        if entry.is_list:
            entry.rows = [list(laid_row) for laid_row in _rows(entry)]
        yield entry


def _rows(entry: Entry) -> Iterator[Iterator[Entry]]:
    """The rows of a list: those that were sent, else those that are known, else as many as it begins with."""
    field, known = entry.field, entry.known if isinstance(entry.known, list) else []
    was_sent = entry.sent is not MISSING
    pairs: list[tuple[Any, Any]]
    if was_sent:
        entry.problem = _wrong_rows(entry, len(known) or field.first_rows)
        rows = entry.sent[:MOST_ROWS] if isinstance(entry.sent, list) else []
        pairs = [(row, {}) for row in rows]  # a row that was sent stands alone: which known one it was is not known
    else:
        pairs = [({}, row) for row in known[:MOST_ROWS]] or [({}, {})] * (
            field.first_rows if entry.known is MISSING else 0
        )
    for number, (sent, known_row) in enumerate(pairs):
        here = (*entry.path, number)
        yield laid(field.children, sent, known_row, here, here, entry.asked and was_sent)


def _wrong_rows(entry: Entry, fixed: int) -> Said | None:
    sent = entry.sent or []
    if not isinstance(sent, list) or not all(isinstance(row, Mapping) for row in sent):
        return say(messages.NOT_ROWS)
    if len(sent) > MOST_ROWS:
        return say(messages.TOO_MANY_ROWS, limit=MOST_ROWS)
    if not entry.field.growing and len(sent) != fixed:
        return say(messages.FIXED_ROWS, rows=fixed)
    return None


def _around(row: Path) -> Path:
    """The row around a row, or the form."""
    outer = row[:-1]
    while outer and not isinstance(outer[-1], int):
        outer = outer[:-1]
    return outer
