"""The operations page: what is due next, how late things happen, who works, what waits and what is stuck."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import render_template
from flask_babel import format_decimal, gettext, lazy_gettext

from app.casework import operations
from app.web import access, words
from app.web.due import elapsed_span
from app.web.operations import blueprint

LATE = timedelta(seconds=2)  # the worker looks every second: more than this is late
SOURCES = {
    "engine": lazy_gettext("the procedure"),
    "timer": lazy_gettext("the timers"),
    "outbox": lazy_gettext("the outbox"),
}


@blueprint.get("/admin/operations")
def show() -> str:
    found = operations.look()
    return render_template(
        "operations/overview.html",
        found=found,
        stuck=operations.stuck(access.actor()),
        problems=problems(found),
        sources=SOURCES,
        took=took,
        away=away,
        late=LATE,
        titles={each.calendar: words.calendar(each.calendar).title for each in found.recounts},
    )


def problems(found: operations.Overview) -> list[str]:
    """What somebody has to see to, as sentences; none when all is well."""
    said = []
    if not found.workers_alive:
        said.append(gettext("No worker is running: nothing fires and nothing is sent until one is started."))
    elif found.lateness.p99 and found.lateness.p99 > LATE:
        said.append(gettext("Timers fire late: the worker does not keep up, or was away."))
    if found.starts_failing:
        said.append(gettext("Processes that start by the clock cannot be started: see their pages in the studio."))
    if found.cases_put_off:
        said.append(gettext("Timers of some cases cannot be fired: see the incidents."))
    if any(each.failed for each in found.recounts):
        said.append(gettext("Some limits could not be counted again after a calendar was published: see below."))
    if found.incidents.get("outbox"):
        said.append(gettext("Some messages could not be delivered: see the incidents."))
    if found.deliveries_failed:
        said.append(gettext("Some notices reached nobody: see their log, and send them again."))
    return said


def took(amount: timedelta | None) -> str:
    """A short time: 0.35 seconds, 4 minutes."""
    if amount is None:
        return "—"
    if amount < timedelta(minutes=1):
        return gettext("%(n)s s", n=format_decimal(round(amount.total_seconds(), 2)))
    return elapsed_span(amount)


def away(at: datetime | None, now: datetime) -> str:
    """How far an instant lies away: in 4 minutes, for 2 hours."""
    if at is None:
        return ""
    far = took(abs(at - now))
    return gettext("in %(time)s", time=far) if at > now else gettext("since %(time)s", time=far)
