"""Drafting a change: a year to paint on, day by day or from one day to another."""

from __future__ import annotations

from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.calendars import Calendar
from app.calendars.files import LONGEST_NAME, read_date
from app.calendars.seed import published_days
from app.casework import almanac, calendar_drafts
from app.casework.calendar_drafts import Draft
from app.errors import Invalid, NotThere
from app.web import access
from app.web.calendars import blueprint, marks
from app.web.calendars.answers import said_on_the_page
from app.web.calendars.brush import BRUSHES, Brush
from app.web.errors import sentence

LONGEST_RANGE = 400  # days painted at once


class NoSuchYear(NotThere):
    """There is no such year in a calendar."""


class RangeBroken(Invalid):
    """Choose a first and a last day, at most {most} days apart."""


@blueprint.get("/drafts/<int:proposal_id>")
def show_draft(proposal_id: int) -> str:
    draft = calendar_drafts.get(proposal_id, access.actor())
    return page(draft, Brush.of(request.args))


def page(draft: Draft, brush: Brush) -> str:
    whole = whole_or_none(draft)
    year = year_asked(whole)
    own = {day for day in draft.layer.days if day.year == year}
    return render_template(
        "calendars/draft.html",
        draft=draft,
        calendar=whole,
        year=year,
        shown_years=shown_years(whole, year),
        own=own,
        brush=brush,
        brushes=BRUSHES,
        status=almanac.status(whole, year) if whole else "missing",
        own_status=draft.layer.years.get(year),
        statuses=marks.STATUSES,
        stages=marks.STAGES,
        months=marks.months(whole, year) if whole else [],
        weekdays=marks.weekday_letters(),
        kinds=marks.KINDS,
        week=marks.week_text(whole) if whole else [],
        behind=calendar_drafts.is_behind(draft),
        in_package=year in published_days()[0],
        editable=draft.status == calendar_drafts.DRAFT,
        longest_name=LONGEST_NAME,
        today=whole.day_of(clock.now()) if whole else None,
    )


def whole_or_none(draft: Draft) -> Calendar | None:
    """What the draft makes with what it inherits; where it makes nothing, the page says why."""
    try:
        return calendar_drafts.whole_of(draft.layer)
    except Invalid as problem:
        flash(sentence(problem), "error")
        return None


def year_asked(whole: Calendar | None) -> int:
    """The year of the address, else the first from now on that is not published."""
    asked = request.values.get("year", type=int)
    if asked is not None:
        if asked not in marks.YEARS:
            raise NoSuchYear
        return asked
    this = clock.now().year
    return next((year for year in (this, this + 1) if whole and almanac.status(whole, year) != "published"), this)


def shown_years(whole: Calendar | None, year: int) -> list[tuple[int, str]]:
    return [(each, almanac.status(whole, each) if whole else "missing") for each in range(year - 2, year + 3)]


@blueprint.post("/drafts/<int:proposal_id>/days")
@said_on_the_page
def paint(proposal_id: int) -> ResponseReturnValue:
    """Say of the day that was clicked, or of each from one day to another, what the brush says."""
    brush = Brush.of(request.form)
    what = brush.day()
    days = painted_days()
    calendar_drafts.change(proposal_id, access.actor(), lambda said: said.with_days(dict.fromkeys(days, what)))
    if request.headers.get("HX-Request"):
        return page(calendar_drafts.get(proposal_id, access.actor()), brush)
    where = url_for("calendars.show_draft", proposal_id=proposal_id, year=days[0].year, **brush.arguments)
    return redirect(f"{where}#d-{days[0]}", 303)


def painted_days() -> list[date]:
    clicked = request.form.get("day")
    if clicked:
        return [read_date(clicked, 1)]
    first, last = request.form.get("first", ""), request.form.get("last", "")
    if not first:
        raise RangeBroken(most=LONGEST_RANGE)
    begin = read_date(first, 1)
    end = read_date(last, 1) if last else begin
    if not 0 <= (end - begin).days <= LONGEST_RANGE:
        raise RangeBroken(most=LONGEST_RANGE)
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


@blueprint.post("/drafts/<int:proposal_id>/drop")
@said_on_the_page
def drop(proposal_id: int) -> ResponseReturnValue:
    calendar_drafts.drop(proposal_id, access.actor())
    flash(gettext("The draft is dropped; the calendar stays as it is."))
    return redirect(url_for("calendars.show_all"), 303)


@blueprint.post("/drafts/<int:proposal_id>/update")
@said_on_the_page
def bring_up_to_date(proposal_id: int) -> ResponseReturnValue:
    calendar_drafts.bring_up_to_date(proposal_id, access.actor())
    flash(gettext("The draft now begins from the version in force, with your changes made to it."))
    return redirect(url_for("calendars.show_draft", proposal_id=proposal_id), 303)
