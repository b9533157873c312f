"""The inbox: what a person was told, the newest first, and where each leads."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.casework import notices
from app.casework.notices import Told
from app.errors import NotThere
from app.web import access, languages, paging
from app.web.actions import words as deeds
from app.web.notices import blueprint

# Icon and state of each event.
LOOKS = {
    "opened": ("inbox", "open"),
    "given": ("arrow-narrow-right", "open"),
    "remind": ("clock", "soon"),
    "urge": ("clock-exclamation", "soon"),
    "breach": ("alert-triangle", "overdue"),
    "escalate": ("alert-triangle", "overdue"),
    "deputy": ("users", "soon"),
    "incident": ("flag", "overdue"),
    "notify": ("bell", "open"),
    "mention": ("at", "open"),
    "added": ("message-plus", "open"),
    "rated": ("star", "open"),
    **deeds.NOTICE_LOOKS,
}
KINDS = {
    **deeds.NOTICES,
    "opened": lazy_gettext("a new task"),
    "given": lazy_gettext("a task was given to you"),
    "remind": lazy_gettext("half of the time is gone"),
    "urge": lazy_gettext("about to be due"),
    "breach": lazy_gettext("overdue"),
    "escalate": lazy_gettext("escalated to you"),
    "deputy": lazy_gettext("you act as deputy"),
    "incident": lazy_gettext("a case cannot go on"),
    "notify": lazy_gettext("a procedure tells something"),
    "mention": lazy_gettext("a comment names you"),
    "added": lazy_gettext("the customer added something"),
    "rated": lazy_gettext("the customer rated the result"),
}


@blueprint.get("/")
def inbox() -> str:
    found = notices.inbox(access.actor(), languages.language(), page=paging.page(), per_page=paging.PER_PAGE)
    unread = any(not told.read for told in found)
    return render_template("notices/inbox.html", found=found, looks=LOOKS, here=paging.here, any_unread=unread)


@blueprint.post("/read")
def read() -> ResponseReturnValue:
    notices.mark_read(access.actor())
    return redirect(url_for("notices.inbox"), 303)


@blueprint.post("/<int:notice_id>")
def follow(notice_id: int) -> ResponseReturnValue:
    """Where a notice leads; it is read with that. The task, while it is open, else the case."""
    told = notices.one(access.actor(), notice_id)
    if told is None:
        raise NotThere
    notices.mark_read(access.actor(), [notice_id])
    return redirect(target(told), 303)


def target(told: Told) -> str:
    if told.task_id and told.kind != "mention":
        return url_for("desk.show_task", task_id=told.task_id)
    return url_for("desk.show_case_by_id", case_id=told.case_id)


@blueprint.app_context_processor
def kinds() -> dict[str, object]:
    return {"notice_kinds": KINDS}
