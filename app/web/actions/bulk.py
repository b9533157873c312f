"""Many tasks at once, from a list: what came of each is said in a row of its own."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import lazy_gettext

from app.casework import bulk, tasks
from app.casework.people import Actor
from app.errors import TaskNotFound
from app.web import access, errors
from app.web.actions import blueprint

TITLES = {
    "claim": lazy_gettext("Claimed together"),
    "assign": lazy_gettext("Handed over together"),
    "urge": lazy_gettext("Urged together"),
}


@blueprint.post("/tasks/bulk")
def do_in_bulk() -> tuple[str, int]:
    actor, sent = access.actor(), request.form
    what = sent.get("do", "")
    done = bulk.do(what, sent.getlist("task"), actor, to=sent.get("to", ""), reason=sent.get("reason", ""))
    rows = [(one, _named(one.task, actor), errors.sentence(one.refused) if one.refused else "") for one in done]
    refused = sum(one.refused is not None for one in done)
    page = render_template("actions/bulk.html", title=TITLES[what], rows=rows, refused=refused)
    return page, 200


def _named(task_id: str, actor: Actor) -> tasks.Task | None:
    """The task, where the person may see it."""
    try:
        return tasks.get(task_id, actor)
    except TaskNotFound:
        return None
