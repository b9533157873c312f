"""One's own days away, and who stands in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.casework import absences, handovers
from app.web import access
from app.web.actions import blueprint
from app.web.actions.team import days


@blueprint.get("/away")
def show_absence() -> str:
    actor = access.actor()
    own = absences.mine(actor, clock.now())
    return render_template("actions/absence.html", absence=own, colleagues=absences.colleagues(actor))


@blueprint.post("/away")
def save_absence() -> ResponseReturnValue:
    sent = request.form
    away = None if sent.get("back") else days(sent.get("first", ""), sent.get("last", ""))
    absences.set_mine(access.actor(), away, sent.get("deputy") or None, clock.now())
    handovers.sweep()
    flash(gettext("Saved."))
    return redirect(url_for("actions.show_absence"), 303)
