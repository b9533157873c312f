"""One parameter: what it is for, what holds in which unit, how that came about, and proposing a value."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.casework import parameters
from app.casework.declared import Book, OutOfRange, Parameter, WrongValue
from app.casework.organisation import Unit
from app.casework.parameters import Change, NothingChanges, ReasonMissing
from app.casework.people import Actor
from app.errors import Invalid
from app.web import access
from app.web.errors import sentence
from app.web.parameters import blueprint, listing, words

BLANK_ROWS = 2


@blueprint.get("/<id>")
def show(id: str) -> str:
    return page(id, access.actor())


@blueprint.post("/<id>")
def propose(id: str) -> ResponseReturnValue:
    actor, sent = access.actor(), request.form
    one, clear = parameters.book([id]).get(id), sent.get("clear") == "yes"
    try:
        value = None if clear else words.meant(one, sent)
        parameters.propose(id, sent.get("unit", ""), value, sent.get("reason", ""), actor, clear=clear)
    except (WrongValue, ReasonMissing, NothingChanges) as problem:
        return page(id, actor, problem), 422
    flash(gettext("Proposed. It holds when another person has published it."), "success")
    return redirect(url_for("parameters.show", id=id, unit=sent.get("unit")), 303)


def page(id: str, actor: Actor, problem: Invalid | None = None) -> str:
    book = parameters.book([id])
    one, unit = book.get(id), listing.chosen(actor, request.values.get("unit"))
    value, origin = book.found(id, unit.id, actor.directory)
    history = parameters.history(id)
    return render_template(
        "parameters/one.html",
        one=one,
        unit=unit,
        units=listing.units(actor),
        value=value,
        origin=actor.directory.units[origin] if origin else None,
        holding=holding(book, one, actor, history),
        history=history,
        is_example=any(each.example and each.current and each.unit == origin for each in history),
        waiting=next((each for each in history if each.status == "proposed" and each.unit == unit.id), None),
        using=parameters.using(id, actor),
        procedures=book.procedures,
        problem=said(one, problem) if problem else "",
        sent=request.form if problem else None,
        blanks=BLANK_ROWS,
        names={unit.id: unit.name for unit in actor.directory.units.values()},
        words=words,
        actor=actor,
    )


def said(one: Parameter, problem: Invalid) -> str:
    """What is wrong, in the unit in which the page asks."""
    if isinstance(problem, OutOfRange) and not one.columns:
        return gettext("%(name)s: the value has to be %(span)s.", name=one.name, span=words.span(one))
    return sentence(problem)


def holding(book: Book, one: Parameter, actor: Actor, history: list[Change]) -> list[tuple[Unit, Any, bool]]:
    """The units that have a value of their own, in the order of the tree, and whether it is an example."""
    examples = {each.unit for each in history if each.current and each.example}
    having = [unit for unit in actor.directory.units.values() if (one.id, unit.id) in book.values]
    return [(unit, book.values[one.id, unit.id], unit.id in examples) for unit in having]
