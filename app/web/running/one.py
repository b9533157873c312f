"""One running case, for whoever keeps its process going: move it, hold it, mend it, cancel it; each in the journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.casework import cases, examples, permissions, running
from app.casework.held import Case
from app.casework.people import Actor
from app.errors import BadValue, NotAllowed, ShouwenError
from app.web import access
from app.web.desk import marks
from app.web.errors import sentence
from app.web.running import blueprint
from app.web.running.overview import name_of

RIGHTS = ("Cancel", "SetValues", "Retry", "MoveToken", "Suspend", "Unsuspend")
DONE = {
    "move": lazy_gettext("The case was moved; the journal says by whom and why."),
    "suspend": lazy_gettext("The case is suspended: its clocks stand still."),
    "unsuspend": lazy_gettext("The case goes on with what was left of its clocks."),
    "cancel": lazy_gettext("The case was cancelled."),
    "retry": lazy_gettext("It was tried again."),
    "mend": lazy_gettext("The data was put right, and it was tried again."),
}


@blueprint.get("/cases/<number>")
def show_case(number: str) -> str:
    return page(running.get(number, access.actor()))


def page(case: Case, refused: str | None = None) -> str:
    actor = access.actor()
    version, view = cases.version_of(case), running.view(case)
    seen = running.sees(case, actor)
    return render_template(
        "running/case.html",
        case=case,
        view=view,
        seen=seen,
        places=[(place, sorted((name_of(version, to), to) for to in place.targets)) for place in running.places(case)],
        may={right: permissions.may_by_hand(actor, right, case) for right in RIGHTS},
        name_of=lambda element: name_of(version, element),
        refused=refused,
    )


@blueprint.get("/cases/<number>/diagram.json")
def case_diagram(number: str) -> ResponseReturnValue:
    case = running.get(number, access.actor())
    drawn = marks.of(case, running.view(case), ())
    if not running.sees(case, access.actor()):  # who has it, and what went wrong with it, is not theirs to know
        drawn["incidents"] = [
            {**each, "message": gettext("It could not go on."), "href": None} for each in drawn["incidents"]
        ]
        drawn["tasks"] = [{**each, "assignee": None} for each in drawn["tasks"]]
    return jsonify(bpmn=cases.version_of(case).bpmn.decode(), marks=drawn)


@blueprint.post("/cases/<number>/<deed>")
def act(number: str, deed: str) -> ResponseReturnValue:
    """Do it, and go back to where one came from; refused, the page says why."""
    actor = access.actor()
    case = running.get(number, actor)
    if deed not in DEEDS:
        raise BadValue(name="deed", why="it means nothing here")
    try:
        DEEDS[deed](case, actor)
    except NotAllowed:
        raise
    except ShouwenError as error:
        return page(running.get(number, actor), sentence(error)), 422
    flash(str(DONE[deed]))
    if request.form.get("from") == "overview":
        return redirect(url_for("running.show", process=case.process), 303)
    return redirect(url_for("running.show_case", number=number), 303)


def said(name: str) -> str:
    return request.form.get(name, "").strip()


def values() -> dict[str, Any]:
    """Values that somebody wrote, one a line: `amount: 1200`."""
    text = said("values")[:10_000].replace("：", ": ")
    try:
        found = yaml.load(text, Loader=examples.Core)  # noqa: S506  Core is a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError):
        found = None
    if not isinstance(found, dict):
        raise BadValue(name=gettext("values"), why=gettext("write a name, a colon and a value on each line"))
    return {str(name): value for name, value in found.items()}


DEEDS: dict[str, Callable[[Case, Actor], Any]] = {
    "move": lambda case, by: running.move(case, said("place"), said("to"), said("reason"), by),
    "suspend": lambda case, by: running.suspend(case, said("reason"), by),
    "unsuspend": lambda case, by: running.unsuspend(case, said("reason"), by),
    "cancel": lambda case, by: running.cancel(case, said("reason"), by),
    "retry": lambda case, by: running.retry(case, said("incident"), by),
    "mend": lambda case, by: running.mend_and_retry(case, said("incident"), values(), said("reason"), by),
}
