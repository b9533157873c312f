"""A form exactly as it was submitted: the fields that were shown then, with the words the person saw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from app.calendars import Calendar
from app.engine import Version
from app.engine.commands import Command, Complete, Start
from app.engine.expressions import Expressions
from app.forms import Entry, Form, Moment
from app.forms.paths import MISSING, dig
from app.web.desk.values import Vocabulary
from app.web.showing import listed


def form(
    version: Version, command: Command, at: datetime, names: dict[str, Any], calendar: Calendar, words: Vocabulary
) -> dict[str, Any] | None:
    """The form of a step that had one: its title and each field with label and text. `names`: what the case knew
    before it."""
    form_id = form_of(version, command)
    if form_id is None or form_id not in version.forms:
        return None
    found = version.forms[form_id]
    filled = fields(found, command, at, names, calendar, words)
    return {"id": found.id, "title": found.title, "fields": list(filled)}


def form_of(version: Version, command: Command) -> str | None:
    if isinstance(command, Start):
        return None if command.message else version.start_form
    if isinstance(command, Complete):
        element = version.elements.get(command.task.partition("#")[0].partition("[")[0])
        return element.form if element else None
    return None


def fields(
    found: Form, command: Command, at: datetime, names: dict[str, Any], calendar: Calendar, words: Vocabulary
) -> Iterator[dict[str, str]]:
    """What a form let through was shown, whatever its conditions would say of what is known here: they may have asked
    for what only a called process knew."""
    sent: dict[str, Any] = getattr(command, "values", {})
    functions = Expressions({}, at, calendar).functions
    filling = found.fill({**names, **sent}, now=at, zone=calendar.zone, functions=functions)
    moment = Moment(at, calendar.zone, functions)
    for entry in filling.walk():
        if entry.field.key and (value := dig(sent, entry.path)) is not MISSING:
            label = entry.field.label.value(filling.names(entry.row), moment) or entry.name
            yield {"key": entry.name, "label": row_number(entry) + label, "text": text(entry, value, words)}


def row_number(entry: Entry) -> str:
    """In the rows of a list, which row."""
    numbers = [str(part + 1) for part in entry.path if isinstance(part, int)]
    return f"{'.'.join(numbers)}. " if numbers else ""


def text(entry: Entry, value: Any, words: Vocabulary) -> str:
    """The value as it read on the form: an option by its label, also where the options came from the case."""
    labels = {option.key: option.label for option in entry.options}
    chosen = value if isinstance(value, list) else [value]
    if labels and all(isinstance(item, str) for item in chosen):
        return listed(str(labels.get(item, item)) for item in chosen)
    return words.text(str(entry.field.key), value)
