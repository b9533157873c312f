"""The log of deliveries: what went to whom over which channel, and what did not arrive."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext

from app.casework import deliveries, notices
from app.web import access, paging
from app.web.notices import blueprint
from app.web.notices.wishes import channel_name

STATUSES = {  # status -> icon, state, word
    "waiting": ("clock", "waiting", lazy_gettext("waiting")),
    "sent": ("circle-check", "done", lazy_gettext("sent")),
    "failed": ("alert-triangle", "overdue", lazy_gettext("failed")),
    "replaced": ("refresh", "soon", lazy_gettext("another channel took over")),
    "dropped": ("circle-minus", "waiting", lazy_gettext("no longer needed")),
}


@blueprint.get("/log")
def log() -> str:
    status, page = paging.choice("status", tuple(STATUSES)), paging.page()
    rows = notices.log(access.actor(), status, page=page, per_page=paging.PER_PAGE)
    return render_template(
        "notices/log.html",
        rows=rows[: paging.PER_PAGE],
        more=len(rows) > paging.PER_PAGE,
        page=page,
        status=status,
        statuses=STATUSES,
        channel_name=channel_name,
        here=paging.here,
        may_word=notices.may_word(access.actor()),
    )


@blueprint.post("/log/<int:delivery_id>/again")
def again(delivery_id: int) -> ResponseReturnValue:
    deliveries.again(delivery_id, access.actor())
    flash(gettext("It is sent again."))
    return redirect(url_for("notices.log", status="failed"), 303)
