"""Begin a case: choose a procedure, fill in its first form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.casework import cases, parameters, permissions, versions
from app.engine.parameters import NAME
from app.errors import FormInvalid
from app.web import access
from app.web.desk import blueprint, filling
from app.web.forms import problems, reshaped
from app.web.procedures import Procedure, procedures


@blueprint.get("/new")
def choose() -> str:
    text = request.args.get("q", "").strip()
    startable = versions.startable(access.actor())
    groups: dict[str, list[Procedure]] = {}
    for found in procedures(startable, text):
        groups.setdefault(unit_name(found.row.unit), []).append(found)
    return render_template("desk/choose.html", groups=groups, text=text, any=bool(startable))


def unit_name(unit: str | None) -> str:
    """The unit that owns a process; empty for what belongs to the whole house."""
    known = access.actor().directory.units.get(unit or "")
    return known.name if known else ""


@blueprint.get("/new/<process>")
def fill_in(process: str) -> str:
    return page(process)


@blueprint.post("/new/<process>")
def start(process: str) -> ResponseReturnValue:
    actor, typed = access.actor(), filling.sent()
    if reshaped(request.form):
        return page(process, typed)
    try:
        outcome = cases.start(process, typed, actor, key=request.form.get("once"), translate=filling.translate)
    except FormInvalid as invalid:
        return page(process, typed, invalid.errors), 422
    if outcome.mine:
        return redirect(url_for("desk.show_task", task_id=outcome.mine[0]), 303)
    return redirect(url_for("desk.show_case", number=outcome.number), 303)


def page(process: str, typed: Mapping[str, Any] | None = None, errors: filling.Errors | None = None) -> str:
    in_use = versions.to_begin(process)
    version = versions.load(in_use.hash)
    actor = access.actor()
    permissions.check_start(actor, version, in_use.unit)
    pinned = parameters.pinned(version, actor.home, actor.directory)
    form = version.forms[version.start_form] if version.start_form else None
    return render_template(
        "desk/start.html",
        version=version,
        form=form,
        fields=filling.shown(form, {NAME: pinned} if pinned else {}, typed=typed, errors=errors),
        problems=problems(form, errors) if form and errors else (),
        once=request.form.get("once") or uuid4().hex,  # a form that is sent twice begins one case
    )
