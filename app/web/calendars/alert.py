"""Who looks after calendars reads on their pages that a year has to be seen to, until it is published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext

from app import clock
from app.casework import almanac, permissions
from app.web import access
from app.web.calendars import blueprint

PLACES = ("admin", "operations", "studio", "calendars")  # and the first page of the desk
UNTOLD = ("operations.metrics",)


@blueprint.app_context_processor
def alert() -> dict[str, Any]:
    told = request.blueprint in PLACES or request.endpoint == "desk.show_tasks"
    if not told or request.endpoint in UNTOLD or access.identify() is None:
        return {}
    return {"calendar_alert": sentence(clock.now())}


def sentence(now: datetime) -> str:
    """What the person who asks has to see to; nothing where all is published, or others look after it."""
    actor = access.actor()
    if not any(actor.has(role) for role in permissions.CALENDAR_KEEPERS):
        return ""
    found = [each for each in almanac.open_years(now) if permissions.may_keep_calendar(actor, each.unit)]
    if not found:
        return ""
    first = found[0]
    if first.status == "missing":
        return gettext(
            "The calendar “%(title)s” has no data for %(year)d: time limits that reach into it are refused.",
            title=first.title,
            year=first.year,
        )
    return gettext(
        "The calendar “%(title)s” is provisional for %(year)d: holidays and make-up days are not published yet. "
        "Time limits that reach into it are marked so.",
        title=first.title,
        year=first.year,
    )
