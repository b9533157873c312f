"""The limits of a case as they stood at one moment: what was due when, how far its ladder had come, what was left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.calendars import Calendar
from app.casework.standing import Standing
from app.engine.step import OpenTask, SetTimer
from app.web import due, roles
from app.web.actions import words as deeds
from app.web.desk import timeline

TIMER_KINDS = {
    "bpmn": lazy_gettext("timer of the diagram"),
    "remind": lazy_gettext("reminder"),
    "urge": lazy_gettext("urging"),
    "breach": lazy_gettext("end of the limit"),
    "escalate": lazy_gettext("escalation"),
    "deputy": lazy_gettext("calling in the deputy"),
}

NOTICE_KINDS = {
    "opened": lazy_gettext("new task"),
    "remind": lazy_gettext("reminder"),
    "urge": lazy_gettext("urging"),
    "breach": lazy_gettext("limit missed"),
    "escalate": lazy_gettext("escalation"),
    "deputy": lazy_gettext("deputy called in"),
    "incident": lazy_gettext("incident"),
    **deeds.NOTICES,
}


@dataclass(frozen=True)
class Limits:
    calendar: Calendar
    teller: timeline.Teller
    at: datetime

    def task(self, task: OpenTask, standing: Standing) -> dict[str, Any]:
        moved = {"paused_at": task.paused_at, "counts_from": task.counts_from}
        said = due.words(self.calendar, task.opened_at, task.due_at, task.clock, task.provisional, self.at, **moved)
        groups = (roles.group_name(group, self.teller.directory) for group in (*task.groups, *task.deputies))
        return {
            "element": task.element,
            "name": task.name,
            "assignee_name": self.teller.person(task.assignee) if task.assignee else "",
            "groups_text": "、".join(groups),
            "due_at": task.due_at.isoformat() if task.due_at else None,
            "clock": due.limit(task.clock),
            "by": said.by if said else "",
            "provisional": task.provisional,
            "urged": task.urged,
            "breached": task.breached,
            "state": said.state if said else "open",
            "left": said.left if said else "",
            "ladder": self.ladder(task, standing),
        }

    def ladder(self, task: OpenTask, standing: Standing) -> list[dict[str, Any]]:
        """The rungs of a task's ladder, in time: those it has passed, and those that wait."""
        passed = [(rung, True) for rung in standing.fired.get(task.no, ())]
        waiting = [(rung, False) for rung in standing.timers.values() if rung.task == task.no]
        rungs = sorted((*passed, *waiting), key=lambda each: each[0].due)
        return [self.timer(rung) | {"passed": done} for rung, done in rungs if rung.kind != "bpmn"]

    def timer(self, timer: SetTimer, *, left: bool = False) -> dict[str, Any]:
        stopped = timer.paused_at or self.at
        return {
            "element": timer.element,
            "name": self.teller.element(timer.element),
            "kind_text": str(TIMER_KINDS.get(timer.kind, timer.kind)),
            "due": timer.due.isoformat(),
            "left": due.left(self.calendar, timer.due, timer.clock, stopped) if left else "",
        }


def calendar_version(calendar: str, version: str) -> str:
    return gettext("%(calendar)s, version %(version)s", calendar=calendar, version=version)
