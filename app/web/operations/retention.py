"""The page of retention: whose time is over, which lists wait for a second person, and what was disposed of."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.casework import retention
from app.web import access, errors
from app.web.operations import blueprint


@blueprint.get("/admin/retention")
def show_retention() -> str:
    actor = access.actor()
    lists = retention.proposals(actor)
    waiting = [one for one in lists if one.status == "waiting"]
    asked = {case.id for one in waiting for case in one.cases}
    due = [case for case in retention.due(actor) if case.id not in asked]
    decided = [one for one in lists if one.status != "waiting"]
    return render_template("operations/retention.html", due=due, waiting=waiting, decided=decided, me=actor.login)


@blueprint.post("/admin/retention")
def propose_disposal() -> ResponseReturnValue:
    chosen = request.form.getlist("case", type=int)
    retention.propose(chosen, request.form.get("reason", ""), access.actor())
    flash(gettext("The list waits for a second person."))
    return redirect(url_for("operations.show_retention"), 303)


@blueprint.post("/admin/retention/decide")
def decide_disposal() -> ResponseReturnValue:
    actor, proposal = access.actor(), request.form.get("proposal", 0, type=int)
    if request.form.get("decision") == "approve":
        done, stayed = retention.approve(proposal, actor)
        flash(ngettext("%(num)d case was disposed of.", "%(num)d cases were disposed of.", done))
        for problem in stayed:
            flash(errors.sentence(problem), "error")
    else:
        retention.refuse(proposal, actor)
        flash(gettext("The list was refused: nothing was disposed of."))
    return redirect(url_for("operations.show_retention"), 303)
