"""Why a task is due when it is: the reading of its clock, each day on the way, and what happens if nobody acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template
from flask_babel import format_date, gettext, lazy_gettext

from app import clock
from app.calendars import CALL, Limit
from app.casework import cases, deadlines, tasks
from app.casework.deadlines import Deadline
from app.web import access, due
from app.web.desk import blueprint, timeline, values

# How each clock is read (民法典 201 and 203), in one sentence.
READINGS = {
    "WD": lazy_gettext(
        "Working days: the day of receipt does not count, days off do not count, make-up days do. "
        "The limit ends with the close of business of the last day."
    ),
    "ND": lazy_gettext(
        "Calendar days: the day of receipt does not count, every day after it does. The limit ends at 24:00 of the "
        "last day; where that is a day off, of the next working day."
    ),
    "WH": lazy_gettext(
        "Working hours: only the time inside working hours counts; outside of them the clock stands still."
    ),
    "H": lazy_gettext("Hours: every hour counts, by day and by night, on working days and on days off."),
    CALL: lazy_gettext(
        "Within the call: the limit begins with the call and ends with it. Whoever is on the telephone tells when the "
        "call is over; a task that is open then has missed its limit at that instant. A latest time, where the "
        "procedure names one, is for calls of which nobody tells the end."
    ),
}
KINDS = {  # kind of day -> icon, state, word
    "received": ("inbox", "waiting", lazy_gettext("day of receipt")),
    "working": ("circle-check", "done", lazy_gettext("counts")),
    "make-up": ("circle-check", "done", lazy_gettext("counts: make-up day")),
    "weekend": ("circle-minus", "waiting", lazy_gettext("does not count")),
    "holiday": ("circle-minus", "waiting", lazy_gettext("does not count")),
}
ALARMS = {
    "remind": lazy_gettext("whoever has the task is reminded"),
    "urge": lazy_gettext("the task is urged"),
    "breach": lazy_gettext("the limit ends: the breach is recorded"),
    "escalate": lazy_gettext("the superior is called in"),
    "deputy": lazy_gettext("the deputy is called in, if nobody has taken the task"),
    "bpmn": lazy_gettext("the procedure goes on as drawn"),
}
STATES = {"set": lazy_gettext("to come"), "fired": lazy_gettext("happened"), "gone": lazy_gettext("no longer needed")}


@blueprint.get("/tasks/<task_id>/deadline")
def show_deadline(task_id: str) -> str:
    actor = access.actor()
    task = tasks.get(task_id, actor)
    found = deadlines.of(task) if task.due_at or task.clock == CALL else None
    case = cases.get(task.case_id, actor)
    version = cases.version_of(case)
    teller = timeline.Teller(version, actor.directory, values.vocabulary(version))
    return render_template(
        "desk/deadline.html",
        task=task,
        case=case,
        moments=[timeline.moment(deed, teller) for deed in found.touches.deeds] if found else (),
        deadline=found,
        words=words(found, task) if found else None,
        reading=reading(task.clock),
        day_words=day_words,
        day_name=day_name,
        within=due.working_span,
        length_of_day=due.length_of_day,
        plain=due.plain,
        alarms=ALARMS,
        states=STATES,
    )


def reading(clock: str | None) -> Any:
    """How the clock of a limit is read; empty where none counts it."""
    return READINGS[clock if clock == CALL else Limit.parse(clock).clock] if clock else ""


def words(deadline: Deadline, task: tasks.Task) -> due.DueWords | None:
    """The due time as the lists say it, but by the calendar that counted it."""
    now = task.closed_at or clock.now()
    moved = {"paused_at": task.paused_at, "counts_from": task.counts_from}
    return due.words(deadline.calendar, task.opened_at, task.due_at, task.clock, task.provisional, now, **moved)


def day_words(one: deadlines.DayOfDeadline) -> tuple[str, str, Any]:
    """Icon, state and word of a day: whether it counts, in this clock."""
    drawing, state, word = KINDS[one.day.kind]
    if one.day.kind == "received":
        return drawing, state, word
    if one.stood:
        return "player-pause", "waiting", gettext("the clock stood still")
    if one.counted:
        return "circle-check", "done", word if one.day.kind == "make-up" else gettext("counts")
    return "circle-minus", "waiting", gettext("does not count")


def day_name(day: date) -> str:
    return format_date(day, "EEE")
