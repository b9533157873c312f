"""What a refused change answers: the sentence, on the page the person came from, with nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.casework import calendar_drafts
from app.errors import Conflict, Invalid
from app.web import access
from app.web.errors import sentence

View = Callable[..., ResponseReturnValue]


def said_on_the_page(view: View) -> View:
    """What cannot be done as it was sent is said on the page of the draft, or of all calendars."""

    @wraps(view)
    def answered(**names: Any) -> ResponseReturnValue:
        try:
            return view(**names)
        except (Invalid, Conflict) as problem:
            if "proposal_id" in names:
                calendar_drafts.get(names["proposal_id"], access.actor())  # a stranger is told that there is none
            flash(sentence(problem), "error")
            return redirect(page_of(names), 303)

    return answered


def page_of(names: dict[str, Any]) -> str:
    if "proposal_id" not in names:
        return url_for("calendars.show_all")
    year = request.form.get("year", type=int)
    where = "show_preview" if request.form.get("from") == "preview" else "show_draft"
    return url_for(f"calendars.{where}", proposal_id=names["proposal_id"], year=year)
