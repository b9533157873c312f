"""The editor: a draft keeps itself, is checked by the gate, and becomes a new version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.casework import deploy, drafts, parameters, versions
from app.casework.drafts import Draft
from app.engine import gate
from app.engine.gate import Finding
from app.errors import BadValue
from app.web import access
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
def edit(draft_id: int) -> str:
    return render_template("studio/editor.html", draft=drafts.get(draft_id, access.actor()))


@blueprint.get("/drafts/<int:draft_id>/diagram")
def draft_data(draft_id: int) -> ResponseReturnValue:
    """What the editor opens with."""
    draft = drafts.get(draft_id, access.actor())
    rows = versions.of(draft.process)
    return jsonify(
        bpmn=draft.bpmn.decode(),
        revision=revision(draft),
        forms=[{"id": id, "title": title} for id, title in drafts.forms()],
        process={
            "name": draft.title,
            "number": max((row.number for row in rows), default=0) + 1,
            "open": sum(row.cases_open for row in rows),
        },
    )


@blueprint.put("/drafts/<int:draft_id>/diagram")
def save_draft(draft_id: int) -> ResponseReturnValue:
    said = body()
    draft = drafts.save(draft_id, bpmn_of(said), access.actor(), seen=seen(said))
    return jsonify(revision=revision(draft))


@blueprint.post("/drafts/<int:draft_id>/check")
def check_draft(draft_id: int) -> ResponseReturnValue:
    """The gate's findings on what stands in the editor now, saved or not."""
    draft = drafts.get(draft_id, access.actor())
    sources = drafts.completed({**draft.sources, drafts.DIAGRAM: bpmn_of(body())})
    directory, unit = access.actor().directory, deploy.unit_of_process(draft.process, access.actor())
    known = parameters.known(unit, directory)
    groups = directory.known_groups
    findings = gate.check_safely(sources, draft.process, known_groups=groups, known_parameters=known, at=clock.now())
    return jsonify(findings=[shown(finding) for finding in findings])


@blueprint.post("/drafts/<int:draft_id>/deploy")
def deploy_draft(draft_id: int) -> ResponseReturnValue:
    """The draft becomes the version that new cases use; running ones keep theirs."""
    actor = access.actor()
    draft = drafts.get(draft_id, actor)
    note = str(body().get("note", "")).strip()[:MOST_NOTE]
    if not note:
        raise BadValue(name="note", why="it is empty")
    deployed = deploy.deploy(drafts.completed(draft.sources), draft.process, actor, note=note)
    drafts.delete(draft.id, actor)
    href = url_for("studio.show_process", process=deployed.process)
    return jsonify(number=deployed.number, hash=deployed.hash, new=deployed.new, href=href)


@blueprint.post("/drafts/<int:draft_id>/delete")
def delete_draft(draft_id: int) -> ResponseReturnValue:
    drafts.delete(draft_id, access.actor())
    return redirect(url_for("studio.processes"), 303)


def body() -> dict[str, Any]:
    said = request.get_json()
    if not isinstance(said, dict):
        raise BadValue(name="request", why="it is not a JSON object")
    return said


def bpmn_of(said: dict[str, Any]) -> bytes:
    text = said.get("bpmn")
    if not isinstance(text, str) or len(text) > MOST_BPMN:
        raise BadValue(name="bpmn", why="it is not a diagram, or too large")
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
