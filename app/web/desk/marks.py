"""Where a case stands, as marks on its diagram: what was passed and how often, what is active, due, or stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import url_for

from app import clock
from app.casework.cases import Case
from app.casework.journal import Entry
from app.engine import View
from app.web import access, due, words


def of(case: Case, view: View, entries: Iterable[Entry]) -> dict[str, Any]:
    """The marks that the front end's `case-diagram.js` draws."""
    calendar, now = words.calendar(case.calendar), clock.now()
    return {
        "visits": view.visits,
        "flows": Counter(flow for entry in entries for flow in entry.came.get("flows", ())),
        "active": list(view.active),
        "tasks": [task_mark(task, case) for task in view.tasks],
        "timers": [
            {
                "element": timer.element,
                "due_at": timer.due.isoformat(),
                "left": due.left(calendar, timer.due, timer.clock, timer.paused_at or now),
            }
            for timer in view.timers
            if timer.kind == "bpmn"
        ],
        "incidents": [
            {
                "element": incident.element,
                "message": incident.message,
                "href": url_for("desk.show_case", number=case.number, _anchor="incidents"),
            }
            for incident in view.incidents
        ],
    }


def task_mark(task: Any, case: Case) -> dict[str, Any]:
    read = words.due_words(task, case.calendar)
    return {
        "element": task.element,
        "state": read.state if read else "open",
        "left": read.left if read else "",
        "due_at": read.at.isoformat() if read and read.at else None,
        "assignee": access.actor().directory.name(task.assignee) if task.assignee else None,
    }
