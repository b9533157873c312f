"""The editor: a draft keeps itself, is checked by the gate, and becomes a new version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.casework import deploy, drafts, editing, parameters, reviews, versions, vocabulary
from app.casework.drafts import Draft
from app.engine import gate
from app.engine.gate import Finding
from app.errors import BadValue
from app.web import access, roles
from app.web.studio import blueprint
from app.web.studio.processes import check_owned

MOST_BPMN = 5 * 1024 * 1024
MOST_NOTE = 500


@blueprint.post("/processes/<process>/draft")
def open_draft(process: str) -> ResponseReturnValue:
    """Take up one's draft of a process, or begin one from the version in force."""
    check_owned(process)
    draft = drafts.open(process, access.actor())
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)


@blueprint.get("/drafts/<int:draft_id>")
def edit(draft_id: int) -> ResponseReturnValue:
    draft = drafts.get(draft_id, access.actor())
    if draft.is_proposed:
        return redirect(url_for("studio.show_review", draft_id=draft_id))
    two = reviews.needs_two()
    return render_template("studio/editor.html", draft=draft, needs_two=two, parts=parts_of(draft))


def parts_of(draft: Draft) -> list[tuple[str, str]]:
    """The forms and decision tables that a draft can edit: kind and file name."""
    whole = drafts.completed(draft.sources)
    found = [("forms", name) for name in whole if name.startswith("forms/")]
    return found + [("decisions", name) for name in whole if name.endswith(".dmn") and "/" not in name]


@blueprint.get("/drafts/<int:draft_id>/diagram")
def draft_data(draft_id: int) -> ResponseReturnValue:
    """What the editor opens with."""
    actor = access.actor()
    draft = drafts.get(draft_id, actor)
    rows = versions.of(draft.process)
    known = vocabulary.known(draft, actor)
    for group in known["groups"]:
        group["name"] = roles.group_name(group["id"], actor.directory)
    return jsonify(
        bpmn=draft.bpmn.decode(),
        revision=revision(draft),
        forms=[{"id": form["id"], "title": form["title"]} for form in known["forms"]],
        known=known,
        process={
            "name": draft.title,
            "number": max((row.number for row in rows), default=0) + 1,
            "open": sum(row.cases_open for row in rows),
        },
    )


@blueprint.put("/drafts/<int:draft_id>/diagram")
def save_draft(draft_id: int) -> ResponseReturnValue:
    said = body()
    draft = drafts.save(draft_id, bpmn_of(said), access.actor(), seen=seen(said), window=window(said))
    return jsonify(revision=revision(draft))


@blueprint.post("/drafts/<int:draft_id>/hold")
def hold_draft(draft_id: int) -> ResponseReturnValue:
    """A window asks whether it may save, takes over, or says that it is still there."""
    said = body()
    held = editing.hold(draft_id, str(said.get("window", "")), access.actor(), take_over=said.get("take_over") is True)
    return jsonify(mine=held.mine, heard_at=held.heard_at.isoformat() if held.heard_at else None)


@blueprint.post("/drafts/<int:draft_id>/let-go")
def let_go_draft(draft_id: int) -> ResponseReturnValue:
    editing.let_go(draft_id, str(body().get("window", "")), access.actor())
    return "", 204


@blueprint.post("/drafts/<int:draft_id>/check")
def check_draft(draft_id: int) -> ResponseReturnValue:
    """The gate's findings on what stands in the editor now, saved or not."""
    draft = drafts.get(draft_id, access.actor())
    sources = drafts.completed({**draft.sources, drafts.DIAGRAM: bpmn_of(body())})
    return jsonify(findings=[shown(finding) for finding in judged(sources, draft.process)])


def judged(sources: dict[str, bytes], process: str) -> list[Finding]:
    """What the gate finds, knowing the organisation and the parameters of the unit that the process belongs to."""
    directory, unit = access.actor().directory, deploy.unit_of_process(process, access.actor())
    known = parameters.known(unit, directory)
    groups = directory.known_groups
    return gate.check_safely(sources, process, known_groups=groups, known_parameters=known, at=clock.now())


@blueprint.post("/drafts/<int:draft_id>/deploy")
def deploy_draft(draft_id: int) -> ResponseReturnValue:
    """The draft becomes the version that new cases use; running ones keep theirs."""
    said = body()
    note = note_of(said)
    deployed = reviews.publish(draft_id, access.actor(), note, over=over(said))
    href = url_for("studio.show_process", process=deployed.process)
    return jsonify(number=deployed.number, hash=deployed.hash, new=deployed.new, href=href)


@blueprint.post("/drafts/<int:draft_id>/propose")
def propose_draft(draft_id: int) -> ResponseReturnValue:
    """Ask a second person to look at the draft and deploy it."""
    reviews.propose(draft_id, access.actor(), note_of(body()))
    return jsonify(href=url_for("studio.show_review", draft_id=draft_id))


@blueprint.post("/drafts/<int:draft_id>/delete")
def delete_draft(draft_id: int) -> ResponseReturnValue:
    drafts.delete(draft_id, access.actor())
    return redirect(url_for("studio.processes"), 303)


def body() -> dict[str, Any]:
    said = request.get_json()
    if not isinstance(said, dict):
        raise BadValue(name="request", why="it is not a JSON object")
    return said


def note_of(said: dict[str, Any]) -> str:
    note = str(said.get("note", "")).strip()[:MOST_NOTE]
    if not note:
        raise BadValue(name="note", why="it is empty")
    return note


def over(said: dict[str, Any]) -> str | None:
    """The hash of the version that somebody deploys over knowingly."""
    found = said.get("over")
    return found if isinstance(found, str) else None


def window(said: dict[str, Any]) -> str | None:
    found = said.get("window")
    return found if isinstance(found, str) and found else None


def bpmn_of(said: dict[str, Any]) -> bytes:
    return text_of(said, "bpmn")


def text_of(said: dict[str, Any], name: str) -> bytes:
    text = said.get(name)
    if not isinstance(text, str) or len(text) > MOST_BPMN:
        raise BadValue(name=name, why="it is not a text, or too large")
    return text.encode()


def revision(draft: Draft) -> str:
    """What the page knows of when the draft was last saved, so that nobody overwrites what they did not see."""
    return draft.changed_at.isoformat()


def seen(said: dict[str, Any]) -> datetime:
    try:
        found = datetime.fromisoformat(str(said.get("revision")))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadValue(name="revision", why="it is not an instant")
    return found


def shown(finding: Finding) -> dict[str, Any]:
    return finding.to_json()
