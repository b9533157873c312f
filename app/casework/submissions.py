"""What a submit may write: live work and rehearsals ask here, so a form takes and refuses the same everywhere.

A form lets through only the fields it declares and shows. A task without a form declares nothing: all one can do is
complete it. A message that starts a case brings what it brings; it is no person's form.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.calendars import Calendar
from app.engine import Version, parameters
from app.engine.expressions import Expressions
from app.engine.step import OpenTask
from app.errors import FieldNotDeclared
from app.forms import english
from app.forms.files import Files
from app.forms.messages import Translate


def to_complete(
    version: Version,
    task: OpenTask,
    submitted: Mapping[str, Any],
    values: Mapping[str, Any],
    at: datetime,
    calendar: Calendar,
    *,
    files: Files | None = None,
    translate: Translate = english,
) -> dict[str, Any]:
    """The values that completing a task writes; `values` is what its form may ask. Raises FormInvalid and
    FieldNotDeclared."""
    return accepted(version, task.form, submitted, values, at, calendar, files, translate)


def to_start(
    version: Version,
    submitted: Mapping[str, Any],
    at: datetime,
    calendar: Calendar,
    *,
    pinned: Mapping[str, Any] | None = None,
    message: str | None = None,
    files: Files | None = None,
    translate: Translate = english,
) -> dict[str, Any]:
    """The values that a case starts with; the form is for those who start it by hand, not for a message. `pinned` are
    the parameters it will have."""
    if message:
        return dict(submitted)
    names = {parameters.NAME: dict(pinned)} if pinned else {}
    return accepted(version, version.start_form, submitted, names, at, calendar, files, translate)


def accepted(
    version: Version,
    form: str | None,
    submitted: Mapping[str, Any],
    values: Mapping[str, Any],
    at: datetime,
    calendar: Calendar,
    files: Files | None,
    translate: Translate,
) -> dict[str, Any]:
    if form is None:
        for field in submitted:
            raise FieldNotDeclared(field=field)
        return {}
    say = Expressions({}, at, calendar)  # the time functions that the form's expressions may use
    return version.forms[form].accept(
        submitted, values, now=at, zone=calendar.zone, functions=say.functions, files=files, translate=translate
    )
