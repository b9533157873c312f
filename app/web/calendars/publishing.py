"""What publishing would change, and the two people it takes: one proposes, another one publishes."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.calendars.storage import hours_text
from app.casework import calendar_drafts, calendar_preview, calendar_publishing
from app.casework.calendar_preview import Preview
from app.errors import Conflict, Invalid
from app.web import access, words
from app.web.calendars import blueprint, changes, marks
from app.web.calendars.answers import said_on_the_page
from app.web.errors import sentence


@blueprint.get("/drafts/<int:proposal_id>/preview")
def show_preview(proposal_id: int) -> str:
    actor = access.actor()
    draft = calendar_drafts.get(proposal_id, actor)
    preview, problem = looked_ahead(draft)
    return render_template(
        "calendars/preview.html",
        draft=draft,
        preview=preview,
        problem=problem,
        behind=calendar_drafts.is_behind(draft) and draft.status != calendar_drafts.PUBLISHED,
        runs=changes.runs,
        moves=changes.moves,
        most=changes.MOST_RUNS,
        most_moves=changes.MOST_MOVES,
        statuses=marks.STATUSES,
        kinds=marks.KINDS,
        stages=marks.STAGES,
        hours=hours_text,
        week=marks.week_text,
        instant=words.instant,
        may_publish=calendar_publishing.may_publish(actor, draft),
        is_mine=draft.is_by(actor.login),
    )


def looked_ahead(draft: calendar_drafts.Draft) -> tuple[Preview | None, str]:
    """What would change; or why it cannot be published as it is."""
    if draft.status not in (calendar_drafts.DRAFT, calendar_drafts.PROPOSED):
        return None, ""
    try:
        return calendar_preview.of(draft), ""
    except (Invalid, Conflict) as problem:
        return None, sentence(problem)


def revision() -> int:
    return request.form.get("revision", 0, type=int)


@blueprint.post("/drafts/<int:proposal_id>/propose")
@said_on_the_page
def propose(proposal_id: int) -> ResponseReturnValue:
    calendar_drafts.propose(proposal_id, access.actor(), revision(), request.form.get("reason", ""))
    flash(gettext("Proposed. A colleague who looks after this calendar publishes it."))
    return redirect(url_for("calendars.show_preview", proposal_id=proposal_id), 303)


@blueprint.post("/drafts/<int:proposal_id>/return")
@said_on_the_page
def send_back(proposal_id: int) -> ResponseReturnValue:
    calendar_drafts.send_back(proposal_id, access.actor(), request.form.get("reason", ""))
    flash(gettext("It is a draft again."))
    return redirect(url_for("calendars.show_draft", proposal_id=proposal_id), 303)


@blueprint.post("/drafts/<int:proposal_id>/publish")
@said_on_the_page
def publish(proposal_id: int) -> ResponseReturnValue:
    made = calendar_publishing.publish(proposal_id, access.actor(), revision(), request.form.get("reason", ""))
    flash(gettext("Published. Open time limits are counted again by it, step by step."))
    since = made[0].since
    year = since.year if since else clock.now().year
    return redirect(url_for("calendars.show_year", name=made[0].after.id, year=year), 303)
