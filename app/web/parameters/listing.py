"""All parameters of a unit, procedure by procedure, and what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request

from app.casework import parameters, permissions
from app.casework.declared import Book, Parameter
from app.casework.organisation import Unit
from app.casework.parameters import Change
from app.casework.people import Actor
from app.web import access
from app.web.parameters import blueprint, words


@dataclass(frozen=True)
class Row:
    parameter: Parameter
    value: Any
    origin: Unit | None  # the unit whose value it is; None: the text's own, or nobody's
    change: Change | None  # how it came about

    @property
    def text(self) -> str:
        return words.text(self.parameter, self.value)


@dataclass(frozen=True)
class Group:
    code: str
    name: str
    rows: list[Row]


@blueprint.get("/")
def show_all() -> str:
    actor, book = access.actor(), parameters.book()
    unit = chosen(actor, request.args.get("unit"))
    text, empty = request.args.get("text", "").strip(), "empty" in request.args
    rows = [row for row in rows_of(book, unit, actor) if matches(row, text) and (not empty or row.value is None)]
    return render_template(
        "parameters/all.html",
        groups=groups(book, rows),
        found=len(rows),
        unit=unit,
        units=units(actor),
        text=text,
        empty=empty,
        proposals=[(change, book.declared[change.parameter]) for change in known(parameters.proposals(actor), book)],
        processes=parameters.asked_by_processes(actor),
        words=words,
        actor=actor,
    )


def known(changes: Iterable[Change], book: Book) -> list[Change]:
    return [change for change in changes if change.parameter in book.declared]


def units(actor: Actor) -> list[Unit]:
    """The units whose parameters somebody looks after."""
    return [unit for unit in actor.directory.units.values() if permissions.may_set_parameter(actor, unit.id)]


def chosen(actor: Actor, wanted: str | None) -> Unit:
    """The unit that is asked for, if the person looks after it; else the highest that they do."""
    theirs = units(actor)
    return next((unit for unit in theirs if unit.id == wanted), theirs[0])


def rows_of(book: Book, unit: Unit, actor: Actor) -> list[Row]:
    directory, changes = actor.directory, parameters.in_force()
    found = []
    for one in book.declared.values():
        value, origin = book.found(one.id, unit.id, directory)
        held = directory.units[origin] if origin else None
        found.append(Row(one, value, held, changes.get((one.id, origin)) if origin else None))
    return found


def matches(row: Row, text: str) -> bool:
    """Whether a text stands in what a parameter is called, is for, comes from, or is."""
    one = row.parameter
    return all(part in f"{one.id} {one.name} {one.purpose} {one.source} {row.text}" for part in text.split())


def groups(book: Book, rows: list[Row]) -> list[Group]:
    """By the procedure that uses it first, in the order of the catalogue."""
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(next(iter(row.parameter.used_by), ""), []).append(row)
    return [Group(code, book.procedures.get(code, code), found) for code, found in sorted(by_code.items())]
