"""The editors of forms and decision tables, with the form as staff will see it."""

from __future__ import annotations

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.casework import draft_parts, drafts, vocabulary
from app.forms import FormBroken, parse
from app.web import access
from app.web.forms import render
from app.web.studio import blueprint, editor

TEMPLATES = {draft_parts.FORMS: "studio/form_editor.html", draft_parts.DECISIONS: "studio/decision_editor.html"}


@blueprint.post("/drafts/<int:draft_id>/parts")
def add_part(draft_id: int) -> ResponseReturnValue:
    """A new form or decision table in the draft."""
    kind, name, title = (request.form.get(key, "").strip() for key in ("kind", "id", "title"))
    part = draft_parts.create(draft_id, kind, name, title, access.actor())
    return redirect(url_for("studio.edit_part", draft_id=draft_id, kind=part.kind, name=part.name), 303)


@blueprint.get("/drafts/<int:draft_id>/<kind>/<name>")
def edit_part(draft_id: int, kind: str, name: str) -> str:
    part = draft_parts.get(draft_id, kind, name, access.actor())
    return render_template(TEMPLATES[part.kind], part=part, draft=part.draft)


@blueprint.get("/drafts/<int:draft_id>/<kind>/<name>/data")
def part_data(draft_id: int, kind: str, name: str) -> ResponseReturnValue:
    actor = access.actor()
    part = draft_parts.get(draft_id, kind, name, actor)
    known = vocabulary.known(part.draft, actor)
    return jsonify(text=part.data.decode(), revision=editor.revision(part.draft), known=known)


@blueprint.put("/drafts/<int:draft_id>/<kind>/<name>/data")
def save_part(draft_id: int, kind: str, name: str) -> ResponseReturnValue:
    said, actor = editor.body(), access.actor()
    part = draft_parts.get(draft_id, kind, name, actor)
    data, window = editor.text_of(said, "text"), editor.window(said)
    return jsonify(revision=editor.revision(draft_parts.save(part, data, actor, seen=editor.seen(said), window=window)))


@blueprint.post("/drafts/<int:draft_id>/<kind>/<name>/check")
def check_part(draft_id: int, kind: str, name: str) -> ResponseReturnValue:
    """What keeps it from being read, and what the gate says of the whole process with it, as far as it is about it."""
    said = editor.body()
    part = draft_parts.get(draft_id, kind, name, access.actor())
    data = editor.text_of(said, "text")
    found = draft_parts.check(part, data)
    if not found:
        sources = drafts.completed({**part.draft.sources, part.file: data})
        found = [each for each in editor.judged(sources, part.draft.process) if part.name in each.message_en]
    return jsonify(findings=[editor.shown(each) for each in found])


@blueprint.post("/drafts/<int:draft_id>/<kind>/<name>/preview")
def preview_part(draft_id: int, kind: str, name: str) -> ResponseReturnValue:
    """The form as staff will see it, drawn by the same code; nothing that is typed there is kept."""
    draft_parts.get(draft_id, kind, name, access.actor())
    try:
        form = parse(editor.text_of(editor.body(), "text"))
    except FormBroken:
        return jsonify(html=None)
    return jsonify(html=str(render(form, {}, now=clock.now())))
