"""The rows that a step makes or changes, for what people and the worker look for.

Pure. A step names what is gone only by its key: the rest of such a row is read from the state before the step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from app.casework import facts
from app.casework.organisation import Directory, unit_of
from app.engine import Version, values
from app.engine.commands import Start
from app.engine.groups import split
from app.engine.step import Clock, ClosedTask, Incident, Notice, OpenTask, SetTimer, Step, Waiting
from app.store.types import dumps

if TYPE_CHECKING:
    from app.casework.held import Held

Row = dict[str, Any]
FAR_AWAY = datetime(9999, 12, 31, tzinfo=UTC)  # sorts after every due date
LONGEST_SHOWN = 200  # characters of a value that lists are filtered by: an index has its limits
COPIED = -1  # the task number of those who were sent a copy
STARTED = 0  # the task number of those who have a part in a case from its start


# -- tasks


def tasks(held: Held, step: Step, at: datetime) -> list[Row]:
    found = {task.no: open_task(task) for task in (*step.opened, *step.changed)}
    found |= {task.no: closed_task(taken(task, closed), closed, at) for closed, task in _closed(held, step)}
    return [{"case_id": held.case.id, **found[no]} for no in sorted(found)]


def open_task(task: OpenTask) -> Row:
    row = {f.name: getattr(task, f.name) for f in fields(task)}
    lists: Row = {name: list(row[name]) for name in ("groups", "users", "deputies", "recused")}
    lists["signatures"] = [facts.of(one) for one in task.signatures]
    return row | lists | {"status": "open", "closed_at": None, "closed_by": None}


def closed_task(task: OpenTask, closed: ClosedTask, at: datetime) -> Row:
    """A task that was returned was done by whoever returned it, as one that was completed."""
    status = "completed" if closed.how == "returned" else closed.how
    return open_task(task) | {"status": status, "closed_at": at, "closed_by": closed.by}


def _closed(held: Held, step: Step) -> Iterator[tuple[ClosedTask, OpenTask]]:
    """What closed, with how it stood before; a task that the step opened itself may have closed in it too."""
    if step.closed:
        known = {task.no: task for task in (*step.opened, *held.before.tasks, *step.changed)}
        yield from ((closed, known[closed.no]) for closed in step.closed if closed.no in known)


def taken(task: OpenTask, closed: ClosedTask) -> OpenTask:
    """Whoever completes a task that nobody has claimed has claimed it with that."""
    return replace(task, assignee=task.assignee or closed.by) if closed.how in ("completed", "returned") else task


# -- who has a part in the case


UnitFor = Callable[[str, OpenTask], str | None]


def touched(held: Held, step: Step) -> list[tuple[OpenTask, bool]]:
    """The tasks whose groups and people may have changed, each with whether it can be claimed now."""
    found = {task.no: (task, task.assignee is None) for task in (*step.opened, *step.changed)}
    closed = [(taken(task, closed), False) for closed, task in _closed(held, step) if task.assignee is None]
    return list((found | {task.no: (task, free) for task, free in closed}).values())


def parties(tasks: Iterable[tuple[OpenTask, bool]], unit_for: UnitFor) -> list[Row]:
    """The groups and people of tasks; what closed is nobody's to claim any more."""
    return [row for task, claimable in tasks for row in _of_task(task, unit_for, claimable)]


def _of_task(task: OpenTask, unit_for: UnitFor, claimable: bool) -> Iterator[Row]:
    shared = {"task_no": task.no, "claimable": claimable, "due_at": task.due_at or FAR_AWAY}
    for group in dict.fromkeys((*task.groups, *task.deputies)):
        yield {"name": group, "unit": unit_of(group), **shared}
    for login in dict.fromkeys((*task.users, *((task.assignee,) if task.assignee else ()))):
        yield {"name": as_party(login), "unit": unit_for(login, task), **shared}


