"""A whole year at once: from the package of published holidays, from the law alone, from a file, or empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.calendars import Day, Layer
from app.calendars.calendar import PROVISIONAL, PUBLISHED
from app.calendars.files import MOST_BYTES
from app.calendars.seed import published_days, statutory_days
from app.casework import calendar_drafts, calendar_files
from app.errors import Invalid
from app.web import access
from app.web.calendars import blueprint, marks
from app.web.calendars.answers import said_on_the_page

Days = Mapping[date, Day]


class NotInPackage(Invalid):
    """The package of published holidays does not know {year} yet."""


class NothingChosen(Invalid):
    """Choose what the year is to be filled with."""


class NoFile(Invalid):
    """Choose a file."""


@blueprint.post("/drafts/<int:proposal_id>/year")
@said_on_the_page
def fill(proposal_id: int) -> ResponseReturnValue:
    year, how = year_sent(), request.form.get("how", "")
    if how not in HOW:
        raise NothingChosen
    calendar_drafts.change(proposal_id, access.actor(), lambda said: HOW[how](said, year))
    return redirect(url_for("calendars.show_draft", proposal_id=proposal_id, year=year), 303)


def year_sent() -> int:
    year = request.form.get("year", 0, type=int)
    if year not in marks.YEARS:
        raise NothingChosen
    return year


def from_package(said: Layer, year: int) -> Layer:
    known, days = published_days()
    if year not in known:
        raise NotInPackage(year=year)
    return said.with_year(year, own_status(said, PUBLISHED), of(days, year))


def from_the_law(said: Layer, year: int) -> Layer:
    return said.with_year(year, PROVISIONAL, statutory_days(year))


def empty(said: Layer, year: int) -> Layer:
    return said.with_year(year, own_status(said, PROVISIONAL), {})


def without(said: Layer, year: int) -> Layer:
    return said.with_year(year, None, {})


HOW = {
    "package": from_package,
    "law": from_the_law,
    "empty": empty,
    "none": without,
    "published": lambda said, year: said.with_year(year, own_status(said, PUBLISHED)),
    "provisional": lambda said, year: said.with_year(year, PROVISIONAL),
}


def own_status(said: Layer, status: str) -> str | None:
    """A calendar that inherits has the status of what it inherits."""
    return status if said.parent is None else None


def of(days: Days, year: int) -> dict[date, Day]:
    return {day: what for day, what in days.items() if day.year == year}


@blueprint.post("/drafts/<int:proposal_id>/file")
@said_on_the_page
def import_file(proposal_id: int) -> ResponseReturnValue:
    """The days of the year are those of the file; days of other years in it are left alone, and counted."""
    year, sent = year_sent(), request.files.get("file")
    if sent is None or not sent.filename:
        raise NoFile
    unmarked_is_off = bool(request.form.get("unmarked"))
    content = sent.stream.read(MOST_BYTES + 1)
    days, others = calendar_files.read(content, sent.filename, year, unmarked_is_off=unmarked_is_off)
    status = PUBLISHED if request.form.get("status") == PUBLISHED else PROVISIONAL
    calendar_drafts.change(
        proposal_id, access.actor(), lambda said: said.with_year(year, own_status(said, status), days)
    )
    flash(gettext("%(n)d days of %(year)d were taken over.", n=len(days), year=year))
    if others:
        flash(gettext("%(n)d days of other years were left alone.", n=others))
    return redirect(url_for("calendars.show_draft", proposal_id=proposal_id, year=year), 303)
