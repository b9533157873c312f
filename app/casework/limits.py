"""The limits of a case that are open: of tasks, and of timers on the diagram; and the requests for more time.

Whose a limit is decides who may touch it: a task's is its own, a timer's that of the task on whose border it stands,
else that of the person who is first responsible.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import clock as clocks
from app.calendars import CALL
from app.casework import clock_rights, permissions, tasks
from app.casework.people import Actor
from app.casework.permissions import ForWhom, Whose
from app.engine import Version, View
from app.engine.step import Clock, OpenTask, SetTimer
from app.store import clocks as kept
from app.store import db

MOST_REQUESTS = 100


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Whose a timer is that belongs to no task."""

    assignee: str | None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenClock:
    """A limit of a case that is open: of a task, or of a timer on the diagram."""

    name: str
    element: str
    title: str
    task: OpenTask | None
    due_at: datetime
    clock: str | None
    provisional: bool
    paused_at: datetime | None
    touched: Clock | None  # what people have done to it
    whose: ForWhom


@dataclass(frozen=True, kw_only=True)
class Request:
    """Somebody asks for more time, and nobody has decided yet."""

    case_id: int
    number: str
    process_name: str
    calendar: str
    name: str  # of the clock
    title: str
    task_no: int | None
    clock: str | None
    due_at: datetime
    request: int
    by: str
    more: str
    at: datetime
    why: str


def of_view(view: View, version: Version, case: Whose) -> tuple[OpenClock, ...]:
    """The open limits of a case, the first due first; those that stand still come last.

    What ends with a call is none of them: there is nothing that could be done with it.
    """
    touched = {each.name: each for each in view.clocks}
    own = (task for task in view.tasks if task.signs_for is None and task.clock != CALL)
    found = [_of_task(task, touched) for task in own if task.due_at]
    timers = (timer for timer in view.timers if timer.kind == "bpmn")
    found += [_of_timer(timer, touched, version, _holder(timer, view, version, case)) for timer in timers]
    return tuple(sorted(found, key=lambda each: (each.paused_at is not None, each.due_at, each.name)))


def may(one: OpenClock, by: Actor, case: Whose, at: datetime | None = None) -> frozenset[str]:
    """What the person may do with it: rights of `CLOCK_RIGHTS`. Nobody decides what they asked for."""
    rights = clock_rights.rights(by, one.whose, case, at or clocks.now())
    return rights - {"decide"} if one.touched and one.touched.asked_by == by.login else rights


def of_task(task_id: str, by: Actor) -> tuple[int, str]:
    """The case and the clock of a task that the person may see. Raises TaskNotFound."""
    task = tasks.get(task_id, by)
    return task.case_id, task.key


def requests(by: Actor) -> tuple[Request, ...]:
    """The open requests for more time that the person may decide, the oldest first."""
    now, found = clocks.now(), kept.requests(db.session(), permissions.sight(by), MOST_REQUESTS)
    return tuple(_request(row) for row in found if row.asked_by != by.login and _may_decide(row, by, now))


def _may_decide(row: Any, by: Actor, now: datetime) -> bool:
    whose: ForWhom = row if row.task_no is not None else Holder(assignee=row.owner or row.started_by)
    return "decide" in clock_rights.rights(by, whose, row, now)


def _request(row: Any) -> Request:
    return Request(
        case_id=row.case_id,
        number=row.number,
        process_name=row.process_name,
        calendar=row.calendar,
        name=row.name,
        title=row.task_name or row.element,
        task_no=row.task_no,
        clock=row.clock,
        due_at=row.due_at,
        request=row.asks,
        by=row.asked_by,
        more=row.asked_more,
        at=row.asked_at,
        why=row.asked_why,
    )


def _of_task(task: OpenTask, touched: dict[str, Clock]) -> OpenClock:
    assert task.due_at is not None  # noqa: S101 - the caller has looked
    return OpenClock(
        name=task.key,
        element=task.element,
        title=task.name,
        task=task,
        due_at=task.due_at,
        clock=task.clock,
        provisional=task.provisional,
        paused_at=task.paused_at,
        touched=touched.get(task.key),
        whose=task,
    )


def _of_timer(timer: SetTimer, touched: dict[str, Clock], version: Version, whose: ForWhom) -> OpenClock:
    element = version.elements.get(timer.element)
    return OpenClock(
        name=timer.key,
        element=timer.element,
        title=(element.name if element else "") or timer.element,
        task=None,
        due_at=timer.due,
        clock=timer.clock,
        provisional=timer.provisional,
        paused_at=timer.paused_at,
        touched=touched.get(timer.key),
        whose=whose,
    )


def _holder(timer: SetTimer, view: View, version: Version, case: Whose) -> ForWhom:
    """The task on whose border a timer stands; else whoever is first responsible for the case."""
    element = version.elements.get(timer.element)
    host = element.attached_to if element else None
    visit = timer.key.partition("#")[2].partition(".")[0]
    on = [task for task in view.tasks if task.element.rpartition(":")[2] == host and str(task.visit) == visit]
    return on[0] if len(on) == 1 else Holder(assignee=case.owner or case.started_by)


def named(whose: ForWhom, by: Actor) -> str:
    if whose.assignee:
        return by.directory.name(whose.assignee)
    return ", ".join((*whose.groups, *whose.users)) or "-"
