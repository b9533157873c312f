"""The form of a task or of a start, between a page and casework."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from app import clock
from app.casework import attachments, versions
from app.engine.expressions import Expressions
from app.errors import Invalid, ProcessNotFound
from app.forms import Form
from app.web import access, words
from app.web.errors import sentence
from app.web.forms import render, submitted

Errors = Mapping[str, list[str]]


def shown(
    form: Form | None,
    values: Mapping[str, Any],
    *,
    case_id: int | None = None,
    calendar_id: str | None = None,
    typed: Mapping[str, Any] | None = None,
    errors: Errors | None = None,
    readonly: bool = False,
) -> Markup:
    """The form over the values of a case; with what somebody typed and has to put right."""
    if form is None:
        return Markup()
    calendar, now = words.calendar(calendar_id), clock.now()
    return render(
        form,
        values,
        errors,
        readonly,
        submitted=typed,
        now=now,
        zone=calendar.zone,
        functions=Expressions({}, now, calendar).functions,
        files=attachments.HandedIn(access.actor(), case_id),
        file_url=lambda file: url_for("desk.download", file_id=file),
    )


def sent() -> dict[str, Any]:
    """What the page sent, read with the form that the page says it shows; which form counts is decided under lock."""
    form = named()
    return submitted(form, request.form, request.files, keep) if form else {}


def named() -> Form | None:
    """The form of the page: it carries the version and the form's id, so that reading it costs no look at the case."""
    name = request.form.get("form")
    if not name:
        return None
    form = versions.load(request.form.get("version", "")).forms.get(name)
    if form is None:
        raise ProcessNotFound(process=request.form.get("version", ""))
    return form


def keep(file: FileStorage) -> str:
    """The id of the kept file; none for one that cannot be kept: the form comes back with all that was typed."""
    try:
        return attachments.keep(file.stream, file.filename or "", access.actor()).id
    except Invalid as refused:
        flash(sentence(refused), "error")
        return ""


def translate(template: str, **facts: Any) -> str:
    """What a form says about a value, in the language of the page."""
    return gettext(template).format(**facts)
