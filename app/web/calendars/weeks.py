"""The usual hours of a draft: each weekday, make-up days, and the seasons in which they are others."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.calendars import DayOfYear, Layer, Season, Week
from app.calendars.days import Hours, read_hours
from app.calendars.files import LONGEST_NAME, is_name
from app.calendars.storage import hours_text
from app.calendars.week import is_a_day
from app.casework import calendar_drafts
from app.errors import Invalid
from app.web import access
from app.web.calendars import blueprint, marks
from app.web.calendars.answers import said_on_the_page
from app.web.calendars.brush import NameTooLong

MOST_SEASONS = 6


class BadDayOfYear(Invalid):
    """{text} is not a day of the year: write 07-01 for 1 July."""


@blueprint.get("/drafts/<int:proposal_id>/week")
def show_week(proposal_id: int) -> str:
    draft = calendar_drafts.get(proposal_id, access.actor())
    own = draft.layer.week
    week = own or calendar_drafts.whole_of(draft.layer).week
    more = request.args.get("more", 0, type=int) == 1 and len(week.seasons) < MOST_SEASONS
    return render_template(
        "calendars/week.html",
        draft=draft,
        week=week,
        own=own is not None,
        seasons=[*week.seasons, *([None] if more else [])],
        most=MOST_SEASONS,
        hours=hours_text,
        weekday=marks.weekday,
        editable=draft.status == calendar_drafts.DRAFT,
    )


@blueprint.post("/drafts/<int:proposal_id>/week")
@said_on_the_page
def save_week(proposal_id: int) -> ResponseReturnValue:
    title = request.form.get("title", "").strip()
    if not title or not is_name(title):
        raise NameTooLong(most=LONGEST_NAME)
    inherits = request.form.get("whose") == "inherited"
    week = None if inherits else sent_week()

    def make(said: Layer) -> Layer:
        return replace(said, title=title, week=None if said.parent and inherits else week or said.week)

    draft = calendar_drafts.change(proposal_id, access.actor(), make)
    if request.form.get("add"):
        return redirect(url_for("calendars.show_week", proposal_id=draft.id, more=1), 303)
    flash(gettext("Saved."))
    return redirect(url_for("calendars.show_draft", proposal_id=draft.id), 303)


def sent_week() -> Week:
    seasons = [season for number in range(MOST_SEASONS) if (season := sent_season(f"s{number}"))]
    return Week(*sent_hours("w"), tuple(seasons))


def sent_hours(prefix: str) -> tuple[tuple[Hours, ...], Hours]:
    days = tuple(read_hours(request.form.get(f"{prefix}-{day}", "")) for day in range(7))
    return days, read_hours(request.form.get(f"{prefix}-make-up", ""))


def sent_season(prefix: str) -> Season | None:
    """The season of these fields; none where its name was emptied."""
    name = request.form.get(f"{prefix}-name", "").strip()
    if not name:
        return None
    if not is_name(name):
        raise NameTooLong(most=LONGEST_NAME)
    first, last = (day_of_year(request.form.get(f"{prefix}-{end}", "")) for end in ("first", "last"))
    return Season(name, first, last, *sent_hours(prefix))


def day_of_year(text: str) -> DayOfYear:
    parts = text.strip().replace("月", "-").replace("日", "").replace("/", "-").split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        raise BadDayOfYear(text=text.strip()[:20])
    found = DayOfYear(*map(int, parts))
    if not is_a_day(found):
        raise BadDayOfYear(text=text.strip()[:20])
    return found
