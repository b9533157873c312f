"""A second person looks at a draft; and what is done to a process as a whole: roll back, retire, bring back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.casework import drafts, proving, reviews, versions
from app.casework.reviews import OverrideReason, VersionMoved
from app.errors import DiagramRefused
from app.web import access, errors
from app.web.studio import blueprint
from app.web.studio.compare import overview
from app.web.studio.editor import judged
from app.web.studio.processes import check_owned


@blueprint.get("/reviews/<int:draft_id>")
def show_review(draft_id: int) -> str:
    return review(draft_id)


def review(draft_id: int, refused: str = "") -> str:
    """What a draft would change, what the gate says of it, and what can be decided."""
    actor = access.actor()
    draft = reviews.proposed(draft_id, actor)
    after = drafts.completed(draft.sources)
    current = next((row for row in versions.of(draft.process) if row.current), None)
    before = versions.sources(current.hash) if current else {}
    findings = judged(after, draft.process)
    return render_template(
        "studio/review.html",
        draft=draft,
        own=draft.by == actor.login,
        current=current,
        behind=current is not None and current.hash != draft.based_on,
        findings=findings,
        refused=refused,
        proof=None if any(each.severity == "error" for each in findings) else proving.prove_draft(draft, actor),
        overview=overview(before, after),
    )


@blueprint.post("/reviews/<int:draft_id>/withdraw")
def withdraw(draft_id: int) -> ResponseReturnValue:
    reviews.withdraw(draft_id, access.actor())
    return redirect(url_for("studio.edit", draft_id=draft_id), 303)


@blueprint.post("/reviews/<int:draft_id>/send-back")
def send_back(draft_id: int) -> ResponseReturnValue:
    reviews.send_back(draft_id, access.actor(), request.form.get("reason", ""))
    flash(gettext("The draft was sent back."))
    return redirect(url_for("studio.processes"), 303)


@blueprint.post("/reviews/<int:draft_id>/approve")
def approve(draft_id: int) -> ResponseReturnValue:
    note, over = request.form.get("note", ""), request.form.get("over") or None
    try:
        deployed = reviews.approve(draft_id, access.actor(), note, over=over)
    except (DiagramRefused, OverrideReason, VersionMoved) as error:
        return review(draft_id, errors.sentence(error)), 409 if isinstance(error, VersionMoved) else 422
    flash(gettext("Version %(number)d is in force for new cases.", number=deployed.number))
    return redirect(url_for("studio.show_process", process=deployed.process), 303)


# -- a process as a whole


@blueprint.post("/processes/<process>/roll-back")
def roll_back(process: str) -> ResponseReturnValue:
    check_owned(process)
    number = request.form.get("number", 0, type=int)
    done = reviews.roll_back(process, number, access.actor(), request.form.get("reason", ""))
    flash(gettext("Version %(number)d is in force for new cases.", number=done.number))
    return redirect(url_for("studio.show_process", process=process), 303)


@blueprint.post("/processes/<process>/retire")
def retire(process: str) -> ResponseReturnValue:
    reviews.retire(process, access.actor(), request.form.get("reason", ""))
    flash(gettext("The process is retired: no case of it begins any more, those that run go on."))
    return redirect(url_for("studio.show_process", process=process), 303)


@blueprint.post("/processes/<process>/bring-back")
def bring_back(process: str) -> ResponseReturnValue:
    reviews.bring_back(process, access.actor(), request.form.get("reason", ""))
    flash(gettext("Cases of this process can begin again."))
    return redirect(url_for("studio.show_process", process=process), 303)
