"""The page on which a case is played: the diagram, the clock, the forms, and what happened so far."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import clock
from app.calendars import Calendar
from app.casework import permissions, playing, rehearsals, subjects
from app.casework.playing import Played
from app.casework.rehearsals import Sitting
from app.engine.expressions import Expressions
from app.engine.step import OpenTask
from app.errors import BadValue, DiagramRefused
from app.forms import Form
from app.web import access
from app.web.desk import values
from app.web.forms import problems, render
from app.web.rehearsal import blueprint, marks, moments

MOST_UPCOMING = 8
Errors = Mapping[str, list[str]]


@blueprint.post("")
def begin() -> ResponseReturnValue:
    """Rehearse a draft, or a version of a process: the one in force where no number is said."""
    actor, draft = access.actor(), request.form.get("draft", type=int)
    if draft is not None:
        return redirect(url_for("rehearsal.show", rehearsal=rehearsals.begin(actor, draft=draft)), 303)
    process = request.form.get("process", "")
    if not process:
        raise BadValue(name="process", why="it is empty")
    version = subjects.hash_of(process, request.form.get("version", type=int), actor)
    return redirect(url_for("rehearsal.show", rehearsal=rehearsals.begin(actor, version=version)), 303)


@blueprint.get("/<int:rehearsal>")
def show(rehearsal: int) -> ResponseReturnValue:
    try:
        sitting = rehearsals.sit(rehearsal, access.actor())
    except DiagramRefused as refused:
        return not_yet(rehearsal, refused)
    return page(sitting)


def not_yet(rehearsal: int, refused: DiagramRefused) -> ResponseReturnValue:
    """What the gate refuses cannot be rehearsed: it says what to mend."""
    subject = rehearsals.subject_of(rehearsal, access.actor())
    return render_template("rehearsal/refused.html", subject=subject, findings=refused.findings), 422


def page(
    sitting: Sitting,
    *,
    typed: Mapping[str, Any] | None = None,
    errors: Errors | None = None,
    refused: str | None = None,
) -> str:
    played = sitting.played
    if played is None or not played.moments:
        return opening(sitting, typed, errors, refused)
    task = chosen(played)
    form = played.case.version.forms[task.form] if task and task.form else None
    seen = played.view.names_at(task.no) if task else {}
    return render_template(
        "rehearsal/stage.html",
        sitting=sitting,
        played=played,
        now=moments.now(played),
        task=task,
        form=form,
        fields=fields(form, seen, played.at, played.case.calendar, typed, errors) if task else "",
        problems=problems(form, errors) if form and errors else (),
        refused=refused or moments.stuck(played),
        actors=actors(played, playing.entitled(played, task)) if task else (),
        administrators=administrators(played),
        open_tasks=[(each, marks.due_of(each, played)) for each in played.case.open.values()],
        upcoming=[moments.coming(played, *each) for each in playing.upcoming(played)[:MOST_UPCOMING]],
        morning=moments.next_morning(played),
        happened=moments.told(played),
        known=values.known(played.view.values, values.vocabulary(played.case.version)),
        element_name=lambda id: moments.name_of(played, id),
        written=playing.written(played.at, played),
    )


def opening(sitting: Sitting, typed: Mapping[str, Any] | None, errors: Errors | None, refused: str | None) -> str:
    """Before the case is begun: who receives it when, with the first form."""
    version, directory = sitting.setting.version, access.actor().directory
    calendar = sitting.setting.calendars.get(version.properties.get("calendar"))
    form = version.forms[version.start_form] if version.start_form else None
    at = request.form.get("at") or clock.now().astimezone(calendar.zone).strftime("%Y-%m-%dT%H:00")
    stopped = sitting.played.refused if sitting.played else None
    return render_template(
        "rehearsal/opening.html",
        sitting=sitting,
        version=version,
        form=form,
        fields=fields(form, {}, calendar.local(at) if not errors else clock.now(), calendar, typed, errors),
        problems=problems(form, errors) if form and errors else (),
        refused=refused or (moments.sentence(stopped[1]) if stopped else None),
        ways=ways_to_begin(sitting),
        way=request.form.get("way", ""),
        at=at,
        by=request.form.get("by", ""),
        actors=moments.people(directory, rehearsals.starters(sitting) or list(directory.people)),
        values=request.form.get("values", ""),
    )


def ways_to_begin(sitting: Sitting) -> list[tuple[str, str]]:
    """By hand, by a message, by the clock: the key of each, and its name."""
    version = sitting.setting.version
    ways = [(f"message {name}", name) for name in version.start_messages]
    ways += [(f"timer {each.id}", each.name or each.id) for each in version.start_timers]
    return ([("", "")] if version.starts_by_hand or not ways else []) + ways


def fields(
    form: Form | None,
    known: Mapping[str, Any],
    at: datetime,
    calendar: Calendar,
    typed: Mapping[str, Any] | None,
    errors: Errors | None,
) -> Markup:
    """The form as staff will see it, at the rehearsal's own time."""
    if form is None:
        return Markup()
    functions = Expressions({}, at, calendar).functions
    return render(form, known, errors, submitted=typed, now=at, zone=calendar.zone, functions=functions)


def chosen(played: Played) -> OpenTask | None:
    """The task that the address names, or the first one that is open."""
    no = request.values.get("task", type=int)
    return played.task(no) or next(iter(played.case.open.values()), None)


def actors(played: Played, first: list[str]) -> list[tuple[str, str]]:
    return moments.people(played.case.directory, first)


def administrators(played: Played) -> list[tuple[str, str]]:
    """Who may mend and cancel the case."""
    rules = played.case.rules
    able = [
        login for login in played.case.directory.people if permissions.may_by_hand(rules.actor(login), "Cancel", rules)
    ]
    return moments.people(played.case.directory, able)


@blueprint.get("/<int:rehearsal>/diagram")
def diagram(rehearsal: int) -> ResponseReturnValue:
    """The diagram with the marks of where the case stands."""
    sitting = rehearsals.sit(rehearsal, access.actor())
    if sitting.played is None or not sitting.played.moments:
        return jsonify(bpmn=sitting.subject.bpmn.decode())
    links = {
        task.element: url_for("rehearsal.show", rehearsal=rehearsal, task=task.no, _anchor="work")
        for task in sitting.played.case.open.values()
    }
    return jsonify(bpmn=sitting.subject.bpmn.decode(), marks=marks.of(sitting.played), links=links)
