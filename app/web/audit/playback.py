"""A replayed case in the shape that the player shows: each step told in words, with all that was so after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.calendars import Calendar
from app.casework import journal, keys
from app.casework.organisation import Directory
from app.casework.replay import Replay, ReplayStep
from app.engine import Version
from app.engine.step import Change, Notice, OpenTask, SetTimer, View
from app.web import due, errors, roles
from app.web.actions import words as deeds
from app.web.audit import deciding, submitted, telling
from app.web.desk import timeline, values

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


def course(replayed: Replay, calendar: Calendar, directory: Directory) -> dict[str, Any]:
    """What the player needs of a whole case."""
    version = replayed.version
    telling = Telling(version, calendar, timeline.Teller(version, directory, values.vocabulary(version)))
    before: View | None = None
    steps = []
    for step in replayed.steps:
        steps.append(telling.step(step, before))
        before = step.view
    return {
        "bpmn": version.bpmn.decode(),
        "zone": str(calendar.zone),
        "steps": steps,
        "difference": difference(replayed),
    }


def difference(replayed: Replay) -> dict[str, Any] | None:
    """The first thing that came out differently, where something did."""
    found = replayed.difference
    return {"seq": found.seq, "sentence": errors.sentence(found.problem)} if found else None


@dataclass(frozen=True)
class Telling:
    version: Version
    calendar: Calendar
    teller: timeline.Teller

    def step(self, one: ReplayStep, before: View | None) -> dict[str, Any]:
        entry, step = one.entry, one.step
        moment = telling.moment(entry, self.teller)
        return {
            "seq": entry.seq,
            "kind": kind_of(one),
            "sentence": moment.sentence,
            "by": entry.by,
            "by_name": self.teller.person(entry.by),
            "acting_for_name": self.teller.person(entry.acting_for) if entry.acting_for else None,
            "reason": moment.said,
            "at": entry.at.isoformat(),
            "wall": entry.wall.isoformat(),
            "trail": step.trail,
            "flows": step.flows,
            "focus": focus(one),
            "waited": self.waited(one, before),
            "form": submitted.form(self.version, one, self.calendar, self.teller.words),
            "changes": [self.change(change) for change in step.changes if says_something(change)],
            "decisions": [
                deciding.decision(made, self.teller.element(made.element), self.teller.words) for made in step.decisions
            ],
            "timers_set": [self.timer(timer) for timer in step.timers_set],
            "timers_gone": step.timers_gone,
            "fired": self.timer(step.fired) if step.fired else None,
            "notices": [self.notice(notice) for notice in step.notices],
            "incidents": [self.incident(incident) for incident in step.incidents],
            "after": self.after(one.view, entry.at),
            **proof(one),
        }

    def after(self, view: View, at: datetime) -> dict[str, Any]:
        timers = [self.timer(timer, at) for timer in view.timers if timer.kind == "bpmn"]
        return {
            "active": view.active,
            "tasks": [self.task(task, at) for task in view.tasks],
            "timers": timers,
            "incidents": [self.incident(incident) for incident in view.incidents],
        }

    def task(self, task: OpenTask, at: datetime) -> dict[str, Any]:
        moved = {"paused_at": task.paused_at, "counts_from": task.counts_from}
        said = due.words(self.calendar, task.opened_at, task.due_at, task.clock, task.provisional, at, **moved)
        groups = (roles.group_name(group, self.teller.directory) for group in (*task.groups, *task.deputies))
        return {
            "element": task.element,
            "name": task.name,
            "assignee_name": self.teller.person(task.assignee) if task.assignee else "",
            "groups_text": "、".join(groups),
            "due_at": task.due_at.isoformat() if task.due_at else None,
            "clock": due.limit(task.clock),
            "provisional": task.provisional,
            "urged": task.urged,
            "breached": task.breached,
            "state": said.state if said else "open",
            "left": said.left if said else "",
        }

    def timer(self, timer: SetTimer, at: datetime | None = None) -> dict[str, Any]:
        return {
            "element": timer.element,
            "name": self.teller.element(timer.element),
            "kind_text": str(TIMER_KINDS.get(timer.kind, timer.kind)),
            "due": timer.due.isoformat(),
            "left": due.left(self.calendar, timer.due, timer.clock, timer.paused_at or at) if at else "",
        }

    def change(self, change: Change) -> dict[str, Any]:
        words = self.teller.words
        before = None if change.before is None else words.text(change.name, change.before)
        after = words.text(change.name, change.after)
        return {"name": change.name, "label": words.label(change.name), "before": before, "after": after}

    def notice(self, notice: Notice) -> dict[str, Any]:
        told = [*(roles.group_name(group, self.teller.directory) for group in notice.groups)]
        told += [self.teller.person(login) for login in notice.users]
        return {"kind_text": str(NOTICE_KINDS.get(notice.kind, notice.kind)), "to": "、".join(told)}

    def incident(self, incident: Any) -> dict[str, Any]:
        name = self.teller.element(incident.element)
        return {"element": incident.element, "name": name, "message": incident.message}

    def waited(self, one: ReplayStep, before: View | None) -> str:
        """How long the task that was completed had been open, in working time."""
        done = next((closed.no for closed in one.step.closed if closed.how == "completed"), None)
        task = next((task for task in before.tasks if task.no == done), None) if before and done else None
        return due.span(self.calendar, task.opened_at, one.entry.at, task.clock or "WH") if task else ""


def says_something(change: Change) -> bool:
    """A field that was left empty the first time is no news."""
    return not (change.before is None and change.after in (None, "", []))


def kind_of(one: ReplayStep) -> str:
    """What the list of steps colours: an incident, a missed limit, a timer, or somebody's deed."""
    fired = one.step.fired
    if one.step.incidents:
        return "incident"
    if fired is None:
        return "deed"
    return "breach" if fired.kind == "breach" else "timer"


def focus(one: ReplayStep) -> str | None:
    """The element that a step is about."""
    candidates: Iterator[str | None] = iter(
        (
            one.step.fired.element if one.step.fired else None,
            str(getattr(one.command, "task", getattr(one.command, "clock", ""))).partition("#")[0].partition("[")[0],
            next(iter(one.step.trail), None),
        )
    )
    return next(filter(None, candidates), None)


def proof(one: ReplayStep) -> dict[str, Any]:
    entry = one.entry
    return {
        "matches": one.matches,
        "signature": "valid" if journal.is_signed(entry, keys.current()) else "invalid",
        "digest": entry.digest,
        "hash": entry.hash,
        "previous": entry.previous,
        "version": entry.version_hash,
        "calendar_version": gettext(
            "%(calendar)s, version %(version)s", calendar=entry.calendar, version=entry.calendar_version
        ),
    }
