"""Every calendar, what waits to be published, which unit counts by which; and beginning a new one."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.calendars import Layer, Week
from app.calendars.files import LONGEST_NAME, is_name
from app.calendars.seed import OFFICE, ROUND_THE_CLOCK
from app.casework import almanac, calendar_drafts, calendars, permissions
from app.casework.organisation import Directory
from app.casework.people import Actor
from app.errors import Invalid
from app.web import access
from app.web.calendars import blueprint, marks
from app.web.calendars.answers import said_on_the_page

ID = r"[a-z][a-z0-9-]{1,39}"


class BadCalendarName(Invalid):
    """A calendar needs an id of small letters, digits and dashes, and a name of at most {most} characters."""


@blueprint.get("/")
def show_all() -> str:
    actor, found = access.actor(), almanac.in_force()
    year = found[0].day_of(clock.now()).year
    directory = actor.directory
    return render_template(
        "calendars/all.html",
        calendars=found,
        titles={each.id: each.title for each in found},
        parents={each.id: calendars.layer_of(each.id).parent for each in found},
        years=(year - 1, year, year + 1),
        status=almanac.status,
        statuses=marks.STATUSES,
        stages=marks.STAGES,
        week=marks.week_text,
        drafts=calendar_drafts.of(actor),
        uses=[(directory.units[unit].name, id) for unit, id in directory.calendars.items() if unit in directory.units],
        choosable=[unit for unit in directory.units.values() if permissions.may_choose_calendar(actor, unit.id)],
        keepable=keepable(actor),
    )


def keepable(actor: Actor) -> list[tuple[str, str]]:
    """The units for which the person may make a calendar."""
    units = actor.directory.units.values()
    return [(unit.id, unit.name) for unit in units if permissions.may_keep_calendar(actor, unit.id)]


@blueprint.post("/units")
@said_on_the_page
def choose() -> ResponseReturnValue:
    reason = calendar_drafts.reason_of(request.form.get("reason", ""))
    calendars.use(request.form.get("unit", ""), request.form.get("calendar") or None, access.actor(), reason)
    flash(gettext("New cases count by it; open ones keep theirs."))
    return redirect(url_for("calendars.show_all"), 303)


@blueprint.post("/new")
@said_on_the_page
def begin_new() -> ResponseReturnValue:
    """A draft of a calendar that inherits from one, or stands by itself with office hours or none at night."""
    form, actor = request.form, access.actor()
    unit = unit_of(form.get("unit", ""), actor.directory)
    draft = calendar_drafts.begin_new(new_layer(form.get("kind", "")), unit, actor)
    return redirect(url_for("calendars.show_draft", proposal_id=draft.id), 303)


def unit_of(text: str, directory: Directory) -> str | None:
    """The unit that looks after it; the house's own are kept without one."""
    return None if text == directory.root or not text else text


def new_layer(kind: str) -> Layer:
    """The first layer of a new calendar: `from:ID` inherits, `office` and `always` stand by themselves."""
    id, title = request.form.get("id", "").strip(), request.form.get("title", "").strip()
    if not re.fullmatch(ID, id) or not title or not is_name(title):
        raise BadCalendarName(most=LONGEST_NAME)
    parent = kind.removeprefix("from:") if kind.startswith("from:") else None
    if parent is not None:
        calendars.in_force(parent)
        return Layer(id, title, parent, None, None, {}, {})
    week = Week((ROUND_THE_CLOCK,) * 7, ()) if kind == "always" else Week((OFFICE,) * 5 + ((),) * 2, OFFICE)
    year = clock.now().year
    years = dict.fromkeys((year, year + 1), "published" if kind == "always" else "provisional")
    return Layer(id, title, None, ZoneInfo("Asia/Shanghai"), week, {}, years)
