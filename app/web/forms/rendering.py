"""A form as HTML: to be filled in, or as it was filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from flask import render_template
from markupsafe import Markup

from app.forms import Form
from app.forms.files import Files
from app.forms.form import Functions
from app.forms.moment import HOME
from app.web.forms.naming import RESHAPE, input_id
from app.web.forms.pieces import ROW_NAMES, Surroundings, lines_of

Errors = Mapping[str, Iterable[str]]


def render(
    form: Form,
    values: Mapping[str, Any],
    errors: Errors | None = None,
    readonly: bool = False,
    *,
    submitted: Mapping[str, Any] | None = None,
    now: datetime | None = None,
    zone: tzinfo = HOME,
    functions: Functions | None = None,
    files: Files | None = None,
    file_url: Callable[[str], str] | None = None,
) -> Markup:
    """The fields of a form over the values of a case; the `<form>` around them, with its buttons, is the page's.

    `submitted` is what somebody has sent and gets back, to put right or after adding a row. `files` and `file_url`
    give the names and addresses of attachments.
    """
    filling = form.fill(values, submitted, now=now, zone=zone, functions=functions)
    around = Surroundings(form, filling, errors or {}, files, file_url)
    template = "forms/filled.html" if readonly else "forms/form.html"
    lines = lines_of(filling.entries, around)
    asks = bool(form.names & (form.keys | ROW_NAMES))  # something on the page changes what is shown
    return Markup(render_template(template, form=form, lines=lines, asks=asks, reshape=RESHAPE))  # noqa: S704  escaped


def problems(form: Form, errors: Errors) -> list[tuple[str, str, str]]:
    """What is wrong, for a summary above the form: the anchor of each field, its label and what is said of it."""
    labels = {key: label for one in form.walk() if one.holds for key, label in [(one.where, str(one.label))]}
    return [
        ("#" + input_id(path), labels.get(_where(path), "") or path, " ".join(said)) for path, said in errors.items()
    ]


def _where(path: str) -> tuple[str, ...]:
    """The path of a field within its row."""
    parts = path.split(".")
    numbers = [place for place, part in enumerate(parts) if part.isdigit()]
    return tuple(parts[numbers[-1] + 1 :] if numbers else parts)
