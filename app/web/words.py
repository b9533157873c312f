"""What every template may call to say things: due times, people, groups, instants."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import g
from markupsafe import Markup

from app import clock
from app.calendars import CALL, Calendar
from app.casework import calendars
from app.web import access, due, roles, showing
from app.web.languages import ZONE_INFO

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    said = {"due_words": due_words, "timer_words": timer_words, "person_name": person_name, "group_name": group_name}
    app.jinja_env.globals.update(said)
    app.jinja_env.filters.update(instant=instant, ago=ago, shown=showing.text)


def calendar(name: str | None = None) -> Calendar:
    """A calendar as it is in force, read once in a request."""
    read: dict[str | None, Calendar] = g.setdefault("calendars", {})
    if name not in read:
        read[name] = calendars.in_force(name)
    return read[name]


def due_words(task: Any, calendar_id: str | None = None) -> due.DueWords | None:
    """The due time of a task in the words of its clock; a task of a list knows its calendar."""
    if task.due_at is None and task.clock != CALL:
        return None
    counting = calendar(calendar_id or task.calendar)
    moved = {"paused_at": task.paused_at, "counts_from": task.counts_from}
    return due.words(counting, task.opened_at, task.due_at, task.clock, task.provisional, clock.now(), **moved)


def timer_words(timer: Any, calendar_id: str | None = None) -> due.DueWords:
    """The instant of a timer in the words of its clock."""
    counting, stopped = calendar(calendar_id), timer.paused_at
    return due.of_timer(counting, timer.due, timer.clock, timer.provisional, clock.now(), paused_at=stopped)


def person_name(login: str | None) -> str:
    return access.actor().directory.name(login) if login else ""


def group_name(group: str) -> str:
    return roles.group_name(group, access.actor().directory)


def instant(at: datetime, pattern: str = "%Y-%m-%d %H:%M") -> str:
    return at.astimezone(ZONE_INFO).strftime(pattern)


def ago(at: datetime) -> Markup:
    """An instant that the page keeps current; the absolute time is one tap away."""
    moment = Markup('<time datetime="{}" data-relative title="{}">{}</time>')
    return moment.format(at.isoformat(), instant(at), instant(at))