def from_the_start(start: Start, home: Callable[[str], str | None]) -> list[Row]:
    """Who has a part in a case from its start: its unit, and whoever starts it or answers for it."""
    shared = {"task_no": STARTED, "claimable": False, "due_at": FAR_AWAY}
    people = dict.fromkeys(login for login in (start.by, start.owner) if login)
    rows = [{"name": as_party(login), "unit": home(login), **shared} for login in people]
    return rows + ([{"name": start.unit, "unit": start.unit, **shared}] if start.unit else [])


def copied(to: Iterable[str]) -> list[Row]:
    """Who was sent a copy has a part in the case for themselves, not for their unit."""
    shared = {"task_no": COPIED, "unit": None, "claimable": False, "due_at": FAR_AWAY}
    return [{"name": as_party(login), **shared} for login in to]


def copies(to: Iterable[str], seq: int, by: str, at: datetime, reason: str) -> list[Row]:
    return [{"login": login, "seq": seq, "by": by, "at": at, "reason": reason} for login in to]


def as_party(login: str) -> str:
    """How a person stands among the parties: no group begins with an `@`."""
    return f"@{login}"


def unit_in(directory: Directory) -> UnitFor:
    """Resolves for which unit a person does a task: where they hold a role that it asks for, else their own."""

    def unit_for(login: str, task: OpenTask) -> str | None:
        person = directory.people.get(login)
        if person is None:
            return None
        roles = {group.partition("@")[0] for group in (*task.groups, *task.deputies)}
        fitting = [held.unit for held in person.memberships if held.role in roles]
        return fitting[0] if fitting else person.home

    return unit_for


def home_in(directory: Directory) -> Callable[[str], str | None]:
    return lambda login: directory.people[login].home if login in directory.people else None


def people_facts(rows: list[Row]) -> dict[str, Any]:
    """What the journal attests of the parties: for which unit a person acted, whatever the organisation says later."""
    people = [[row["task_no"], row["name"], row["unit"]] for row in rows if row["name"].startswith("@")]
    return {"people": people} if people else {}


def responsible_facts(held: Held, step: Step, directory: Directory) -> dict[str, Any]:
    """What the journal attests of a breach: who answered for the task at that instant, whatever changes later.

    Whoever had it; where nobody had, all for whom it was; where it was for nobody, the owner of the case.
    """
    missed = {notice.task for notice in step.notices if notice.kind == "breach"}
    if not missed:
        return {}
    tasks = [task for task in held.before.tasks if task.no in missed]  # before the step escalates it
    found = [[task.no, list(_answering(task, directory)) or [held.case.owner]] for task in tasks]
    return {"responsible": found}


def _answering(task: OpenTask, directory: Directory) -> Iterator[str]:
    if task.assignee:
        yield task.assignee
        return
    named = [login for group in (*task.groups, *task.deputies) for login in directory.holders(group)]
    yield from dict.fromkeys((*task.users, *named))


# -- timers, waits, incidents


def timers(held: Held, step: Step) -> list[Row]:
    """What is no longer set first, so that a timer that is set again at once stays set."""
    found = {}
    if step.timers_gone:
        before = {each.key: each for each in held.before.timers}
        found = {key: timer_row(before[key], "gone") for key in step.timers_gone if key in before}
    if step.fired:
        found[step.fired.key] = timer_row(step.fired, "fired")
    found |= {each.key: timer_row(each, status_of(each)) for each in step.timers_set}
    return [{"case_id": held.case.id, **found[key]} for key in sorted(found)]


def clocks(held: Held, step: Step) -> list[Row]:
    """The clocks that people have touched; one whose task or timer is done is over."""
    found = {}
    if step.clocks_gone:
        found = {each.name: clock_row(each, "gone") for each in held.before.clocks if each.name in step.clocks_gone}
    found |= {each.name: clock_row(each, "open") for each in step.clocks}
    return [{"case_id": held.case.id, **found[name]} for name in sorted(found)]


def clock_row(clock: Clock, status: str) -> Row:
    row = {f.name: getattr(clock, f.name) for f in fields(clock)}
    return row | {"task_no": row.pop("task"), "status": status}


