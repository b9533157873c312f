"""What people do in a rehearsal: begin, complete, let the clock go on, step back, and what comes from outside."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import yaml
from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from app.casework import examples, rehearsals
from app.casework.rehearsals import Sitting
from app.errors import BadValue, FormInvalid, ShouwenError
from app.forms import Form
from app.web import access
from app.web.desk.filling import translate
from app.web.forms import reshaped, submitted
from app.web.rehearsal import blueprint, stage
from app.web.rehearsal.moments import sentence

LONGEST = 10_000  # characters of values that are written by hand


def sitting_of(rehearsal: int) -> Sitting:
    """The rehearsal as the page that was sent saw it. Raises RehearsalMoved."""
    sitting = rehearsals.sit(rehearsal, access.actor())
    if request.form.get("seen") != sitting.changed_at.isoformat():
        raise rehearsals.RehearsalMoved
    return sitting


def attempt(sitting: Sitting, act: Callable[[], Any], typed: Mapping[str, Any] | None = None) -> ResponseReturnValue:
    """Do it and show what came of it; refused, the page says why and keeps what was typed."""
    try:
        act()
    except FormInvalid as invalid:
        return stage.page(sitting, typed=typed, errors=invalid.errors), 422
    except rehearsals.RehearsalMoved:
        raise
    except ShouwenError as error:
        return stage.page(sitting, typed=typed, refused=sentence(error)), 422
    return redirect(url_for("rehearsal.show", rehearsal=sitting.id, _anchor="stage"), 303)


def again(rehearsal: int, moved: rehearsals.RehearsalMoved) -> ResponseReturnValue:
    flash(sentence(moved), "error")
    return redirect(url_for("rehearsal.show", rehearsal=rehearsal), 303)


def sent(form: Form | None) -> dict[str, Any]:
    return submitted(form, request.form, request.files, keep) if form else {}


def keep(file: FileStorage) -> str:
    """A file of a rehearsal is not kept: an id stands for it, the same for the same name."""
    return "rehearsed-" + hashlib.sha256((file.filename or "").encode()).hexdigest()[:12]


@blueprint.post("/<int:rehearsal>/start")
def start(rehearsal: int) -> ResponseReturnValue:
    sitting = sitting_of(rehearsal)
    version = sitting.setting.version
    kind, _, name = request.form.get("way", "").partition(" ")
    typed = sent(version.forms[version.start_form] if version.start_form else None) if not kind else {}
    if reshaped(request.form):
        return stage.page(sitting, typed=typed)
    begin = {"at": minute(request.form.get("at", "")), "by": request.form.get("by", "")}
    if kind == "timer":
        begin = {"at": begin["at"], "timer": name}
    elif kind == "message":
        begin["message"] = name

    def act() -> None:
        values = written() if kind == "message" else plain(typed)
        rehearsals.start(sitting, {**begin, "values": values}, access.actor(), translate=translate)

    return attempt(sitting, act, typed)


@blueprint.post("/<int:rehearsal>/complete")
def complete(rehearsal: int) -> ResponseReturnValue:
    sitting = sitting_of(rehearsal)
    task = stage.chosen(sitting.played) if sitting.played else None
    if task is None:
        raise rehearsals.RehearsalMoved
    typed = sent(sitting.setting.version.forms[task.form] if task.form else None)
    if reshaped(request.form):
        return stage.page(sitting, typed=typed)
    who = request.form.get("by", "")
    return attempt(sitting, lambda: rehearsals.complete(sitting, task, typed, who, translate=translate), typed)


@blueprint.post("/<int:rehearsal>/clock")
def move(rehearsal: int) -> ResponseReturnValue:
    """To a deadline, or to any date."""
    sitting = sitting_of(rehearsal)
    return attempt(sitting, lambda: rehearsals.move_to(sitting, minute(request.form.get("at", ""))))


@blueprint.post("/<int:rehearsal>/back")
def back(rehearsal: int) -> ResponseReturnValue:
    sitting = sitting_of(rehearsal)
    return attempt(sitting, lambda: rehearsals.back(sitting, request.form.get("to", -1, type=int)))


@blueprint.post("/<int:rehearsal>/act")
def act(rehearsal: int) -> ResponseReturnValue:
    """A message, an automatic work's answer, an incident tried again, values mended, the case cancelled."""
    sitting = sitting_of(rehearsal)
    kind = request.form.get("kind", "")
    if kind not in STEPS:
        raise BadValue(name="kind", why="it means nothing here")
    return attempt(sitting, lambda: rehearsals.do(sitting, STEPS[kind]()))


def by_whom() -> dict[str, str]:
    return {"by": request.form.get("by", "")}


STEPS: dict[str, Callable[[], dict[str, Any]]] = {
    "message": lambda: {"message": request.form.get("what", ""), "values": written()},
    "job": lambda: {"job": request.form.get("what", ""), "values": written()},
    "failed": lambda: {"job": request.form.get("what", ""), "error": request.form.get("error", "")[:500] or "-"},
    "claim": lambda: {**by_whom(), "claim": request.form.get("what", "")},
    "retry": lambda: {**by_whom(), "retry": request.form.get("what", "")},
    "set": lambda: {**by_whom(), "set": written(), "reason": request.form.get("reason", "")[:500] or "-"},
    "cancel": lambda: {**by_whom(), "cancel": request.form.get("reason", "")[:500] or "-"},
}


@blueprint.post("/<int:rehearsal>/record")
def record(rehearsal: int) -> ResponseReturnValue:
    """Keep what was played as a worked example of the draft."""
    sitting, actor = sitting_of(rehearsal), access.actor()
    try:
        draft, name = rehearsals.record(sitting, request.form.get("title", ""), actor)
    except ShouwenError as error:
        return stage.page(sitting, refused=sentence(error)), 422
    flash(gettext("Recorded as %(name)s: from now on every deployment has to pass it.", name=name))
    there = rehearsals.begin(actor, draft=draft)
    return redirect(url_for("rehearsal.prove", rehearsal=there), 303)


def minute(text: str) -> str:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None).isoformat(timespec="minutes")
    except ValueError:
        raise BadValue(name=gettext("time"), why=gettext("it is no date and time")) from None


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def written() -> dict[str, Any]:
    """Values that somebody wrote, one a line: `reason: 已和解`."""
    text = request.form.get("values", "")[:LONGEST].replace("：", ": ")
    try:
        found = yaml.load(text, Loader=examples.Core)  # noqa: S506  Core is a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError):
        found = text
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise BadValue(name=gettext("values"), why=gettext("write a name, a colon and a value on each line"))
    return {str(name): value for name, value in found.items()}


blueprint.register_error_handler(
    rehearsals.RehearsalMoved, lambda moved: again((request.view_args or {})["rehearsal"], moved)
)
