"""Find a case by its number, by whom or what it is about."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.casework import cases, versions
from app.errors import CaseNotFound
from app.web import access, paging
from app.web.desk import blueprint, values

STATUSES = ("open", "ended", "cancelled")


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    text = request.args.get("q", "").strip()
    if case := exactly(text):
        return redirect(url_for("desk.show_case", number=case.number))
    status = paging.choice("status", STATUSES)
    found = cases.find(
        access.actor(),
        text=text or None,
        status=status,
        process=request.args.get("process") or None,
        page=paging.page(),
        per_page=paging.PER_PAGE,
    )
    return render_template(
        "desk/search.html",
        text=text,
        status=status,
        found=found,
        here=paging.here,
        matter=values.matter,
        processes=versions.visible(access.actor()),
    )


def exactly(text: str) -> cases.Case | None:
    """The case that a number names: whoever types one wants to be there."""
    try:
        return cases.by_number(text, access.actor()) if text else None
    except CaseNotFound:
        return None
