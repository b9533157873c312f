"""A year of a calendar in the version in force or in an older one; its versions, its record, its files."""

from __future__ import annotations

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from app import clock
from app.calendars import Calendar, csv_file, ics_file
from app.casework import almanac, calendar_drafts, calendar_record, calendars, permissions, recount
from app.casework.almanac import Version
from app.web import access
from app.web.calendars import blueprint, marks
from app.web.calendars.answers import said_on_the_page


@blueprint.get("/<name>/<int:year>")
def show_year(name: str, year: int) -> str:
    chosen, calendar = version_of(name, year)
    actor = access.actor()
    keeps = permissions.may_keep_calendar(actor, calendar_drafts.owner_of(name))
    return render_template(
        "calendars/year.html",
        calendar=calendar,
        year=year,
        chosen=chosen,
        parent=calendars.layer_of(name, chosen.version).parent,
        history=almanac.history(name),
        record=calendar_record.of(name),
        recounts=recount.of(name),
        deeds=marks.DEEDS,
        status=almanac.status(calendar, year),
        statuses=marks.STATUSES,
        months=marks.months(calendar, year),
        weekdays=marks.weekday_letters(),
        runs=almanac.runs(almanac.days_of(calendar, year)),
        kinds=marks.KINDS,
        week=marks.week_text(calendar),
        week_of=marks.week_text,
        years=marks.YEARS,
        today=calendar.day_of(clock.now()),
        keeps=keeps,
        drafts=calendar_drafts.of(actor, name) if keeps else (),
        stages=marks.STAGES,
    )


def version_of(name: str, year: int) -> tuple[Version, Calendar]:
    """The version that the address asks for, else the one in force."""
    asked = request.args.get("version")
    chosen = next((each for each in almanac.history(name) if (each.version == asked if asked else each.current)), None)
    if chosen is None or year not in marks.YEARS:
        raise NotFound
    return chosen, calendars.at_version(name, chosen.version)


@blueprint.get("/<name>/<int:year>/file")
def export(name: str, year: int) -> Response:
    """The days of a year that differ from their weekday or have a name, as a table or as events."""
    chosen, calendar = version_of(name, year)
    days = {day: what for day, what in calendar.days.items() if day.year == year}
    if request.args.get("as") == "ics":
        content, kind, ending = ics_file.write(days, calendar.title, chosen.version), "text/calendar", "ics"
    else:
        content, kind, ending = csv_file.write(days), "text/csv", "csv"
    answer = Response(content, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{year}-{chosen.version}.{ending}"'
    return answer


@blueprint.post("/<name>/begin")
@said_on_the_page
def begin(name: str) -> ResponseReturnValue:
    """A draft that says what the calendar says now."""
    draft = calendar_drafts.begin(name, access.actor())
    return redirect(url_for("calendars.show_draft", proposal_id=draft.id, year=request.form.get("year", type=int)), 303)