def status_of(timer: SetTimer) -> str:
    """Of a timer that has not fired: one that stands still is not waited for."""
    return "set" if timer.paused_at is None else "paused"


def timer_row(timer: SetTimer, status: str) -> Row:
    row = {f.name: getattr(timer, f.name) for f in fields(timer)}
    return row | {"task_no": row.pop("task"), "status": status}


def waits(held: Held, step: Step) -> list[Row]:
    found = {}
    if step.waits_gone:
        found = {wait.key: _wait(wait, False) for wait in held.before.waits if wait.key in step.waits_gone}
    found |= {wait.key: _wait(wait, True) for wait in step.waits_set}
    return [{"case_id": held.case.id, **found[key]} for key in sorted(found)]


def _wait(wait: Waiting, waiting: bool) -> Row:
    return {f.name: getattr(wait, f.name) for f in fields(wait)} | {"waiting": waiting}


def incidents(held: Held, step: Step, at: datetime) -> list[Row]:
    found: dict[str, tuple[Incident, datetime | None]] = {}
    if step.resolved:
        found = {each.key: (each, at) for each in held.before.incidents if each.key in step.resolved}
    found |= {each.key: (each, None) for each in step.incidents}
    shared = {"case_id": held.case.id, "source": "engine", "opened_at": at}
    return [
        {**shared, "key": key, "element": each.element, "message": each.message, "resolved_at": resolved}
        for key, (each, resolved) in sorted(found.items())
    ]


# -- the outbox


def outbox(held: Held, step: Step, seq: int, at: datetime, wall: datetime) -> list[Row]:
    """What has to be done outside: jobs of service tasks, messages to other cases, and telling people."""
    waiting = [(f"job:{job.type}", facts.of(job)) for job in step.jobs]
    waiting += [("message", facts.of(sent)) for sent in step.sent]
    waiting += [("signal", {"name": name}) for name in step.signals]
    waiting += [("notice", _told(notice, at)) for notice in step.notices]
    return _waiting(held.case.id, seq, wall, waiting)


def notices(case_id: int, seq: int, at: datetime, wall: datetime, told: Iterable[Notice]) -> list[Row]:
    """What people are told by an entry that moves nothing."""
    return _waiting(case_id, seq, wall, [("notice", _told(notice, at)) for notice in told])


def _told(notice: Notice, at: datetime) -> Row:
    told: Row = facts.of(notice)
    return told | {"at": facts.instant(at)}


def _waiting(case_id: int, seq: int, wall: datetime, waiting: list[tuple[str, Row]]) -> list[Row]:
    shared = {"case_id": case_id, "seq": seq, "status": "waiting", "attempts": 0}
    return [
        {
            **shared,
            "key": f"{case_id}:{seq}:{no}",
            "kind": kind,
            "payload": payload,
            "due_at": wall,
            "created_at": wall,
        }
        for no, (kind, payload) in enumerate(waiting, start=1)
    ]


# -- the values that lists may show


def shown(held: Held, step: Step) -> dict[str, Any]:
    return shown_after(held.case.shown, ((change.name, change.after) for change in step.changes), held.version)


def shown_after(before: dict[str, Any], changes: Iterable[tuple[str, Any]], version: Version) -> dict[str, Any]:
    names = shown_names(version)
    changed = {name: values.plain(value) for name, value in changes if name in names}
    return {name: value for name, value in (before | changed).items() if value is not None}


def shown_rows(before: dict[str, Any], after: dict[str, Any]) -> list[Row]:
    """The shown values that changed, as text to filter by."""
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return [{"name": name, "value": shown_text(after.get(name))} for name in names]


def shown_text(value: Any) -> str | None:
    if value is None:
        return None
    return (value if isinstance(value, str) else dumps(value))[:LONGEST_SHOWN]


@lru_cache(maxsize=200)
def shown_names(version: Version) -> frozenset[str]:
    """The names that the process or any of its tasks allows lists to show."""
    said = [version.properties, *(each.properties for each in version.elements.values())]
    return frozenset(name for properties in said for name in split(properties.get("shown", "")))
