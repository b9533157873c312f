"""Two versions beside each other, or a draft beside the version in force: on both diagrams, and as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.casework import comparing, drafts, reviews, versions
from app.casework.versions import VersionRow
from app.errors import NotThere
from app.web import access
from app.web.studio import blueprint
from app.web.studio.processes import check_owned, row_of


@dataclass(frozen=True)
class Overview:
    """What differs beside the diagram, and whether the diagram does."""

    diagram: bool
    parts: tuple[comparing.Part, ...]


def overview(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Overview:
    differs = before.get(drafts.DIAGRAM) != after.get(drafts.DIAGRAM)
    return Overview(differs, tuple(comparing.parts(before, after)))


@blueprint.get("/processes/<process>/compare")
def compare(process: str) -> str:
    """Two versions of a process; without numbers the one in force and the one before it."""
    check_owned(process)
    rows = versions.of(process)
    new = row_of(rows, request.args.get("to", type=int))
    old = row_of(rows, request.args.get("from", type=int) or before_it(rows, new.number))
    before, after = versions.sources(old.hash), versions.sources(new.hash)
    return render_template("studio/compare.html", rows=rows, old=old, new=new, overview=overview(before, after))


def before_it(rows: tuple[VersionRow, ...], number: int) -> int:
    return max((row.number for row in rows if row.number < number), default=number)


@blueprint.get("/processes/<process>/compare.json")
def compare_data(process: str) -> ResponseReturnValue:
    """Both diagrams."""
    check_owned(process)
    rows = versions.of(process)
    before, after = (
        versions.sources(row_of(rows, request.args.get(name, type=int)).hash)[drafts.DIAGRAM] for name in ("from", "to")
    )
    return jsonify(before=before.decode(), after=after.decode())


@blueprint.get("/drafts/<int:draft_id>/compare.json")
def compare_draft(draft_id: int) -> ResponseReturnValue:
    """The version in force, or nothing, and a draft: one's own, or one that is proposed."""
    draft = seen_by(draft_id)
    current = next((row for row in versions.of(draft.process) if row.current), None)
    before = versions.sources(current.hash)[drafts.DIAGRAM].decode() if current else None
    return jsonify(before=before, after=draft.bpmn.decode())


def seen_by(draft_id: int) -> drafts.Draft:
    try:
        return drafts.get(draft_id, access.actor())
    except NotThere:
        return reviews.proposed(draft_id, access.actor())
