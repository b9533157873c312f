"""What somebody has proposed, with what it would change; publishing it, declining it, taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.casework import parameters
from app.casework.organisation import Directory
from app.casework.parameters import ReasonMissing
from app.web import access, showing
from app.web.errors import sentence
from app.web.parameters import blueprint, words


@blueprint.get("/proposals/<int:change>")
def preview(change: int) -> str:
    return page(change)


def page(change: int, problem: str = "") -> str:
    actor = access.actor()
    asked = parameters.proposal(change, actor)
    book = parameters.book([asked.parameter])
    directory = actor.directory
    value, origin = book.found(asked.parameter, asked.unit, directory)
    after = asked.value
    if after is None:
        parent = directory.units[asked.unit].parent
        after, _ = book.found(asked.parameter, parent, directory)
    below = [unit for unit in directory.units if unit in directory.below(asked.unit) - {asked.unit}]
    held = parameters.in_force().get((asked.parameter, origin)) if origin else None
    return render_template(
        "parameters/preview.html",
        asked=asked,
        one=book.get(asked.parameter),
        unit=directory.units[asked.unit],
        value=value,
        origin=directory.units[origin] if origin else None,
        after=after,
        is_example=held is not None and held.example,
        below=named(below, directory),
        own=named([unit for unit in below if (asked.parameter, unit) in book.values], directory),
        using=parameters.using(asked.parameter, actor),
        problem=problem,
        words=words,
        actor=actor,
    )


def named(units: list[str], directory: Directory) -> str:
    return showing.listed(directory.units[unit].name for unit in units) if units else ""


@blueprint.post("/proposals/<int:change>/publish")
def publish(change: int) -> ResponseReturnValue:
    done = parameters.publish(change, access.actor())
    flash(gettext("Published: it holds for the cases that begin from now on."), "success")
    return redirect(url_for("parameters.show", id=done.parameter, unit=done.unit), 303)


@blueprint.post("/proposals/<int:change>/refuse")
def refuse(change: int) -> ResponseReturnValue:
    try:
        done = parameters.refuse(change, request.form.get("why", ""), access.actor())
    except ReasonMissing as missing:
        return page(change, sentence(missing)), 422
    flash(gettext("Refused."), "success")
    return redirect(url_for("parameters.show", id=done.parameter, unit=done.unit), 303)


@blueprint.post("/proposals/<int:change>/withdraw")
def withdraw(change: int) -> ResponseReturnValue:
    done = parameters.withdraw(change, access.actor())
    flash(gettext("Taken back."), "success")
    return redirect(url_for("parameters.show", id=done.parameter, unit=done.unit), 303)
