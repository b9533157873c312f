"""Processes into the studio and out of it: diagrams of other tools, ZIP files, and a page to print."""

from __future__ import annotations

import io

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.casework import drafts, exchange, outline, versions
from app.engine.normalise import AnswerRefused, CannotNormalise
from app.engine.xml import XmlRefused
from app.errors import Conflict, Invalid, NotAllowed
from app.web import access, errors
from app.web.procedures import how_long
from app.web.studio import blueprint
from app.web.studio.processes import check_owned, row_of

MOST_ANSWERS = 500
LONGEST_ANSWER = 2000


@blueprint.get("/import")
def import_process() -> str:
    return render_template("studio/import.html", refused="", id="", title="")


@blueprint.post("/import")
def bring_in() -> ResponseReturnValue:
    """Begin a draft with what was uploaded: a diagram of another tool, or a ZIP file of a whole process."""
    sent = request.files.get("file")
    id, title = (request.form.get(name, "").strip() for name in ("id", "title"))
    data = sent.read(exchange.MOST_BYTES + 1) if sent else b""
    try:
        draft = exchange.bring_in(sent.filename or "" if sent else "", data, id, title, access.actor())
    except (XmlRefused, CannotNormalise, Invalid, Conflict, NotAllowed) as error:
        filled = render_template("studio/import.html", refused=errors.sentence(error), id=id, title=title)
        return filled, errors.of_domain(error).status
    if exchange.record_of(draft) is None:
        return redirect(url_for("studio.edit", draft_id=draft.id), 303)
    return redirect(url_for("studio.show_import", draft_id=draft.id), 303)


@blueprint.get("/drafts/<int:draft_id>/import")
def show_import(draft_id: int) -> ResponseReturnValue:
    return report(draft_id)


@blueprint.post("/drafts/<int:draft_id>/import")
def answer_import(draft_id: int) -> ResponseReturnValue:
    """Answers to what the import asked."""
    sent = list(request.form.items())[:MOST_ANSWERS]
    answers = {key.removeprefix("a:"): text.strip()[:LONGEST_ANSWER] for key, text in sent if key.startswith("a:")}
    try:
        exchange.answer(draft_id, {key: text for key, text in answers.items() if text}, access.actor())
    except (AnswerRefused, exchange.EditedSince) as error:
        return report(draft_id, errors.sentence(error), errors.of_domain(error).status)
    return redirect(url_for("studio.show_import", draft_id=draft_id), 303)


def report(draft_id: int, refused: str = "", status: int = 200) -> ResponseReturnValue:
    """What the import changed and asks."""
    draft = drafts.get(draft_id, access.actor())
    record = exchange.record_of(draft)
    if record is None:
        return redirect(url_for("studio.edit", draft_id=draft_id))
    return render_template("studio/imported.html", draft=draft, record=record, refused=refused), status


@blueprint.get("/processes/<process>/versions/<int:number>/export.zip")
def export_version(process: str, number: int) -> ResponseReturnValue:
    """All files of a version as they were deployed."""
    check_owned(process)
    row = row_of(versions.of(process), number)
    return zipped(versions.sources(row.hash), f"{process}-{number}.zip")


@blueprint.get("/drafts/<int:draft_id>/export.zip")
def export_draft(draft_id: int) -> ResponseReturnValue:
    draft = drafts.get(draft_id, access.actor())
    return zipped({**draft.sources, **drafts.completed(draft.sources)}, f"{draft.process}-draft.zip")


def zipped(files: dict[str, bytes], name: str) -> ResponseReturnValue:
    packed = io.BytesIO(exchange.packed(files))
    return send_file(packed, mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.get("/processes/<process>/versions/<int:number>/print")
def print_version(process: str, number: int) -> str:
    """The diagram and what its steps say, on paper or as a PDF file by the browser."""
    check_owned(process)
    row = row_of(versions.of(process), number)
    version = versions.load(row.hash)
    steps = [each for each in version.elements.values() if each.id in version.elements and each.documentation]
    return render_template(
        "studio/print.html", row=row, version=version, steps=steps, outline=outline.of(version), how_long=how_long
    )
