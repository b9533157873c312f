"""Where a rehearsed case stands, as marks on its diagram: as on a case's page, but at the rehearsal's own time."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.casework.playing import Played
from app.engine.step import OpenTask
from app.web import due
from app.web.due import DueWords


def of(played: Played) -> dict[str, Any]:
    case, view = played.case, played.view
    last = played.moments[-1]
    return {
        "visits": view.visits,
        "flows": Counter(case.result.flows),
        "active": list(view.active),
        "now": [element for element in last.passed if element not in view.active],
        "tasks": [_task(task, played) for task in view.tasks],
        "timers": [
            {
                "element": timer.element,
                "due_at": timer.due.isoformat(),
                "left": due.left(case.calendar, timer.due, timer.clock, timer.paused_at or played.at),
            }
            for timer in view.timers
            if timer.kind == "bpmn"
        ],
        "incidents": [{"element": one.element, "message": one.message, "href": "#incidents"} for one in view.incidents],
    }


def _task(task: OpenTask, played: Played) -> dict[str, Any]:
    read = due_of(task, played)
    return {
        "element": task.element,
        "state": read.state if read else "open",
        "left": read.left if read else "",
        "due_at": read.at.isoformat() if read and read.at else None,
        "assignee": played.case.directory.name(task.assignee) if task.assignee else None,
    }


def due_of(task: OpenTask, played: Played) -> DueWords | None:
    """The limit of a task in the words of its clock, as it reads at the rehearsal's own time."""
    moved = {"paused_at": task.paused_at, "counts_from": task.counts_from}
    calendar = played.case.calendar
    return due.words(calendar, task.opened_at, task.due_at, task.clock, task.provisional, played.at, **moved)
